package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Normalization;
import dev.lanewise.engine.Reduction;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Softmax and normalisations. */
final class Normalizations {
    /** From this version on softmax is along one dimension; before, along all from the axis on. */
    private static final int ONE_AXIS = 13;

    private Normalizations() {}

    static void softmax(NodeContext context) {
        softmax(context, false);
    }

    static void logSoftmax(NodeContext context) {
        softmax(context, true);
    }

    private static void softmax(NodeContext context, boolean logarithm) {
        boolean one = context.version() >= ONE_AXIS;
        Value x = one ? context.input(0) : context.plain(0);
        Unary.requireFloats(x);
        int axis = Shapes.axis(context.attributes().integer("axis", one ? -1 : 1), x.rank());
        int[] sizes = x.shape();
        int[] shape = one
                ? x.memoryShape()
                : new int[] {Shapes.product(sizes, 0, axis), Shapes.product(sizes, axis, sizes.length)};
        int along = one ? x.memoryAxis(axis) : 1;
        Value y = context.outputLike(0, x, x.type());
        Normalization normalization = context.engine().normalization();
        context.step(frame -> {
            if (logarithm) {
                normalization.logSoftmax(shape, along, frame.floats(x), frame.at(x), frame.floats(y), frame.at(y));
            } else {
                normalization.softmax(shape, along, frame.floats(x), frame.at(x), frame.floats(y), frame.at(y));
            }
        });
    }

    static void layer(NodeContext context) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        int[] shape = x.shape();
        int axis = Shapes.axis(context.attributes().integer("axis", -1), shape.length);
        int rows = Shapes.product(shape, 0, axis);
        int n = Shapes.product(shape, axis, shape.length);
        float[] scale = Convolution.constant(context, 1).tensor().floats();
        float[] bias =
                context.has(2) ? Convolution.constant(context, 2).tensor().floats() : null;
        float epsilon = context.attributes().number("epsilon", 1e-5f);
        if (context.outputs() > 1) {
            statistics(context, x, axis, epsilon);
        }
        Value y = context.outputLike(0, x, x.type());
        Normalization normalization = context.engine().normalization();
        context.step(frame -> normalization.layerNorm(
                rows, n, frame.floats(x), frame.at(x), scale, bias, epsilon, frame.floats(y), frame.at(y)));
    }

    /** The outputs beside: means of rows, and one by their deviations. */
    private static void statistics(NodeContext context, Value x, int axis, float epsilon) {
        int[] axes = IntStream.range(axis, x.rank()).toArray();
        int[] kept = x.shape();
        Arrays.fill(kept, axis, kept.length, 1);
        Value mean = context.output(1, x.type(), kept);
        Value inverse =
                context.outputs() > 2 ? context.output(2, x.type(), kept) : context.temporary(x.type(), false, kept);
        Value centred = context.temporary(x.type(), false, x.shape());
        Reduce.floats(context, Reduction.MEAN, x, axes, mean);
        Binary.apply(context, BinaryOperation.SUBTRACT, x, mean, centred);
        Binary.apply(context, BinaryOperation.MULTIPLY, centred, centred, centred);
        Reduce.floats(context, Reduction.MEAN, centred, axes, inverse);
        Binary.withScalar(context, BinaryOperation.ADD, inverse, epsilon, inverse);
        Unary.apply(context, Activation.RSQRT, inverse, inverse);
    }

    static void batch(NodeContext context) {
        if (context.outputs() > 1) {
            throw new ModelException("training outputs are not supported");
        }
        Value x = context.input(0);
        Unary.requireFloats(x);
        int[] shape = x.shape();
        int channels = shape.length > 1 ? shape[1] : 1;
        int pixels = shape.length > 2 ? Shapes.product(shape, 2, shape.length) : 1;
        int batch = x.channelsLast() ? shape[0] * pixels : shape[0];
        int size = x.channelsLast() ? 1 : pixels;
        float[] scale = Convolution.constant(context, 1).tensor().floats();
        float[] bias = Convolution.constant(context, 2).tensor().floats();
        float[] mean = Convolution.constant(context, 3).tensor().floats();
        float[] variance = Convolution.constant(context, 4).tensor().floats();
        float epsilon = context.attributes().number("epsilon", 1e-5f);
        Value y = context.outputLike(0, x, x.type());
        Normalization normalization = context.engine().normalization();
        context.step(frame -> normalization.batchNorm(
                batch,
                channels,
                size,
                frame.floats(x),
                frame.at(x),
                mean,
                variance,
                scale,
                bias,
                epsilon,
                frame.floats(y),
                frame.at(y)));
    }
}
