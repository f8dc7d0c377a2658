package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.jmh.Convolution;
import dev.lanewise.jmh.measure.Samples;
import java.util.List;

/** VGG's layers: two threads against one, and the workspace of a thread. */
final class ConvThreadRows implements FigureRows {

    private static final double MUST = 1.8;
    private static final double GOAL = 1.95;
    private static final double MOST_WORKSPACE = 8;
    private static final double WANTED_WORKSPACE = 4;

    private static final List<String> LAYERS = Convolution.LAYERS.stream()
            .filter(layer -> layer.startsWith("vgg_"))
            .toList();

    @Override
    public String name() {
        return "conv-threads";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine one = Engine.builder().build();
                Engine two = Engine.builder().threads(2).build()) {
            for (String layer : LAYERS) {
                for (Layout layout : Layout.values()) {
                    if (bench.wants(layer + " " + layout)) {
                        measure(bench, layer, layout, one, two);
                    }
                }
            }
        }
    }

    private void measure(Bench bench, String layer, Layout layout, Engine one, Engine two) throws Throwable {
        LanewiseConvPeer single = new LanewiseConvPeer(one, layout, null);
        LanewiseConvPeer both = new LanewiseConvPeer(two, layout, null);
        try (NativeConvolution convolution = new NativeConvolution(Convolution.shape(layer));
                ConvField field = new ConvField(convolution, List.of(both, single))) {
            Samples samples = bench.contest(field.tasks());
            Samples.Estimate ratio = samples.ratio(0, 1);
            String peer = "1 thread %.1f GFLOP/s".formatted(samples.rate(1).value());
            bench.report(Figure.atLeast(name(), layer + " " + layout, MUST, GOAL, ratio.value(), peer, ratio));
            for (LanewiseConvPeer peers : List.of(single, both)) {
                var choice = peers.plan().choice();
                double megabytes = choice.workspaceBytes() / 1e6 / choice.parts();
                bench.report(Figure.atMost(
                        name(),
                        "%s %s workspace of a thread of %d".formatted(layer, layout, choice.parts()),
                        MOST_WORKSPACE,
                        WANTED_WORKSPACE,
                        megabytes,
                        "",
                        choice.algorithm() + "; MB"));
            }
        }
    }
}
