package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.ConvTranspose2d;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;

/** Transposed convolutions: x, weights, bias, and a fused activation as in {@link Convolution}. */
final class TransposedConvolution {
    private TransposedConvolution() {}

    static void plan(NodeContext context) {
        int[] image = context.shape(0);
        Constant weights = Convolution.constant(context, 1);
        Constant bias = context.has(2) ? Convolution.constant(context, 2) : null;
        int[] kernel = weights.shape();
        if (image.length < 3 || kernel.length != image.length || kernel[0] != image[1]) {
            throw new ModelException("images are " + Arrays.toString(image) + " and weights " + Arrays.toString(kernel)
                    + "; they do not fit");
        }
        ConvTransposeShape shape = shape(context.attributes(), image, kernel);
        int[] out = image.length == 4
                ? new int[] {image[0], shape.outChannels(), shape.outHeight(), shape.outWidth()}
                : new int[] {image[0], shape.outChannels(), shape.outWidth()};
        Value x = context.channelsLast(0);
        Unary.requireFloats(x);
        Value y = context.output(0, x.type(), true, out);
        Activation activation = Convolution.activation(context);
        ConvTranspose2d conv = context.shared(
                ConvTranspose2d.class,
                () -> prepare(context, shape, weights, bias, activation),
                weights,
                bias,
                shape,
                activation.toString());
        context.explain("transposed", shape.flop());
        context.holds(conv.plan().weightBytes(), conv.plan().workspaceBytes());
        context.step(frame -> conv.run(frame.floats(x), frame.at(x), frame.floats(y), frame.at(y)));
    }

    private static ConvTranspose2d prepare(
            NodeContext context, ConvTransposeShape shape, Constant weights, Constant bias, Activation activation) {
        ConvTranspose2d.Builder builder = context.engine()
                .convTranspose2d(shape)
                .layout(Layout.NHWC)
                .weights(weights.tensor().floats())
                .activation(activation);
        if (bias != null) {
            builder.bias(bias.tensor().floats());
        }
        return builder.prepare();
    }

    private static ConvTransposeShape shape(Attributes attributes, int[] image, int[] kernel) {
        int[] space = Convolution.tail(image);
        int groups = Math.toIntExact(attributes.integer("group", 1));
        int[] extra = Window.numbers(attributes, "output_padding", space.length, 0);
        Window window =
                padded(attributes, Convolution.tail(kernel), space, extra).planar();
        boolean wide = space.length == 2;
        return new ConvTransposeShape(
                image[0],
                image[1],
                wide ? space[0] : 1,
                space[space.length - 1],
                Math.multiplyExact(kernel[1], groups),
                window.kernel()[0],
                window.kernel()[1],
                window.strides()[0],
                window.strides()[1],
                window.before()[0],
                window.before()[1],
                window.after()[0],
                window.after()[1],
                wide ? extra[0] : 0,
                extra[extra.length - 1],
                window.dilations()[0],
                window.dilations()[1],
                groups);
    }

    /** The window, its padding such that the output has the sizes asked for. */
    private static Window padded(Attributes attributes, int[] kernel, int[] space, int[] extra) {
        Window window = Window.of(attributes.without("auto_pad"), kernel, space);
        String automatic = attributes.string("auto_pad", "NOTSET");
        boolean same = automatic.startsWith("SAME");
        long[] wanted = attributes.integers("output_shape");
        if (wanted == null && !same) {
            return window;
        }
        for (int i = 0; i < space.length; i++) {
            int whole = window.strides()[i] * (space[i] - 1) + extra[i] + (kernel[i] - 1) * window.dilations()[i] + 1;
            long size =
                    wanted == null ? (long) space[i] * window.strides()[i] : wanted[wanted.length - space.length + i];
            int all = Math.toIntExact(Math.max(0, whole - size));
            // an output larger than the whole is padded instead
            extra[i] += Math.toIntExact(Math.max(0, size - whole));
            boolean upper = automatic.equals("SAME_UPPER");
            window.before()[i] = upper ? all / 2 : all - all / 2;
            window.after()[i] = all - window.before()[i];
        }
        return window;
    }
}
