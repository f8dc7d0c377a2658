package dev.lanewise.inference.graph;

import java.util.List;
import java.util.Set;

/** {@code x·sigmoid(x)} is Swish. */
final class SwishPattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("Mul")) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            Node sigmoid = Match.sole(graph, node.input(1 - i), "Sigmoid");
            if (sigmoid != null && sigmoid.input(0).equals(node.input(i))) {
                Node made = node.made("Swish", List.of(node.input(i)), node.output(), Attributes.NONE);
                graph.replace(Set.of(sigmoid, node), List.of(made));
                return;
            }
        }
    }
}
