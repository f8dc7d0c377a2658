package dev.lanewise.inference.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A product of integers, cast to floats, times the product of both scales, plus a row if there is one, is one step: what ONNX Runtime
 * calls MatMulIntegerToFloat. That is how its quantiser writes a layer whose inputs are quantised in every run.
 */
final class DynamicProductPattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        Constant weights = graph.constant(node.input(1));
        if (!node.is("MatMulInteger") || weights == null || weights.shape().length != 2) {
            return;
        }
        Node cast = graph.soleReader(node.output());
        Node scaled = cast == null || !cast.is("Cast") ? null : graph.soleReader(cast.output());
        String scale = scaled == null || !scaled.is("Mul") ? null : Match.other(scaled, cast.output());
        Node scales = scale == null ? null : graph.producer(scale);
        if (scales == null || !scales.is("Mul")) {
            return;
        }
        int constant = graph.constant(scales.input(1)) != null ? 1 : 0;
        Constant weightScale = graph.constant(scales.input(constant));
        Node quantize = graph.producer(node.input(0));
        int n = weights.shape()[1];
        if (weightScale == null
                || quantize == null
                || !quantize.is("DynamicQuantizeLinear")
                || !scales.input(1 - constant).equals(quantize.outputs().get(1))
                || (weightScale.elements() != 1 && !isRow(weightScale, n))) {
            return;
        }
        List<String> inputs = new ArrayList<>(List.of(
                node.input(0),
                node.input(1),
                scales.input(1 - constant),
                scales.input(constant),
                node.input(2),
                node.input(3)));
        Set<Node> old = new HashSet<>(Set.of(node, cast, scaled));
        Node last = scaled;
        Node add = graph.soleReader(scaled.output());
        String bias = add == null || !add.is("Add") ? null : Match.other(add, scaled.output());
        if (bias != null && graph.constant(bias) != null && isRow(graph.constant(bias), n)) {
            inputs.add(bias);
            old.add(add);
            last = add;
        }
        graph.replace(old, List.of(last.microsoft("MatMulIntegerToFloat", inputs, last.output(), Attributes.NONE)));
    }

    private static boolean isRow(Constant constant, int n) {
        int[] shape = constant.shape();
        return shape.length > 0 && shape[shape.length - 1] == n && constant.elements() == n;
    }
}
