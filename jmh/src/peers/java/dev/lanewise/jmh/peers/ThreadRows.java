package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.measure.Samples;
import java.util.List;

/** Two threads against one. */
final class ThreadRows implements FigureRows {

    private static final double MUST = 1.85;
    private static final double GOAL = 1.95;
    private static final List<Integer> SIZES = List.of(512, 1024, 2048);

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine one = Engine.builder().build();
                Engine two = Engine.builder().threads(2).build()) {
            for (int size : SIZES) {
                if (bench.wants(size + "³")) {
                    measure(bench, size, one, two);
                }
            }
        }
    }

    private void measure(Bench bench, int size, Engine one, Engine two) throws Throwable {
        String sgemm = LanewisePeer.Call.SGEMM.peer();
        try (NativeProduct product = new NativeProduct(size, size, size);
                Field single = new Field(product, List.of(new LanewisePeer(LanewisePeer.Call.SGEMM, one)));
                Field both = new Field(product, List.of(new LanewisePeer(LanewisePeer.Call.SGEMM, two)))) {
            Samples samples = bench.contest(List.of(both.task(sgemm), single.task(sgemm)));
            Samples.Estimate ratio = samples.ratio(0, 1);
            bench.report(Figure.atLeast(name(), size + "³", MUST, GOAL, ratio.value(), "1 thread", ratio));
        }
    }
}
