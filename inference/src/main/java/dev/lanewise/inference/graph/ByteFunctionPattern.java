package dev.lanewise.inference.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A sum or a product of dequantised 8-bit numbers, rectified or not, that is quantised again goes from bytes to bytes: QLinearAdd or
 * QLinearMul, which compute with the same real numbers, but never write them.
 */
final class ByteFunctionPattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("Add") && !node.is("Mul")) {
            return;
        }
        Node next = graph.soleReader(node.output());
        Node relu = next != null && next.is("Relu") ? next : null;
        Node quantize = relu == null ? next : graph.soleReader(relu.output());
        if (quantize == null || !quantize.is("QuantizeLinear") || !ByteLayerPattern.isOneOfBytes(graph, quantize)) {
            return;
        }
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Node operand = ByteLayerPattern.dequantize(graph, node.input(i));
            // what a constant stands for is folded, which is better
            if (operand == null
                    || graph.constant(operand.input(0)) != null
                    || !ByteLayerPattern.isOneOfBytes(graph, operand)) {
                return;
            }
            inputs.addAll(List.of(operand.input(0), operand.input(1), operand.input(2)));
        }
        inputs.add(quantize.input(1));
        inputs.add(quantize.input(2));
        Attributes attributes = relu == null
                ? Attributes.NONE
                : Attributes.NONE.with(
                        Activations.ATTRIBUTE, Activations.of(relu).orElseThrow());
        graph.replace(
                relu == null ? Set.of(node, quantize) : Set.of(node, relu, quantize),
                List.of(node.microsoft("QLinear" + node.operator(), inputs, quantize.output(), attributes)));
    }
}
