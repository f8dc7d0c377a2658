package dev.lanewise.inference.graph;

import java.util.List;
import java.util.Set;

/** {@code x·(1 + erf(x/√2))·½}, in any order of the factors, is Gelu. */
final class GeluPattern implements Pass {
    private static final double ROOT = Math.sqrt(2);

    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("Erf")) {
            return;
        }
        Node scale = graph.soleProducer(node.input(0));
        String x = scale == null ? null : argument(graph, scale);
        Node plusOne = graph.soleReader(node.output());
        if (x == null || plusOne == null || !plusOne.is("Add") || Match.besides(graph, plusOne, 1) == null) {
            return;
        }
        Node first = graph.soleReader(plusOne.output());
        if (first == null || !first.is("Mul")) {
            return;
        }
        String factor = Match.other(first, plusOne.output());
        if (x.equals(factor)) {
            // (x·(1 + erf))·½
            Node half = graph.soleReader(first.output());
            if (half != null && half.is("Mul") && Match.besides(graph, half, 0.5) != null) {
                replace(graph, x, half, Set.of(scale, node, plusOne, first, half));
            }
            return;
        }
        Node halved = Match.sole(graph, factor, "Mul");
        if (halved != null && x.equals(Match.besides(graph, halved, 0.5))) {
            // (x·½)·(1 + erf)
            replace(graph, x, first, Set.of(scale, node, plusOne, halved, first));
        }
    }

    /** What is divided by √2. */
    private static String argument(Graph graph, Node scale) {
        if (scale.is("Mul")) {
            return Match.besides(graph, scale, 1 / ROOT);
        }
        Constant divisor = graph.constant(scale.input(1));
        return scale.is("Div") && divisor != null && divisor.isScalar(ROOT) ? scale.input(0) : null;
    }

    private static void replace(Graph graph, String x, Node last, Set<Node> nodes) {
        graph.replace(nodes, List.of(last.made("Gelu", List.of(x), last.output(), Attributes.NONE)));
    }
}
