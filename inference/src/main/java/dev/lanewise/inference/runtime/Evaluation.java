package dev.lanewise.inference.runtime;

import dev.lanewise.inference.operators.Buffer;
import dev.lanewise.inference.operators.Frame;
import dev.lanewise.inference.operators.NodeContext;
import dev.lanewise.inference.operators.Step;
import dev.lanewise.inference.operators.Value;
import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Computes a node at once, of which all inputs are known. */
final class Evaluation {
    /** Outputs with more elements, together, are left to each run: they would be held as long as the plan. */
    private static final long MOST_ELEMENTS = 1 << 26;

    private Evaluation() {}

    /** Whether it is worth computing beforehand. */
    static boolean isSmall(NodeContext context) {
        return elements(Arrays.asList(context.declared())) + elements(context.temporaries()) <= MOST_ELEMENTS;
    }

    /** Elements of all values together. */
    static long elements(List<Value> values) {
        return values.stream()
                .filter(Objects::nonNull)
                .mapToLong(Value::elements)
                .sum();
    }

    /** Runs the steps, each value in an array of its own, and makes the outputs known. */
    static void run(NodeContext context) {
        Value[] outputs = context.declared();
        List<Value> plain = new ArrayList<>();
        for (Value output : outputs) {
            plain.add(output == null ? null : context.plain(output));
        }
        Set<Buffer> buffers = new LinkedHashSet<>();
        context.used().forEach(value -> buffers.add(value.buffer()));
        context.temporaries().forEach(value -> buffers.add(value.buffer()));
        for (Value output : outputs) {
            if (output != null) {
                buffers.add(output.buffer());
            }
        }
        Frame frame = new Frame(buffers.size());
        int slot = 0;
        for (Buffer buffer : buffers) {
            buffer.place(slot, 0);
            frame.bind(
                    slot++,
                    buffer.isConstant() ? buffer.array() : buffer.storage().newArray(buffer.length()));
        }
        for (Step step : context.steps()) {
            step.run(frame);
        }
        for (int i = 0; i < outputs.length; i++) {
            Value output = plain.get(i);
            if (output != null && !output.isKnown()) {
                context.result(i, Tensor.of(output.type(), frame.array(output), output.shape()));
            }
        }
        context.steps().clear();
    }
}
