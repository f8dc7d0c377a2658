package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.Arrays;
import java.util.List;

/**
 * The products of the peers' table, against the best native of each: found by heats between all variants of all natives, then
 * beaten or not in a contest of two. Ours are prepacked where that native is.
 */
final class ShapeRows implements FigureRows {

    static final List<String> SHAPES = List.of(
            "64x64x64",
            "128x128x128",
            "256x256x256",
            "512x512x512",
            "1024x1024x1024",
            "2048x2048x2048",
            "1x4096x4096",
            "8x4096x4096",
            "64x3136x576",
            "256x196x2304",
            "512x49x4608",
            "1000x1x2048",
            "128x768x768",
            "128x3072x768",
            "3136x64x64");

    private static final String MEMORY_BOUND = "8x4096x4096";
    private static final double MEMORY_BOUND_MUST = 1.5;
    private static final double MEMORY_BOUND_GOAL = 2.3;
    private static final double MEAN_MUST = 0.95;
    private static final double MEAN_GOAL = 1;
    private static final double LOWEST_MUST = 0.8;
    private static final double LOWEST_GOAL = 0.95;

    @Override
    public String name() {
        return "shapes";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (String shape : SHAPES) {
                if (bench.wants(shape)) {
                    bench.report(measure(bench, engine, shape));
                }
            }
        }
    }

    private Figure measure(Bench bench, Engine engine, String shape) throws Throwable {
        try (NativeProduct product = NativeProduct.ofShape(shape);
                Field natives = new Field(product, Peers.natives(1));
                Field ours = new Field(product, Peers.lanewise(engine))) {
            Task best = bench.fastest(natives.tasks());
            Task own = ours.task(Peers.counterpart(best.name()));
            Samples contest = bench.contest(List.of(own, best));
            Samples.Estimate ratio = contest.ratio(0, 1);
            String peer = "%s %.1f GFLOP/s; %s %.1f"
                    .formatted(
                            best.name(),
                            contest.rate(1).value(),
                            own.name(),
                            contest.rate(0).value());
            return shape.equals(MEMORY_BOUND)
                    ? Figure.atLeast(name(), shape, MEMORY_BOUND_MUST, MEMORY_BOUND_GOAL, ratio.value(), peer, ratio)
                    : Figure.info(name(), shape, ratio.value(), peer, ratio);
        }
    }

    /** The mean and the lowest of the ratios, each at most 1, once all are there. */
    @Override
    public List<Figure> summary(List<Figure> figures) {
        double[] capped = figures.stream()
                .filter(figure -> SHAPES.contains(figure.what()))
                .mapToDouble(figure -> Math.min(1, figure.measured()))
                .toArray();
        if (capped.length < SHAPES.size()) {
            return List.of();
        }
        double mean = Math.exp(Arrays.stream(capped).map(Math::log).average().orElseThrow());
        double lowest = Arrays.stream(capped).min().orElseThrow();
        String note = "ratios above; each at most 1";
        return List.of(
                Figure.atLeast(
                        name(), "geometric mean of all", MEAN_MUST, MEAN_GOAL, mean, "best native of each", note),
                Figure.atLeast(name(), "lowest of all", LOWEST_MUST, LOWEST_GOAL, lowest, "best native of each", note));
    }
}
