package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.List;

/** Products so small that the call is what counts, against the best native called from Java. */
final class TinyRows implements FigureRows {

    private static final double MUST = 1;
    private static final double GOAL = 1.5;
    private static final List<Integer> SIZES = List.of(8, 16);

    @Override
    public String name() {
        return "tiny";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (int size : SIZES) {
                try (NativeProduct product = new NativeProduct(size, size, size);
                        Field natives = new Field(product, Peers.natives(1));
                        Field ours = new Field(product, Peers.lanewise(engine))) {
                    Task best = bench.fastest(natives.tasks());
                    for (Task own : ours.tasks()) {
                        String what = size + "³ " + own.name();
                        if (bench.wants(what)) {
                            measure(bench, what, own, best);
                        }
                    }
                }
            }
        }
    }

    private void measure(Bench bench, String what, Task own, Task best) throws Throwable {
        Samples samples = bench.contest(List.of(own, best));
        Samples.Estimate ratio = samples.ratio(0, 1);
        String peer = "%s %.0f ns; ours %.0f ns"
                .formatted(
                        best.name(), samples.nanos(1).value(), samples.nanos(0).value());
        bench.report(Figure.atLeast(name(), what, MUST, GOAL, ratio.value(), peer, ratio));
    }
}
