package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.inference.graph.Activations;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;

/**
 * Convolutions, by the engine's planner. Inputs x, weights, bias, and, where a pass has put it there, a residual that is added before
 * a fused activation.
 */
final class Convolution {
    private Convolution() {}

    static void plan(NodeContext context) {
        int[] image = context.shape(0);
        Constant weights = constant(context, 1);
        Constant bias = context.has(2) ? constant(context, 2) : null;
        int[] kernel = weights.shape();
        if (image.length < 3 || kernel.length != image.length) {
            throw new ModelException("images are " + Arrays.toString(image) + " and weights " + Arrays.toString(kernel)
                    + "; both need channels and as many dimensions of space");
        }
        if (image.length > 4) {
            VolumeConvolution.plan(context, weights, bias);
            return;
        }
        Window window =
                Window.of(context.attributes(), tail(kernel), tail(image)).planar();
        ConvShape shape = shape(context, image, kernel, window);
        boolean wide = image.length == 4;
        int[] out = wide
                ? new int[] {image[0], kernel[0], shape.outHeight(), shape.outWidth()}
                : new int[] {image[0], kernel[0], shape.outWidth()};
        boolean residual = context.has(3) && Arrays.equals(context.shape(3), out);
        Activation activation = activation(context);
        boolean separate = context.has(3) && !residual;

        Value x = context.input(0);
        Value added = residual ? context.channelsLast(3) : null;
        Value y = separate ? context.temporary(x.type(), true, out) : context.output(0, x.type(), true, out);
        Unary.requireFloats(x);
        Layout layout = x.channelsLast() || Channels.sameOrder(image) ? Layout.NHWC : Layout.NCHW;
        Activation within = separate ? Activation.NONE : activation;
        Conv2d conv = context.shared(
                Conv2d.class,
                () -> prepare(context, shape, weights, bias, layout, within, residual),
                weights,
                bias,
                shape,
                layout,
                within.toString(),
                residual);
        ConvCandidate chosen = conv.plan().choice();
        context.explain(chosen.algorithm().toString(), shape.flop());
        context.holds(chosen.weightBytes(), chosen.workspaceBytes());
        if (residual) {
            context.step(frame -> conv.run(
                    frame.floats(x), frame.at(x), frame.floats(added), frame.at(added), frame.floats(y), frame.at(y)));
        } else {
            context.step(frame -> conv.run(frame.floats(x), frame.at(x), frame.floats(y), frame.at(y)));
        }
        if (separate) {
            Value sum = Binary.combine(context, BinaryOperation.ADD, y, context.input(3), false);
            Unary.apply(context, activation, sum, sum);
        }
    }

    private static Conv2d prepare(
            NodeContext context,
            ConvShape shape,
            Constant weights,
            Constant bias,
            Layout layout,
            Activation activation,
            boolean residual) {
        Conv2d.Builder builder = context.engine()
                .conv2d(shape)
                .layouts(layout, Layout.NHWC)
                .weights(weights.tensor().floats())
                .activation(activation);
        if (bias != null) {
            builder.bias(bias.tensor().floats());
        }
        if (residual) {
            builder.residual();
        }
        return builder.prepare();
    }

    /** The engine's description; an image of one dimension has a height of 1. */
    static ConvShape shape(NodeContext context, int[] image, int[] kernel, Window window) {
        int groups = Math.toIntExact(context.attributes().integer("group", 1));
        if (kernel[1] * groups != image[1]) {
            throw new ModelException("weights are for " + kernel[1] * groups + " channels; the image has " + image[1]);
        }
        return new ConvShape(
                image[0],
                image[1],
                image.length == 4 ? image[2] : 1,
                image[image.length - 1],
                kernel[0],
                window.kernel()[0],
                window.kernel()[1],
                window.strides()[0],
                window.strides()[1],
                window.before()[0],
                window.before()[1],
                window.after()[0],
                window.after()[1],
                window.dilations()[0],
                window.dilations()[1],
                groups);
    }

    /** An input that is prepared for: a constant of the model, or one whose elements are known by now. */
    static Constant constant(NodeContext context, int i) {
        Constant constant = context.constant(i);
        return constant == null ? Constant.of(context.tensor(i)) : constant;
    }

    /** The activation that a pass has put here. */
    static Activation activation(NodeContext context) {
        Activation activation = context.attributes().value(Activations.ATTRIBUTE, Activation.class);
        return activation == null ? Activation.NONE : activation;
    }

    /** The sizes of space. */
    static int[] tail(int[] shape) {
        return Arrays.copyOfRange(shape, 2, shape.length);
    }
}
