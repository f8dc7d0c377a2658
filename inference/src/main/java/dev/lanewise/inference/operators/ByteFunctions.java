package dev.lanewise.inference.operators;

import dev.lanewise.engine.Quantization;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Operators of 8-bit numbers that ONNX Runtime's quantiser writes: real numbers are computed with, and quantised again, as these
 * operators are defined.
 */
final class ByteFunctions {
    private ByteFunctions() {}

    /** Of two operands a and b, each with scale and zero point, then those of the result. */
    static Operator binary(String operator) {
        return context -> {
            Value y = context.part(operator, Attributes.NONE, real(context, 0, 1), real(context, 3, 4));
            quantize(context, y, context.type(0), 6);
        };
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
