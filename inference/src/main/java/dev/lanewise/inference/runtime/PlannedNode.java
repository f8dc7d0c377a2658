package dev.lanewise.inference.runtime;

import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.operators.NodeContext;
import dev.lanewise.inference.operators.Step;
import dev.lanewise.inference.operators.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A node of a plan.
 *
 * @param node what it is in the graph
 * @param steps what a run does
 * @param shapes its outputs' types and sizes
 * @param detail how it is computed
 * @param flop floating-point operations of a run
 * @param bytes bytes of its inputs and outputs
 */
public record PlannedNode(Node node, List<Step> steps, String shapes, String detail, long flop, long bytes) {
    static PlannedNode of(NodeContext context) {
        List<Value> outputs =
                Arrays.stream(context.declared()).filter(Objects::nonNull).toList();
        long bytes = 0;
        for (Value value : context.used()) {
            bytes += bytes(value);
        }
        for (Value value : outputs) {
            bytes += bytes(value);
        }
        return new PlannedNode(
                context.node(),
                List.copyOf(context.steps()),
                String.join(" ", outputs.stream().map(Value::toString).toList()),
                context.detail(),
                context.flop(),
                bytes);
    }

    private static long bytes(Value value) {
        return (long) value.elements() * value.type().storage().bytes();
    }
}
