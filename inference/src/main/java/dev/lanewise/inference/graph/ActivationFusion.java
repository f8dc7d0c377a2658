package dev.lanewise.inference.graph;

import dev.lanewise.engine.Activation;
import java.util.List;
import java.util.Set;

/** A function of what a convolution or a product with a constant matrix writes is applied as it is written. */
final class ActivationFusion implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        boolean conv = node.is("Conv") || node.is("ConvTranspose");
        Constant weights = graph.constant(node.input(1));
        boolean layer = node.is("MatMul") && weights != null && weights.shape().length == 2;
        boolean integers = node.operator().equals("MatMulIntegerToFloat");
        if (!conv && !layer && !integers) {
            return;
        }
        Node next = graph.soleReader(node.output());
        Activation function = next == null || !next.domain().isEmpty() ? null : function(graph, next);
        if (function != null) {
            Node made = node.withAttributes(node.attributes().with(Activations.ATTRIBUTE, function))
                    .withOutput(next.output());
            graph.replace(Set.of(node, next), List.of(made));
        }
    }

    private static Activation function(Graph graph, Node node) {
        if (!node.is("Clip")) {
            return Activations.of(node).orElse(null);
        }
        Float low = limit(graph, node, "min", 1, Float.NEGATIVE_INFINITY);
        Float high = limit(graph, node, "max", 2, Float.POSITIVE_INFINITY);
        return low == null || high == null || !(low <= high) ? null : Activation.clip(low, high);
    }

    private static Float limit(Graph graph, Node clip, String name, int input, float otherwise) {
        if (clip.input(input).isEmpty()) {
            return clip.attributes().number(name, otherwise);
        }
        Constant constant = graph.constant(clip.input(input));
        return constant != null && constant.isScalar() ? constant.scalar() : null;
    }
}
