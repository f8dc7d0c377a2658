package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Convolutions over more than two dimensions: patches as a matrix, times the weights. */
final class VolumeConvolution {
    private VolumeConvolution() {}

    static void plan(NodeContext context, Constant weights, Constant bias) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        int[] kernel = weights.shape();
        int[] image = x.shape();
        int groups = Math.toIntExact(context.attributes().integer("group", 1));
        if (groups < 1 || kernel[1] * groups != image[1] || kernel[0] % groups != 0) {
            throw new ModelException("weights are for " + kernel[1] * groups + " channels in " + groups
                    + " groups; the image has " + image[1]);
        }
        WindowGrid grid = new WindowGrid(context.attributes(), Convolution.tail(kernel), Convolution.tail(image));
        int[] shape = image.clone();
        shape[1] = kernel[0];
        System.arraycopy(grid.out(), 0, shape, 2, shape.length - 2);
        int k = kernel[1] * grid.taps();
        int m = kernel[0] / groups;
        int n = grid.places();
        int plane = Shapes.product(image, 2, image.length);
        Value y = context.output(0, x.type(), shape);
        Value patches = context.temporary(ElementType.FLOAT, false, k, n);
        float[] numbers = weights.tensor().floats();
        Engine engine = context.engine();
        context.explain("patches", 2L * image[0] * kernel[0] * k * n);
        context.step(frame -> {
            for (int part = 0; part < image[0] * groups; part++) {
                patches(grid, frame.floats(x), frame.at(x) + part * kernel[1] * plane, plane, frame, patches);
                engine.sgemm(
                        Transpose.NO,
                        Transpose.NO,
                        m,
                        n,
                        k,
                        1,
                        numbers,
                        part % groups * m * k,
                        k,
                        frame.floats(patches),
                        frame.at(patches),
                        n,
                        0,
                        frame.floats(y),
                        frame.at(y) + part * m * n,
                        n);
            }
        });
        finish(context, bias, y);
    }

    /** A row for each channel and tap, a column for each place. */
    private static void patches(WindowGrid grid, float[] image, int first, int plane, Frame frame, Value patches) {
        float[] to = frame.floats(patches);
        int n = grid.places();
        for (int row = 0; row < patches.elements() / n; row++) {
            int channel = first + row / grid.taps() * plane;
            int at = frame.at(patches) + row * n;
            for (int place = 0; place < n; place++) {
                int index = grid.index(row % grid.taps(), place);
                to[at + place] = index < 0 ? 0 : image[channel + index];
            }
        }
    }

    /** Bias, residual and activation, which passes may have put here. */
    private static void finish(NodeContext context, Constant bias, Value y) {
        if (bias != null) {
            int[] perChannel = new int[y.rank() - 1];
            Arrays.fill(perChannel, 1);
            perChannel[0] = y.size(1);
            Value added = context.temporary(y.type(), false, perChannel);
            float[] numbers = bias.tensor().floats();
            context.step(frame -> System.arraycopy(numbers, 0, frame.floats(added), frame.at(added), numbers.length));
            Binary.apply(context, BinaryOperation.ADD, y, added, y);
        }
        Value result = y;
        if (context.has(3)) {
            result = Binary.combine(context, BinaryOperation.ADD, y, context.plain(3), false);
        }
        Activation activation = Convolution.activation(context);
        Unary.apply(context, activation, result, result);
    }
}
