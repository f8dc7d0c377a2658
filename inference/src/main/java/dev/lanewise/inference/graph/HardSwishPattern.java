package dev.lanewise.inference.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code x·clip(x + 3, 0, 6)/6}, written out or with HardSigmoid, is HardSwish. */
final class HardSwishPattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        if (node.is("Mul")) {
            withHardSigmoid(graph, node);
        }
        boolean sixth = (node.is("Div") && isNumber(graph, node.input(1), 6))
                || (node.is("Mul") && Match.besides(graph, node, 1.0 / 6) != null);
        if (!sixth) {
            return;
        }
        String product = node.is("Div") ? node.input(0) : Match.besides(graph, node, 1.0 / 6);
        Node multiply = Match.sole(graph, product, "Mul");
        if (multiply == null) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            String x = multiply.input(i);
            Node clip = Match.sole(graph, multiply.input(1 - i), "Clip");
            Node add = clip == null ? null : Match.sole(graph, clip.input(0), "Add");
            if (add != null && x.equals(Match.besides(graph, add, 3)) && isFromZeroToSix(graph, clip)) {
                Node made = node.made("HardSwish", List.of(x), node.output(), Attributes.NONE);
                graph.replace(new HashSet<>(List.of(add, clip, multiply, node)), List.of(made));
                return;
            }
        }
    }

    private static void withHardSigmoid(Graph graph, Node node) {
        for (int i = 0; i < 2; i++) {
            Node sigmoid = Match.sole(graph, node.input(1 - i), "HardSigmoid");
            if (sigmoid != null
                    && sigmoid.input(0).equals(node.input(i))
                    && Math.abs(sigmoid.attributes().number("alpha", 0.2f) - 1.0 / 6) < 1e-6
                    && sigmoid.attributes().number("beta", 0.5f) == 0.5f) {
                Node made = node.made("HardSwish", List.of(node.input(i)), node.output(), Attributes.NONE);
                graph.replace(Set.of(sigmoid, node), List.of(made));
                return;
            }
        }
    }

    private static boolean isFromZeroToSix(Graph graph, Node clip) {
        return clip.attributes().has("max")
                ? clip.attributes().number("min", -1) == 0 && clip.attributes().number("max", 0) == 6
                : isNumber(graph, clip.input(1), 0) && isNumber(graph, clip.input(2), 6);
    }

    private static boolean isNumber(Graph graph, String name, double value) {
        Constant constant = graph.constant(name);
        return constant != null && constant.isScalar(value);
    }
}
