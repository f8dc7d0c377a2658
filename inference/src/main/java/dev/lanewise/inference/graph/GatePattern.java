package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.Tensor;
import java.util.List;
import java.util.Set;

/** {@code x + x·s} is {@code x·(s + 1)}: one pass over the image instead of two, where s has a number for each channel. */
final class GatePattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("Add")) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            String x = node.input(i);
            Node multiply = Match.sole(graph, node.input(1 - i), "Mul");
            String gate = multiply == null ? null : Match.other(multiply, x);
            Node source = gate == null ? null : graph.producer(gate);
            if (source != null && (source.is("HardSigmoid") || source.is("Sigmoid"))) {
                String one = graph.add(Constant.of(Tensor.of(new float[] {1})));
                String more = graph.newName();
                Node plusOne = new Node(
                        multiply.name() + "+1",
                        "Add",
                        "",
                        Node.NEWEST,
                        List.of(gate, one),
                        List.of(more),
                        Attributes.NONE);
                Node made = node.made("Mul", List.of(x, more), node.output(), Attributes.NONE);
                graph.replace(Set.of(multiply, node), List.of(plusOne, made));
                return;
            }
        }
    }
}
