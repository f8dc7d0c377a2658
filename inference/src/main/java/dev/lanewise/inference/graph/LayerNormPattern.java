package dev.lanewise.inference.graph;

import java.util.List;
import java.util.Set;

/** {@code (x − mean)/√(mean((x − mean)²) + ε)·scale + bias} over the last dimension is LayerNormalization. */
final class LayerNormPattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("Div")) {
            return;
        }
        Node subtract = graph.producer(node.input(0));
        Node root = Match.sole(graph, node.input(1), "Sqrt");
        Node add = root == null ? null : Match.sole(graph, root.input(0), "Add");
        if (subtract == null || !subtract.is("Sub") || add == null) {
            return;
        }
        Constant epsilon = null;
        Node variance = null;
        for (int i = 0; i < 2 && variance == null; i++) {
            epsilon = graph.constant(add.input(i));
            variance = epsilon == null ? null : Match.sole(graph, add.input(1 - i), "ReduceMean");
        }
        Node square = variance == null ? null : graph.soleProducer(variance.input(0));
        Node mean = Match.sole(graph, subtract.input(1), "ReduceMean");
        String x = subtract.input(0);
        if (square == null
                || mean == null
                || !epsilon.isScalar()
                || !mean.input(0).equals(x)
                || !isSquare(graph, square, subtract.output())
                || !isLast(graph, mean)
                || !isLast(graph, variance)
                || graph.readers(subtract.output()).stream()
                        .anyMatch(reader -> !reader.equals(node) && !reader.equals(square))
                || graph.isOutput(subtract.output())) {
            return;
        }
        Node multiply = graph.soleReader(node.output());
        Node shift = multiply == null ? null : graph.soleReader(multiply.output());
        if (shift == null || !multiply.is("Mul") || !shift.is("Add")) {
            return;
        }
        String scale = Match.other(multiply, node.output());
        String bias = Match.other(shift, multiply.output());
        if (isVector(graph, scale) && isVector(graph, bias)) {
            Attributes attributes =
                    Attributes.NONE.with("epsilon", epsilon.scalar()).with("axis", -1L);
            Node made = shift.made("LayerNormalization", List.of(x, scale, bias), shift.output(), attributes);
            graph.replace(Set.of(mean, subtract, square, variance, add, root, node, multiply, shift), List.of(made));
        }
    }

    private static boolean isSquare(Graph graph, Node node, String x) {
        if (node.is("Mul")) {
            return node.input(0).equals(x) && node.input(1).equals(x);
        }
        Constant exponent = graph.constant(node.input(1));
        return node.is("Pow") && node.input(0).equals(x) && exponent != null && exponent.isScalar(2);
    }

    private static boolean isLast(Graph graph, Node reduction) {
        long[] axes = reduction.attributes().integers("axes");
        if (axes == null && graph.constant(reduction.input(1)) != null) {
            axes = graph.constant(reduction.input(1)).tensor().toLongs();
        }
        return axes != null
                && axes.length == 1
                && axes[0] == -1
                && reduction.attributes().flag("keepdims", true);
    }

    private static boolean isVector(Graph graph, String name) {
        Constant constant = graph.constant(name);
        return constant != null && constant.shape().length == 1;
    }
}
