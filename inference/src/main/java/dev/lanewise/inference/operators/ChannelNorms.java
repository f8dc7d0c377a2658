package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Normalization;
import dev.lanewise.engine.Reduction;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Normalisations over channels, groups of them, and single dimensions. */
final class ChannelNorms {
    /** From this version on GroupNormalization has a scale for each channel, not for each group. */
    private static final int SCALE_PER_CHANNEL = 21;

    private ChannelNorms() {}

    static void instance(NodeContext context) {
        groups(context, context.shape(0)[1]);
    }

    static void group(NodeContext context) {
        groups(context, Math.toIntExact(context.attributes().integer("num_groups")));
    }

    private static void groups(NodeContext context, int groups) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        int[] shape = x.shape();
        int channels = shape[1];
        int size = Shapes.product(shape, 2, shape.length);
        boolean perGroup = context.version() < SCALE_PER_CHANNEL;
        float[] scale =
                perChannel(Convolution.constant(context, 1).tensor().floats(), perGroup ? groups : channels, channels);
        float[] bias =
                perChannel(Convolution.constant(context, 2).tensor().floats(), perGroup ? groups : channels, channels);
        float epsilon = context.attributes().number("epsilon", 1e-5f);
        Value y = context.outputLike(0, x, x.type());
        Normalization normalization = context.engine().normalization();
        context.step(frame -> normalization.groupNorm(
                shape[0],
                channels,
                size,
                groups,
                frame.floats(x),
                frame.at(x),
                scale,
                bias,
                epsilon,
                frame.floats(y),
                frame.at(y)));
    }

    private static float[] perChannel(float[] numbers, int expected, int channels) {
        if (numbers.length != expected || channels % expected != 0) {
            throw new ModelException("scale or bias has " + numbers.length + " numbers; it must have " + expected);
        }
        float[] spread = new float[channels];
        for (int i = 0; i < channels; i++) {
            spread[i] = numbers[i / (channels / expected)];
        }
        return spread;
    }

    static void rootMeanSquare(NodeContext context) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        int[] shape = x.shape();
        int axis = Shapes.axis(context.attributes().integer("axis", -1), shape.length);
        int rows = Shapes.product(shape, 0, axis);
        int n = Shapes.product(shape, axis, shape.length);
        float[] scale = Convolution.constant(context, 1).tensor().floats();
        float epsilon = context.attributes().number("epsilon", 1e-5f);
        Value y = context.outputLike(0, x, x.type());
        Normalization normalization = context.engine().normalization();
        context.step(frame -> normalization.rmsNorm(
                rows, n, frame.floats(x), frame.at(x), scale, epsilon, frame.floats(y), frame.at(y)));
    }

    /** {@code (x − mean) / (deviation + 1e-9)}. */
    static void meanVariance(NodeContext context) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        long[] given = context.attributes().integers("axes");
        int[] axes = axes(given == null ? new long[] {0, 2, 3} : given, x.rank());
        Value mean = context.temporary(x.type(), false, ones(x.shape(), axes));
        Value deviation = context.temporary(x.type(), false, mean.shape());
        Value squares = context.temporary(x.type(), false, x.shape());
        Value y = context.output(0, x.type(), x.shape());
        Reduce.floats(context, Reduction.MEAN, x, axes, mean);
        Binary.apply(context, BinaryOperation.SUBTRACT, x, mean, y);
        Binary.apply(context, BinaryOperation.MULTIPLY, y, y, squares);
        Reduce.floats(context, Reduction.MEAN, squares, axes, deviation);
        Unary.apply(context, Activation.SQRT, deviation, deviation);
        Binary.withScalar(context, BinaryOperation.ADD, deviation, 1e-9f, deviation);
        Binary.apply(context, BinaryOperation.DIVIDE, y, deviation, y);
    }

    /** x divided by its norm along an axis. */
    static void norm(NodeContext context) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        int[] axes = axes(new long[] {context.attributes().integer("axis", -1)}, x.rank());
        boolean absolute = context.attributes().integer("p", 2) == 1;
        Value norm = context.temporary(x.type(), false, ones(x.shape(), axes));
        Reduce.floats(context, absolute ? Reduction.L1 : Reduction.L2, x, axes, norm);
        Binary.apply(context, BinaryOperation.DIVIDE, x, norm, context.output(0, x.type(), x.shape()));
    }

    private static int[] axes(long[] given, int rank) {
        return Arrays.stream(given).mapToInt(axis -> Shapes.axis(axis, rank)).toArray();
    }

    private static int[] ones(int[] shape, int[] axes) {
        for (int axis : axes) {
            shape[axis] = 1;
        }
        return shape;
    }

    /** Local response: x divided by a power of the squares of neighbouring channels. */
    static void localResponse(NodeContext context) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        int[] shape = x.shape();
        int channels = shape[1];
        int pixels = Shapes.product(shape, 2, shape.length);
        int size = Math.toIntExact(context.attributes().integer("size"));
        double alpha = context.attributes().number("alpha", 1e-4f) / size;
        double beta = context.attributes().number("beta", 0.75f);
        double bias = context.attributes().number("bias", 1);
        Value y = context.output(0, x.type(), shape);
        context.step(frame -> {
            float[] from = frame.floats(x);
            for (int i = 0; i < x.elements(); i++) {
                int channel = i / pixels % channels;
                double squares = 0;
                int first = Math.max(0, channel - (size - 1) / 2);
                int last = Math.min(channels - 1, channel + size / 2);
                for (int c = first; c <= last; c++) {
                    double neighbour = from[frame.at(x) + i + (c - channel) * pixels];
                    squares += neighbour * neighbour;
                }
                double response = Math.pow(bias + alpha * squares, beta);
                frame.floats(y)[frame.at(y) + i] = (float) (from[frame.at(x) + i] / response);
            }
        });
    }
}
