package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;

/** ONNX's products of matrices of 8-bit numbers, and those that ONNX Runtime's quantiser writes. */
final class ByteProducts {
    private static final int NONE = -1;

    private ByteProducts() {}

    /** a, b, zero point of each: sums as ints. */
    static void integers(NodeContext context) {
        ByteScale a = ByteScale.of(context, context.type(0), NONE, 2);
        ByteScale b = ByteScale.of(context, context.type(1), NONE, 3);
        new ByteProduct(context, 0, 1, a, b, false).plan(ElementType.INT32, null);
    }

    /** a, b, scale of each, zero point of each, bias: floats. */
    static void integersToFloats(NodeContext context) {
        ByteScale a = ByteScale.of(context, context.type(0), 2, 4);
        ByteScale b = ByteScale.of(context, context.type(1), 3, 5);
        new ByteProduct(context, 0, 1, a, b, false)
                .bias(6)
                .activation(Convolution.activation(context))
                .plan(ElementType.FLOAT, null);
    }

    /** a, b and y, each with scale and zero point: bytes. */
    static void quantized(NodeContext context) {
        ByteScale a = ByteScale.of(context, context.type(0), 1, 2);
        ByteScale b = ByteScale.of(context, context.type(3), 4, 5);
        ElementType type = context.type(7);
        new ByteProduct(context, 0, 3, a, b, false).plan(type, ByteScale.of(context, type, 6, 7));
    }

    /** a and b with scale and zero point, c in ints, then y's scale and zero point, or none for floats. */
    static void gemm(NodeContext context) {
        if (context.attributes().flag("transA", false) || context.attributes().number("alpha", 1) != 1) {
            throw new ModelException("transA and alpha are not supported");
        }
        ByteScale a = ByteScale.of(context, context.type(0), 1, 2);
        ByteScale b = ByteScale.of(context, context.type(3), 4, 5);
        boolean transposed = context.attributes().flag("transB", false);
        boolean bytes = context.has(7);
        ElementType type = bytes ? context.has(8) ? context.type(8) : ElementType.UINT8 : ElementType.FLOAT;
        new ByteProduct(context, 0, 3, a, b, transposed)
                .bias(6)
                .plan(type, bytes ? ByteScale.of(context, type, 7, 8) : null);
    }

    /** a in floats, quantised by its own range; b, scale and zero point of b, bias: floats. */
    static void dynamic(NodeContext context) {
        Value a = context.plain(0);
        ByteScale b = ByteScale.of(context, context.type(1), 2, 3);
        Value bytes = context.temporary(ElementType.UINT8, false, a.shape());
        Value scale = context.temporary(ElementType.FLOAT, false);
        Value zeroPoint = context.temporary(ElementType.UINT8, false);
        Quantizing.dynamic(context, a, bytes, scale, zeroPoint);
        new ByteProduct(context, bytes, 1, ByteScale.computed(scale, zeroPoint), b, false)
                .bias(4)
                .plan(ElementType.FLOAT, null);
    }
}
