package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.jmh.NetworkLayers;
import dev.lanewise.jmh.measure.Samples;
import java.util.List;
import java.util.Map;

/** The algorithm that the planner picks, untuned, against the fastest of all that it could have picked, on layers of networks. */
final class ConvPlannerRows implements FigureRows {

    private static final double NEAR = 0.9;
    private static final double NEAR_MUST = 0.85;
    private static final double NEAR_GOAL = 0.95;
    private static final double LOWEST_MUST = 0.5;

    @Override
    public String name() {
        return "conv-planner";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (Map.Entry<String, ConvShape> layer : NetworkLayers.all().entrySet()) {
                for (Layout layout : Layout.values()) {
                    String what = layer.getKey() + " " + layout;
                    if (bench.wants(what)) {
                        bench.report(measure(bench, engine, what, layer.getValue(), layout));
                    }
                }
            }
        }
    }

    private Figure measure(Bench bench, Engine engine, String what, ConvShape shape, Layout layout) throws Throwable {
        try (NativeConvolution convolution = new NativeConvolution(shape)) {
            LanewiseConvPeer planned = new LanewiseConvPeer(engine, layout, null);
            planned.prepare(convolution);
            ConvPlan plan = planned.plan();
            List<ConvAlgorithm> algorithms = plan.candidates().stream()
                    .filter(ConvCandidate::isPossible)
                    .map(ConvCandidate::algorithm)
                    .toList();
            List<LanewiseConvPeer> peers = algorithms.stream()
                    .map(algorithm -> new LanewiseConvPeer(engine, layout, algorithm))
                    .toList();
            try (ConvField field = new ConvField(convolution, peers)) {
                Samples samples = bench.heat(field.tasks());
                int choice = algorithms.indexOf(plan.algorithm());
                int best = samples.fastest();
                String text = "%s %.1f GFLOP/s; best %s %.1f"
                        .formatted(
                                plan.algorithm(),
                                samples.rate(choice).value(),
                                algorithms.get(best),
                                samples.rate(best).value());
                double ratio = samples.rate(choice).value() / samples.rate(best).value();
                return Figure.info(name(), what, ratio, text, samples.rate(choice));
            }
        }
    }

    /** The share of layers where the choice is as good as the best, nearly, and the worst choice. */
    @Override
    public List<Figure> summary(List<Figure> figures) {
        List<Figure> layers = figures.stream()
                .filter(figure -> figure.sense() == Figure.Sense.FOR_INFORMATION)
                .toList();
        if (layers.isEmpty()) {
            return List.of();
        }
        double near =
                layers.stream().filter(figure -> figure.measured() >= NEAR).count();
        double lowest = layers.stream().mapToDouble(Figure::measured).min().orElseThrow();
        String of = "of " + layers.size() + " layers and layouts";
        return List.of(
                Figure.atLeast(
                        name(), "share within 10 % of the best", NEAR_MUST, NEAR_GOAL, near / layers.size(), of, ""),
                Figure.atLeast(name(), "the worst choice", LOWEST_MUST, NEAR, lowest, of, ""));
    }
}
