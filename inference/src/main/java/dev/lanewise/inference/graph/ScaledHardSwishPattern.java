package dev.lanewise.inference.graph;

import dev.lanewise.engine.Activation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code α·hardSwish(x) + β} with numbers α and β, or one of them, is one function. */
final class ScaledHardSwishPattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("HardSwish")) {
            return;
        }
        Set<Node> nodes = new HashSet<>(Set.of(node));
        Node last = node;
        Float scale = operand(graph, last, "Mul");
        if (scale != null) {
            last = graph.soleReader(last.output());
            nodes.add(last);
        }
        Float shift = operand(graph, last, "Add");
        if (shift != null) {
            last = graph.soleReader(last.output());
            nodes.add(last);
        }
        if (scale != null || shift != null) {
            Activation function = Activation.hardSwish(scale == null ? 1 : scale, shift == null ? 0 : shift);
            Attributes attributes = Attributes.NONE.with(Activations.ATTRIBUTE, function);
            graph.replace(nodes, List.of(last.made("HardSwish", node.inputs(), last.output(), attributes)));
        }
    }

    /** The number that the only reader of a node combines its output with in this way; else null. */
    private static Float operand(Graph graph, Node node, String operator) {
        Node reader = graph.soleReader(node.output());
        String other = reader == null || !reader.is(operator) ? null : Match.other(reader, node.output());
        Constant constant = other == null ? null : graph.constant(other);
        boolean number = constant != null
                && constant.isScalar()
                && constant.shape().length <= 1
                && Float.isFinite(constant.scalar());
        return number ? constant.scalar() : null;
    }
}
