package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.List;

/**
 * Matrix-vector products, of the bandwidth at which a loop reads the same matrix. The vectors are below a thousandth of it and
 * not counted.
 */
final class BandwidthRows implements FigureRows {

    private static final double MUST = 0.9;
    private static final double GOAL = 0.97;

    private record Case(String shape, LanewisePeer.Call call) {
        String what() {
            return shape + " " + call.peer();
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("4096x1x4096", LanewisePeer.Call.SGEMV),
            new Case("1x4096x4096", LanewisePeer.Call.SGEMV),
            new Case("1x4096x4096", LanewisePeer.Call.SGEMM),
            new Case("1x4096x4096", LanewisePeer.Call.PACKED_B),
            new Case("1000x1x1000", LanewisePeer.Call.SGEMV),
            new Case("1x1000x1000", LanewisePeer.Call.SGEMV),
            new Case("1x768x768", LanewisePeer.Call.SGEMM),
            new Case("1x768x768", LanewisePeer.Call.PACKED_B),
            new Case("1x3072x768", LanewisePeer.Call.SGEMM),
            new Case("1x3072x768", LanewisePeer.Call.PACKED_B));

    @Override
    public String name() {
        return "bandwidth";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (Case each : CASES) {
                if (bench.wants(each.what())) {
                    measure(bench, engine, each);
                }
            }
        }
    }

    private void measure(Bench bench, Engine engine, Case each) throws Throwable {
        try (NativeProduct product = NativeProduct.ofShape(each.shape());
                Field field = new Field(product, List.of(new LanewisePeer(each.call(), engine)))) {
            float[] matrix = product.n() == 1 ? product.a() : product.b();
            Task own = field.task(each.call().peer());
            Task bytes = new Task(own.name(), (double) matrix.length * Float.BYTES, own.body());
            Samples samples = bench.contest(List.of(bytes, bench.read(matrix)));
            Samples.Estimate ratio = samples.ratio(0, 1);
            String peer = "read loop %.1f GB/s".formatted(samples.rate(1).value());
            bench.report(Figure.atLeast(name(), each.what(), MUST, GOAL, ratio.value(), peer, ratio));
        }
    }
}
