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
 * @param bytes bytes that a run reads and writes
 * @param weightBytes bytes of its weights, as they are prepared
 * @param workspaceBytes bytes that a run takes beside its values
 */
public record PlannedNode(
        Node node,
        List<Step> steps,
        String shapes,
        String detail,
        long flop,
        long bytes,
        long weightBytes,
        long workspaceBytes) {
    static PlannedNode of(NodeContext context) {
        List<Value> outputs =
                Arrays.stream(context.declared()).filter(Objects::nonNull).toList();
        return new PlannedNode(
                context.node(),
                List.copyOf(context.steps()),
                String.join(" ", outputs.stream().map(Value::toString).toList()),
                context.detail(),
                context.flop(),
                context.bytes(),
                context.weightBytes(),
                context.workspaceBytes());
    }
}
