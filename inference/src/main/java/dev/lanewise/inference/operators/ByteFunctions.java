package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Pointwise;
import dev.lanewise.engine.Quantization;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Operators of 8-bit numbers that ONNX Runtime's quantiser writes: real numbers are computed with, and quantised again, as these
 * operators are defined.
 */
final class ByteFunctions {
    /** Elements of a block: two of floats are 256 KiB. */
    private static final int BLOCK = 1 << 15;

    private ByteFunctions() {}

    /** Of two operands a and b, each with scale and zero point, then those of the result, which may be rectified. */
    static Operator binary(BinaryOperation operation) {
        return context -> {
            Value a = context.input(0);
            Value b = context.input(3);
            if (Arrays.equals(a.shape(), b.shape())) {
                boolean last = a.channelsLast() || b.channelsLast();
                inBlocks(context, operation, last ? context.channelsLast(a) : a, last ? context.channelsLast(b) : b);
                return;
            }
            String operator = operation == BinaryOperation.ADD ? "Add" : "Mul";
            Value y = context.part(operator, Attributes.NONE, real(context, 0, 1), real(context, 3, 4));
            Activation activation = Convolution.activation(context);
            if (activation != Activation.NONE) {
                Unary.apply(context, activation, y, y);
            }
            quantize(context, y, resultType(context, 0, 6), 6);
        };
    }

    /** Of operands of one shape, so many elements at a time that the real numbers stay in L2. */
    private static void inBlocks(NodeContext context, BinaryOperation operation, Value a, Value b) {
        ByteScale scaleA = ByteScale.of(context, a.type(), 1, 2);
        ByteScale scaleB = ByteScale.of(context, b.type(), 4, 5);
        ElementType type = resultType(context, 0, 6);
        ByteScale scaleY = ByteScale.of(context, type, 6, 7);
        Value y = context.output(0, type, a.channelsLast(), a.shape());
        context.mayOverwrite(y, a);
        context.mayOverwrite(y, b);
        Value left = context.temporary(ElementType.FLOAT, false, Math.min(BLOCK, a.elements()));
        Value right = context.temporary(ElementType.FLOAT, false, left.elements());
        int[] whole = left.shape();
        int[] rest = {a.elements() % BLOCK};
        Activation activation = Convolution.activation(context);
        Pointwise pointwise = context.engine().pointwise();
        context.step(frame -> {
            float[] x = frame.floats(left);
            float[] z = frame.floats(right);
            int atX = frame.at(left);
            int atZ = frame.at(right);
            for (int i = 0; i < a.elements(); i += BLOCK) {
                int[] shape = i + BLOCK <= a.elements() ? whole : rest;
                int count = shape[0];
                scaleA.in(frame).dequantize(count, frame.bytes(a), frame.at(a) + i, x, atX);
                scaleB.in(frame).dequantize(count, frame.bytes(b), frame.at(b) + i, z, atZ);
                pointwise.binary(operation, shape, x, atX, shape, z, atZ, x, atX);
                if (activation != Activation.NONE) {
                    pointwise.unary(activation, count, x, atX, x, atX);
                }
                scaleY.in(frame).quantize(count, x, atX, frame.bytes(y), frame.at(y) + i);
            }
        });
    }

    /** That of the zero point, or else of an input. */
    private static ElementType resultType(NodeContext context, int input, int scaleInput) {
        return context.type(context.has(scaleInput + 1) ? scaleInput + 1 : input);
    }

    /** Of one operand, its scale and zero point, then those of the result. */
    static Operator unary(String operator) {
        return context -> {
            if (context.attributes().flag("channels_last", false)) {
                throw new ModelException("channels_last is not supported");
            }
            Value y = context.part(operator, context.attributes(), real(context, 0, 1));
            quantize(context, y, context.type(0), 3);
        };
    }

    /** Scale and zero point of the result, then every operand with its own. */
    static void concat(NodeContext context) {
        List<Value> parts = new ArrayList<>();
        for (int i = 2; i < context.inputs(); i += 3) {
            parts.add(real(context, i, i + 1));
        }
        Value y = context.part("Concat", context.attributes(), parts.toArray(new Value[0]));
        quantize(context, y, context.type(2), 0);
    }

    /** The real numbers that an input stands for. */
    private static Value real(NodeContext context, int i, int scaleInput) {
        Value x = context.input(i);
        ByteScale scale = ByteScale.of(context, x.type(), scaleInput, scaleInput + 1);
        Value real = context.temporary(ElementType.FLOAT, x.channelsLast(), x.shape());
        context.step(frame -> scale.in(frame)
                .dequantize(x.elements(), frame.bytes(x), frame.at(x), frame.floats(real), frame.at(real)));
        return real;
    }

    private static void quantize(NodeContext context, Value real, ElementType type, int scaleInput) {
        ByteScale scale = ByteScale.of(context, type, scaleInput, scaleInput + 1);
        Value y = context.output(0, type, real.channelsLast(), real.shape());
        context.step(frame -> {
            Quantization how = scale.in(frame);
            how.quantize(real.elements(), frame.floats(real), frame.at(real), frame.bytes(y), frame.at(y));
        });
    }
}
