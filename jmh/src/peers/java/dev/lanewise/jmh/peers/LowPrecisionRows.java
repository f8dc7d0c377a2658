package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedConv2d;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.engine.WeightOnlyLinear;
import dev.lanewise.engine.WeightOnlyMatrix;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.jmh.Convolution;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import dev.lanewise.reference.ReferenceQuantization;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Low precision: weight-only layers against fp32 ones of the same sizes, 8-bit 3×3 convolutions of the FMA peak, operations counted
 * as in the direct sum.
 */
final class LowPrecisionRows implements FigureRows {
    private static final List<String> LAYERS = List.of(
            "resnet_3x3s1_64to64@56",
            "resnet_3x3s1_128to128@28",
            "resnet_3x3s1_256to256@14",
            "resnet_3x3s1_512to512@7");
    private static final int ROW = 4096;
    private static final int DEVIATION = 30;
    private static final int SEED = 4;
    private static final float SCALE = 0.01f;
    private static final float OUTPUT_SCALE = 0.1f;
    private static final int MIDDLE = 128;
    private static final int GREATEST = 255;

    /** Results that are checked, spread over all of them. */
    private static final int CHECKED = 500;

    private static final double UNIT = 0x1p-24;

    /** What the bias of four bits may cost: weights up to 8 steps, widened up to 16. */
    private static final int BIAS = 3;

    private record Must(WeightFormat format, double must, double goal) {}

    private static final List<Must> WEIGHT_ONLY = List.of(
            new Must(WeightFormat.INT8, 3.2, 3.8),
            new Must(WeightFormat.Q8_0, Double.NaN, Double.NaN),
            new Must(WeightFormat.Q4_0, 3.3, 4.5),
            new Must(WeightFormat.BF16, 1.85, 1.95));

    @Override
    public String name() {
        return "low-precision";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (Must must : WEIGHT_ONLY) {
                if (bench.wants("weight-only " + must.format())) {
                    weightOnly(bench, engine, must);
                }
            }
            for (String layer : LAYERS) {
                if (bench.wants("int8 " + layer)) {
                    convolution(bench, engine, layer);
                }
            }
        }
    }

    private void weightOnly(Bench bench, Engine engine, Must must) throws Throwable {
        try (NativeProduct data = new NativeProduct(1, ROW, ROW)) {
            Linear floats = engine.linear(ROW, ROW)
                    .packedWeights(engine.pack(Transpose.NO, ROW, ROW, data.b(), 0, ROW))
                    .prepare();
            WeightOnlyLinear narrow = engine.weightOnlyLinear(ROW, ROW)
                    .weights(WeightOnlyMatrix.narrow(must.format(), ROW, ROW, data.b(), 0, ROW)
                            .pack())
                    .prepare();
            data.poison();
            floats.run(1, data.a(), 0, ROW, data.c(), 0, ROW);
            data.requireCorrect("fp32", data.c());
            data.poison();
            narrow.run(1, data.a(), 0, ROW, data.c(), 0, ROW);
            requireCorrect(narrow, data);
            double flop = 2.0 * ROW * ROW;
            Samples samples = bench.contest(List.of(
                    new Task("narrow", flop, () -> narrow.run(1, data.a(), 0, ROW, data.c(), 0, ROW)),
                    new Task("fp32", flop, () -> floats.run(1, data.a(), 0, ROW, data.c(), 0, ROW))));
            Samples.Estimate ratio = samples.ratio(0, 1);
            String what = "weight-only " + must.format() + " 1x4096x4096";
            bench.report(
                    Double.isNaN(must.must())
                            ? Figure.info(name(), what, ratio.value(), "fp32 prepacked", ratio)
                            : Figure.atLeast(
                                    name(), what, must.must(), must.goal(), ratio.value(), "fp32 prepacked", ratio));
        }
    }

    /** Nothing wrong is timed: outputs against sums of doubles, within the documented bound. */
    private static void requireCorrect(WeightOnlyLinear narrow, NativeProduct data) {
        float[] weights = new float[ROW];
        for (int j = 0; j < ROW; j += ROW / CHECKED) {
            narrow.weights().widen(j, weights, 0);
            double sum = 0;
            double magnitude = 0;
            for (int k = 0; k < ROW; k++) {
                double term = (double) data.a()[k] * weights[k];
                sum += term;
                magnitude += Math.abs(term) + BIAS * Math.abs(data.a()[k]);
            }
            if (!(Math.abs(data.c()[j] - sum) <= (ROW + 4) * UNIT * magnitude)) {
                throw new AssertionError("%s: output %d is %s; it must be %s"
                        .formatted(narrow.weights().format(), j, data.c()[j], sum));
            }
        }
    }

    private void convolution(Bench bench, Engine engine, String layer) throws Throwable {
        ConvShape shape = Convolution.shape(layer);
        QuantizedConv2d conv = engine.quantizedConv2d(shape)
                .input(Quantization.perTensor(QuantizedType.U8, SCALE, MIDDLE))
                .weights(Quantization.perTensor(QuantizedType.S8, SCALE, 0), weights(shape.weightElements()), 0)
                .toBytes(Quantization.perTensor(QuantizedType.U8, OUTPUT_SCALE, MIDDLE))
                .activation(Activation.RELU)
                .algorithm(ConvAlgorithm.WINOGRAD_4_POINTS)
                .prepare();
        byte[] x = weights(shape.inputElements());
        byte[] y = new byte[shape.outputElements()];
        conv.run(x, 0, y, 0);
        requireCorrect(shape, x, weights(shape.weightElements()), y);
        Samples samples = bench.contest(
                List.of(new Task("int8", (double) shape.flop(), () -> conv.run(x, 0, y, 0)), bench.fmaPeak()));
        Samples.Estimate ratio = samples.ratio(0, 1);
        int pieces = conv.plan().pieces();
        String what = "int8 " + layer + (pieces == 1 ? "" : " in " + pieces + " pieces");
        String peer = "FMA peak %.1f GFLOP/s".formatted(samples.rate(1).value());
        bench.report(
                pieces == 1
                        ? Figure.atLeast(name(), what, 1.5, 1.75, ratio.value(), peer, ratio)
                        : Figure.info(name(), what, ratio.value(), peer, ratio));
    }

    /** Nothing wrong is timed: results, channels last, against direct sums. */
    private static void requireCorrect(ConvShape shape, byte[] x, byte[] w, byte[] y) {
        int channels = shape.outChannels();
        float factor = SCALE * SCALE / OUTPUT_SCALE;
        for (int i = 0; i < CHECKED; i++) {
            int at = (int) ((long) i * (y.length - 1) / (CHECKED - 1));
            int pixel = at / channels;
            int sum = sum(shape, x, w, pixel / shape.outWidth(), pixel % shape.outWidth(), at % channels);
            int expected = ReferenceQuantization.requantize(sum, factor, MIDDLE, MIDDLE, GREATEST);
            if (Byte.toUnsignedInt(y[at]) != expected) {
                throw new AssertionError(
                        "y[%d] is %d; it must be %d".formatted(at, Byte.toUnsignedInt(y[at]), expected));
            }
        }
    }

    private static int sum(ConvShape shape, byte[] x, byte[] w, int row, int column, int channel) {
        int inputs = shape.inChannels();
        int sum = 0;
        for (int i = 0; i < shape.kernelHeight(); i++) {
            for (int j = 0; j < shape.kernelWidth(); j++) {
                int h = row * shape.strideHeight() - shape.padTop() + i;
                int v = column * shape.strideWidth() - shape.padLeft() + j;
                if (h < 0 || h >= shape.inHeight() || v < 0 || v >= shape.inWidth()) {
                    continue;
                }
                for (int c = 0; c < inputs; c++) {
                    int pixel = Byte.toUnsignedInt(x[(h * shape.inWidth() + v) * inputs + c]) - MIDDLE;
                    sum += pixel * w[((channel * inputs + c) * shape.kernelHeight() + i) * shape.kernelWidth() + j];
                }
            }
        }
        return sum;
    }

    private static byte[] weights(int length) {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] weights = new byte[length];
        for (int i = 0; i < length; i++) {
            weights[i] = (byte) Math.clamp(Math.round(DEVIATION * random.nextGaussian()), -127, 127);
        }
        return weights;
    }
}
