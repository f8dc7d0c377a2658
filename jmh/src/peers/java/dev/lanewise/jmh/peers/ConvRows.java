package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.jmh.Convolution;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The layers of the peers' table against the best native of each: found by heats between all variants, then beaten or not in a
 * contest of two. Work is counted as in the direct sum.
 */
final class ConvRows implements FigureRows {

    /** What is asked of a layer, NHWC to NHWC against natives in their own layouts, and NCHW to NCHW against natives so. */
    private record Limits(double must, double goal, double plainMust, double plainGoal) {
        Limits(double must, double goal) {
            this(must, goal, Double.NaN, Double.NaN);
        }
    }

    private static final Limits OTHERS = new Limits(0.85, 0.97, 1, 1.2);
    private static final Limits DEPTHWISE = new Limits(0.8, 1.05, 1.8, 3);

    private static final Map<String, Limits> LIMITS = Map.ofEntries(
            Map.entry("resnet_3x3s1_64to64@56", new Limits(2.2, 2.6)),
            Map.entry("resnet_3x3s1_128to128@28", new Limits(2.2, 2.6)),
            Map.entry("vgg_3x3s1_256to256@56", new Limits(2.2, 2.6)),
            Map.entry("vgg_3x3s1_64to64@224", new Limits(2, 2.4)),
            Map.entry("vgg_3x3s1_128to128@112", new Limits(2, 2.4)),
            Map.entry("vgg_3x3s1_512to512@28", new Limits(1.75, 2.3)),
            Map.entry("resnet_3x3s1_256to256@14", new Limits(1.55, 1.9)),
            Map.entry("resnet_3x3s1_512to512@7", new Limits(1.05, 1.2)),
            Map.entry("resnet_1x1s1_256to64@56", OTHERS),
            Map.entry("resnet_1x1s1_64to256@56", OTHERS),
            Map.entry("resnet_1x1s1_1024to256@14", OTHERS),
            Map.entry("resnet_3x3s2_128to128@56", OTHERS),
            Map.entry("resnet_7x7s2_3to64@224", OTHERS),
            Map.entry("alexnet_11x11s4_3to64@224", OTHERS),
            Map.entry("speech_5x1s1_64to64@1000x40", new Limits(1, 1.4)),
            Map.entry("alexnet_5x5s1_64to192@27", new Limits(1, 1.5)),
            Map.entry("large_31x31s1_dw128@56", new Limits(1, 2.5)),
            Map.entry("mobilenet_3x3s1_dw32@112", DEPTHWISE),
            Map.entry("mobilenet_3x3s2_dw64@112", DEPTHWISE),
            Map.entry("mobilenet_3x3s1_dw512@14", DEPTHWISE));

    private static final double MEAN_MUST = 2;
    private static final double MEAN_GOAL = 2.5;

    private final Layout layout;

    /** With NHWC any layout of theirs meets ours, with NCHW everybody has that. */
    ConvRows(Layout layout) {
        this.layout = layout;
    }

    @Override
    public String name() {
        return layout == Layout.NHWC ? "conv" : "conv-nchw";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (String layer : Convolution.LAYERS) {
                if (bench.wants(layer)) {
                    bench.report(measure(bench, engine, layer));
                }
            }
        }
    }

    private Figure measure(Bench bench, Engine engine, String layer) throws Throwable {
        LanewiseConvPeer lanewise = new LanewiseConvPeer(engine, layout, null);
        try (NativeConvolution convolution = new NativeConvolution(Convolution.shape(layer));
                ConvField ours = new ConvField(convolution, List.of(lanewise));
                ConvField natives = new ConvField(
                        convolution, layout == Layout.NHWC ? ConvPeers.ownLayout(1) : ConvPeers.plain(1))) {
            Task best = bench.fastest(natives.tasks());
            Samples contest = bench.contest(List.of(ours.tasks().getFirst(), best));
            String peer = "%s %.1f GFLOP/s; %s %.1f"
                    .formatted(
                            best.name(),
                            contest.rate(1).value(),
                            lanewise.plan().algorithm(),
                            contest.rate(0).value());
            return figure(layer, contest.ratio(0, 1).value(), peer, contest.ratio(0, 1));
        } catch (IllegalArgumentException refused) {
            return figure(layer, 0, "no algorithm", refused.getMessage());
        }
    }

    private Figure figure(String layer, double ratio, String peer, Object note) {
        Limits limits = LIMITS.get(layer);
        double must = layout == Layout.NHWC ? limits.must() : limits.plainMust();
        double goal = layout == Layout.NHWC ? limits.goal() : limits.plainGoal();
        return Double.isNaN(must)
                ? Figure.info(name(), layer, ratio, peer, note)
                : Figure.atLeast(name(), layer, must, goal, ratio, peer, note);
    }

    /** The mean over the layers of 3×3 with stride 1, NCHW to NCHW, once all are there. */
    @Override
    public List<Figure> summary(List<Figure> figures) {
        double[] ratios = figures.stream()
                .filter(figure ->
                        figure.what().contains("_3x3s1_") && figure.what().contains("to"))
                .mapToDouble(Figure::measured)
                .toArray();
        if (layout == Layout.NHWC || ratios.length < 8) {
            return List.of();
        }
        double mean = Math.exp(Arrays.stream(ratios).map(Math::log).average().orElseThrow());
        return List.of(Figure.atLeast(
                name(), "geometric mean of 3x3s1", MEAN_MUST, MEAN_GOAL, mean, "best native of each", "ratios above"));
    }
}
