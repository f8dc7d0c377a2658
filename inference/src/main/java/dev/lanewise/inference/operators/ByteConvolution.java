package dev.lanewise.inference.operators;

import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedConv2d;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;

/** Convolutions of 8-bit numbers, exact, by the engine's planner. */
final class ByteConvolution {
    private static final int NONE = -1;
    private static final int UNSIGNED_ZERO = 128;

    private final NodeContext context;
    private final Value x;
    private final Constant weights;
    private final boolean isShared;
    private final ConvShape shape;
    private final Layout layout;
    private final int[] out;

    private ByteConvolution(NodeContext context, int weightInput) {
        this.context = context;
        int[] image = context.shape(0);
        weights = Convolution.constant(context, weightInput);
        isShared = context.isModels();
        int[] kernel = weights.shape();
        if (image.length < 3 || kernel.length != image.length) {
            throw new ModelException("images are " + Arrays.toString(image) + " and weights " + Arrays.toString(kernel)
                    + "; both need channels and as many dimensions of space");
        }
        Window window = Window.of(context.attributes(), Convolution.tail(kernel), Convolution.tail(image))
                .planar();
        shape = Convolution.shape(context, image, kernel, window);
        out = image.length == 4
                ? new int[] {image[0], kernel[0], shape.outHeight(), shape.outWidth()}
                : new int[] {image[0], kernel[0], shape.outWidth()};
        x = context.input(0);
        layout = x.channelsLast() || Channels.sameOrder(image) ? Layout.NHWC : Layout.NCHW;
    }

    /** x and weights, zero point of each: sums as ints. */
    static void integers(NodeContext context) {
        ByteScale scale = ByteScale.of(context, context.type(0), NONE, 2);
        Quantization weights = ByteScale.known(context, context.type(1), NONE, 3);
        new ByteConvolution(context, 1).integers(scale, weights);
    }

    /** x, weights and y, each with scale and zero point, those of x and weights before those of y, then a bias in ints: bytes. */
    static void quantized(NodeContext context) {
        Quantization input = ByteScale.known(context, context.type(0), 1, 2);
        Quantization weights = ByteScale.known(context, context.type(3), 4, 5);
        ElementType type = context.type(7);
        Quantization output = ByteScale.known(context, type, 6, 7);
        new ByteConvolution(context, 3).quantized(input, weights, output, type);
    }

    private void integers(ByteScale scale, Quantization weightScale) {
        int zero = scale.type() == QuantizedType.U8 ? UNSIGNED_ZERO : 0;
        Quantization fixed = scale.isKnown() ? scale.in(null) : Quantization.perTensor(scale.type(), 1, zero);
        QuantizedConv2d conv = prepare(fixed, weightScale, null, NONE);
        Value y = context.output(0, ElementType.INT32, true, out);
        context.step(frame -> conv.run(frame.bytes(x), frame.at(x), frame.ints(y), frame.at(y)));
        if (!scale.isKnown()) {
            // what an image of ones gives is what a zero point that is larger by one takes off
            byte[] ones = new byte[x.elements()];
            Arrays.fill(ones, (byte) (zero + 1));
            int[] terms = new int[y.elements()];
            conv.run(ones, 0, terms, 0);
            context.step(frame -> {
                int[] sums = frame.ints(y);
                int at = frame.at(y);
                int difference = zero - scale.zeroPoint(frame);
                for (int i = 0; i < terms.length; i++) {
                    sums[at + i] += difference * terms[i];
                }
            });
        }
    }

    private void quantized(Quantization input, Quantization weightScale, Quantization output, ElementType type) {
        QuantizedConv2d conv = prepare(input, weightScale, output, 8);
        Value y = context.output(0, type, true, out);
        context.step(frame -> conv.run(frame.bytes(x), frame.at(x), frame.bytes(y), frame.at(y)));
    }

    private QuantizedConv2d prepare(Quantization input, Quantization weightScale, Quantization output, int biasInput) {
        Constant bias = context.has(biasInput) ? Convolution.constant(context, biasInput) : null;
        QuantizedConv2d conv = isShared
                ? context.shared(
                        QuantizedConv2d.class,
                        () -> build(input, weightScale, output, bias),
                        context.node(),
                        shape,
                        layout)
                : build(input, weightScale, output, bias);
        context.explain(conv.plan().algorithm().toString(), shape.flop());
        context.holds(conv.plan().weightBytes(), conv.plan().workspaceBytes());
        return conv;
    }

    private QuantizedConv2d build(Quantization input, Quantization weightScale, Quantization output, Constant bias) {
        QuantizedConv2d.Builder builder = context.engine()
                .quantizedConv2d(shape)
                .layouts(layout, Layout.NHWC)
                .input(input)
                .weights(weightScale, weights.tensor().bytes(), 0)
                .activation(Convolution.activation(context));
        if (bias != null) {
            builder.bias(bias.tensor().ints());
        }
        return (output == null ? builder.toInts() : builder.toBytes(output)).prepare();
    }
}
