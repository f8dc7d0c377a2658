package dev.lanewise.inference.graph;

import java.util.List;
import java.util.Set;

/** A product with a constant matrix, followed by the sum with a constant row, is one layer. */
final class BiasFusion implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        Constant weights = graph.constant(node.input(1));
        if (!node.is("MatMul")
                || weights == null
                || weights.shape().length != 2
                || node.inputs().size() > 2) {
            return;
        }
        Node add = graph.soleReader(node.output());
        if (add == null || !add.is("Add")) {
            return;
        }
        String bias = Match.other(add, node.output());
        Constant row = bias == null ? null : graph.constant(bias);
        if (row != null && row.shape().length == 1 && row.elements() == weights.shape()[1]) {
            Node made =
                    node.withInputs(List.of(node.input(0), node.input(1), bias)).withOutput(add.output());
            graph.replace(Set.of(node, add), List.of(made));
        }
    }
}
