package dev.lanewise.inference.graph;

import java.util.List;
import java.util.Set;

/** Leaves out what changes nothing: Identity, Dropout, products with one, sums with zero. */
final class Identities implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        String input = unchanged(graph, node);
        if (input == null || graph.isOutput(node.output())) {
            return;
        }
        for (Node reader : Set.copyOf(graph.readers(node.output()))) {
            List<String> inputs = reader.inputs().stream()
                    .map(name -> name.equals(node.output()) ? input : name)
                    .toList();
            if (inputs.equals(reader.inputs())) {
                // a subgraph reads it
                return;
            }
            graph.replace(Set.of(reader), List.of(reader.withInputs(inputs)));
        }
        graph.replace(Set.of(node), List.of());
    }

    private static String unchanged(Graph graph, Node node) {
        return switch (node.domain().isEmpty() ? node.operator() : "") {
            case "Identity" -> graph.constant(node.input(0)) == null ? node.input(0) : null;
            case "Dropout" -> node.outputs().size() == 1 && node.input(2).isEmpty() ? node.input(0) : null;
            case "Mul" -> Match.besides(graph, node, 1);
            case "Add" -> Match.besides(graph, node, 0);
            case "Div" -> isNumber(graph, node, 1) ? node.input(0) : null;
            case "Sub" -> isNumber(graph, node, 0) ? node.input(0) : null;
            default -> null;
        };
    }

    private static boolean isNumber(Graph graph, Node node, double value) {
        Constant constant = graph.constant(node.input(1));
        return constant != null && constant.isScalar(value);
    }
}
