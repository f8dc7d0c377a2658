package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.List;

/** What other pure Java libraries make of some of the products, for information. */
final class JavaPeerRows implements FigureRows {

    private static final List<String> SHAPES = List.of(
            "64x64x64", "256x256x256", "1024x1024x1024", "1x4096x4096", "8x4096x4096", "64x3136x576", "1000x1x2048");

    @Override
    public String name() {
        return "java-peers";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (String shape : SHAPES) {
                if (bench.wants(shape)) {
                    measure(bench, engine, shape);
                }
            }
        }
    }

    private void measure(Bench bench, Engine engine, String shape) throws Throwable {
        try (NativeProduct product = NativeProduct.ofShape(shape);
                Field libraries = new Field(product, Peers.java(1));
                Field ours = new Field(product, Peers.lanewise(engine))) {
            Task own = ours.task(LanewisePeer.Call.SGEMM.peer());
            for (Task library : libraries.tasks()) {
                Samples samples = bench.contest(List.of(own, library));
                Samples.Estimate ratio = samples.ratio(0, 1);
                String peer = "%s %.2f GFLOP/s"
                        .formatted(library.name(), samples.rate(1).value());
                bench.report(Figure.info(name(), shape + " " + library.name(), ratio.value(), peer, ratio));
            }
        }
    }
}
