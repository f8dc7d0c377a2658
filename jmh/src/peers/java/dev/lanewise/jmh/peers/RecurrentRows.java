package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.jmh.Recurrence;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.Arrays;
import java.util.List;

/** Recurrent layers against ONNX Runtime: a long sequence, and the layers of the networks of {@code shapes/rnn.csv}. */
final class RecurrentRows implements FigureRows {

    /** What ours and theirs may differ by: both round in fp32, but for weights of low precision. */
    private static final double TOLERANCE = 1e-4;

    private static final double LOW_TOLERANCE = 0.05;

    private static final double ONE_MUST = 1;
    private static final double ONE_GOAL = 1.1;
    private static final double MANY_MUST = 1.05;
    private static final double MANY_GOAL = 1.2;
    private static final double BF16_MUST = 1.7;
    private static final double BF16_GOAL = 1.9;
    private static final double INT8_MUST = 2.5;
    private static final double INT8_GOAL = 3.5;
    private static final double MEAN_MUST = 1;
    private static final double MEAN_GOAL = 1.15;

    private static final List<String> SEQUENCES =
            List.of("LSTM_64x1_256to512", "GRU_64x1_256to512", "LSTM_64x16_256to512", "GRU_64x16_256to512");

    /** The different shapes of the file, with the cells that it names; an LSTM where it says any. */
    static final List<String> NETWORKS = List.of(
            "RNN_50x2_1760to1760",
            "GRU_50x2_1760to1760",
            "GRU_100x2_1760to1760",
            "GRU_200x2_1760to1760",
            "LSTM_30x1_512to512",
            "LSTM_30x1_1024to1024",
            "LSTM_1x1_2048to1024",
            "LSTM_1x640_2048to1024",
            "RNN_50x1_1760to1760",
            "GRU_50x1_1760to1760",
            "GRU_100x1_1760to1760",
            "GRU_200x1_1760to1760",
            "LSTM_50x1_500to500",
            "LSTM_629x1_128to128",
            "LSTM_10x1_512to128",
            "LSTM_1x1_128to128",
            "LSTM_3x12_16to16",
            "LSTM_3x20_36to36",
            "LSTM_2x6_32to16",
            "LSTM_1x7_17to34",
            "LSTM_1x3_32to64",
            "LSTM_1x4_34to68",
            "GRU_10x12_16to16",
            "GRU_14x10_17to17",
            "GRU_7x7_32to32",
            "GRU_6x8_36to36");

    @Override
    public String name() {
        return "recurrent";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (String sequence : SEQUENCES) {
                if (sequence.contains("x1_")) {
                    measure(bench, engine, sequence, null, ONE_MUST, ONE_GOAL);
                    measure(bench, engine, sequence, WeightFormat.BF16, BF16_MUST, BF16_GOAL);
                    measure(bench, engine, sequence, WeightFormat.INT8, INT8_MUST, INT8_GOAL);
                } else {
                    measure(bench, engine, sequence, null, MANY_MUST, MANY_GOAL);
                }
            }
            for (String network : NETWORKS) {
                measure(bench, engine, network, null, Double.NaN, Double.NaN);
            }
        }
    }

    private void measure(Bench bench, Engine engine, String layer, WeightFormat format, double must, double goal)
            throws Throwable {
        String what = format == null ? layer : layer + " " + format;
        if (bench.wants(what)) {
            bench.report(contest(bench, engine, what, Recurrence.of(layer), format, must, goal));
        }
    }

    private Figure contest(
            Bench bench, Engine engine, String name, Recurrence of, WeightFormat format, double must, double goal)
            throws Throwable {
        Recurrent layer = of.layer(engine, format);
        try (OnnxRuntimeModel ort = new OnnxRuntimeModel(OnnxModel.recurrent(of), 1)) {
            ort.input("X", of.x(), of.steps(), of.batch(), of.inputSize());
            ort.output("Y", of.steps(), 1, of.batch(), of.hiddenSize());
            ort.run();
            ort.requireSame(of.run(layer), format == null ? TOLERANCE : LOW_TOLERANCE, name);
            Samples contest = bench.contest(List.of(
                    new Task("lanewise", of.flop(), () -> of.run(layer)), new Task("ort", of.flop(), ort::run)));
            Samples.Estimate ratio = contest.ratio(0, 1);
            String peer = "ort %.1f GFLOP/s; lanewise %.1f"
                    .formatted(contest.rate(1).value(), contest.rate(0).value());
            return Double.isNaN(must)
                    ? Figure.info(name(), name, ratio.value(), peer, ratio)
                    : Figure.atLeast(name(), name, must, goal, ratio.value(), peer, ratio);
        }
    }

    /** The mean over the networks, once all are there. */
    @Override
    public List<Figure> summary(List<Figure> figures) {
        double[] ratios = figures.stream()
                .filter(figure -> NETWORKS.contains(figure.what()))
                .mapToDouble(Figure::measured)
                .toArray();
        if (ratios.length < NETWORKS.size()) {
            return List.of();
        }
        double mean = Math.exp(Arrays.stream(ratios).map(Math::log).average().orElseThrow());
        return List.of(Figure.atLeast(
                name(), "geometric mean of networks", MEAN_MUST, MEAN_GOAL, mean, "ONNX Runtime", "ratios above"));
    }
}
