package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A convolution or a product of dequantised 8-bit numbers is computed on those themselves: QLinearConv, QLinearMatMul or QGemm where its
 * result is quantised again, QGemm or MatMulIntegerToFloat where not. Dequantised weights would be floats for good once they are folded,
 * so this comes before.
 */
final class ByteLayerPattern implements Pass {
    @Override
    public void apply(Graph graph, Node node) {
        boolean conv = node.is("Conv");
        boolean gemm = node.is("Gemm") && isPlain(node);
        if (!conv && !gemm && !node.is("MatMul")) {
            return;
        }
        Node x = dequantize(graph, node.input(0));
        Node w = dequantize(graph, node.input(1));
        Constant weights = w == null ? null : graph.constant(w.input(0));
        if (x == null || weights == null || !isOneOfBytes(graph, x)) {
            return;
        }
        // the dimension of the weights that outputs are along
        int channels = conv || node.attributes().flag("transB", false) ? 0 : 1;
        if (!hasScalesAlong(graph, w, weights, channels) || (!conv && weights.shape().length != 2)) {
            return;
        }
        String bias = node.input(2);
        if (!bias.isEmpty()) {
            Node b = dequantize(graph, bias);
            if (b == null
                    || graph.constant(b.input(0)) == null
                    || graph.constant(b.input(0)).type() != ElementType.INT32) {
                return;
            }
            bias = b.input(0);
        }
        Node next = graph.soleReader(node.output());
        Node relu = conv && next != null && next.is("Relu") ? next : null;
        Node quantize = relu == null ? next : graph.soleReader(relu.output());
        boolean bytes = quantize != null && quantize.is("QuantizeLinear") && isOneOfBytes(graph, quantize);
        if (bytes) {
            replace(graph, node, relu, quantize, x, w, bias);
        } else if (!conv) {
            List<String> inputs = new ArrayList<>(gemm ? operands(x, w) : byKind(x, w));
            if (!bias.isEmpty()) {
                inputs.add(bias);
            }
            graph.replace(
                    Set.of(node),
                    List.of(node.microsoft(
                            gemm ? "QGemm" : "MatMulIntegerToFloat", inputs, node.output(), node.attributes())));
        }
    }

    private static void replace(Graph graph, Node node, Node relu, Node quantize, Node x, Node w, String bias) {
        List<String> inputs = new ArrayList<>(operands(x, w));
        List<String> outputs = List.of(quantize.input(1), quantize.input(2));
        String result = quantize.output();
        Node made;
        if (node.is("Gemm")) {
            inputs.add(bias);
            inputs.addAll(outputs);
            made = node.microsoft("QGemm", inputs, result, node.attributes());
        } else if (node.is("MatMul")) {
            inputs.addAll(outputs);
            made = node.made("QLinearMatMul", inputs, result, Attributes.NONE);
        } else {
            inputs.addAll(outputs);
            inputs.add(bias);
            Attributes attributes = relu == null
                    ? node.attributes()
                    : node.attributes()
                            .with(Activations.ATTRIBUTE, Activations.of(relu).orElseThrow());
            made = node.made("QLinearConv", inputs, result, attributes);
        }
        graph.replace(relu == null ? Set.of(node, quantize) : Set.of(node, relu, quantize), List.of(made));
    }

    /** Each operand with its scale and zero point. */
    private static List<String> operands(Node x, Node w) {
        return List.of(x.input(0), x.input(1), x.input(2), w.input(0), w.input(1), w.input(2));
    }

    /** Operands, then scales, then zero points. */
    private static List<String> byKind(Node x, Node w) {
        return List.of(x.input(0), w.input(0), x.input(1), w.input(1), x.input(2), w.input(2));
    }

    private static boolean isPlain(Node gemm) {
        Attributes attributes = gemm.attributes();
        return attributes.number("alpha", 1) == 1
                && attributes.number("beta", 1) == 1
                && !attributes.flag("transA", false);
    }

    /** What dequantises a value, or null. */
    static Node dequantize(Graph graph, String value) {
        Node node = graph.producer(value);
        return node != null && node.is("DequantizeLinear") ? node : null;
    }

    /** Whether a node has one scale and a zero point of 8 bits, which the model says. */
    static boolean isOneOfBytes(Graph graph, Node node) {
        Constant scale = graph.constant(node.input(1));
        return scale != null && scale.isScalar() && byteType(graph, node.input(2)) != null;
    }

    /** The 8-bit type of a zero point that the model says; else null. */
    private static ElementType byteType(Graph graph, String zeroPoint) {
        Constant constant = graph.constant(zeroPoint);
        boolean bytes =
                constant != null && (constant.type() == ElementType.UINT8 || constant.type() == ElementType.INT8);
        return bytes ? constant.type() : null;
    }

    /** Whether weights of 8 bits have one scale, or one for each index of this dimension. */
    private static boolean hasScalesAlong(Graph graph, Node node, Constant weights, int dimension) {
        Constant scale = graph.constant(node.input(1));
        boolean bytes = weights.type() == ElementType.UINT8 || weights.type() == ElementType.INT8;
        boolean zeroPoint = node.input(2).isEmpty() || byteType(graph, node.input(2)) == weights.type();
        int rank = weights.shape().length;
        if (scale == null || scale.type() != ElementType.FLOAT || !bytes || !zeroPoint || rank < 2) {
            return false;
        }
        long axis = node.attributes().integer("axis", 1);
        return scale.elements() == 1
                || ((axis < 0 ? axis + rank : axis) == dimension
                        && scale.shape().length == 1
                        && node.attributes().integer("block_size", 0) == 0);
    }
}
