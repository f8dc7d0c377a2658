package dev.lanewise.inference.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A sum with a convolution's output is done by the convolution as it writes; where shapes differ after all, beside it. */
final class ResidualFusion implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("Conv") || node.inputs().size() > 3) {
            return;
        }
        Node add = graph.soleReader(node.output());
        if (add == null || !add.is("Add")) {
            return;
        }
        String residual = Match.other(add, node.output());
        // of two convolutions that are added, the later one takes the sum
        if (residual == null || graph.constant(residual) != null) {
            return;
        }
        List<String> inputs = new ArrayList<>(node.inputs());
        if (inputs.size() == 2) {
            inputs.add("");
        }
        inputs.add(residual);
        graph.replace(Set.of(node, add), List.of(node.withInputs(inputs).withOutput(add.output())));
    }
}
