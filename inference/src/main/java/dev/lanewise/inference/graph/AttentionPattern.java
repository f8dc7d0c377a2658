package dev.lanewise.inference.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code softmax(q·kᵀ·scale + mask)·v} is attention, without its matrix of scores. Where q, k and v are transposed from tokens of
 * heads to heads of tokens before, and the result back, that falls away as well.
 */
public final class AttentionPattern implements Pass {
    /** Attribute of an attention whose tensors are batch×tokens×heads×size. */
    public static final String TOKENS_FIRST = "lanewise.tokensFirst";

    private static final long[] SWAP_HEADS = {0, 2, 1, 3};
    private static final long[] TRANSPOSE_KEYS = {0, 1, 3, 2};
    private static final long[] SWAP_AND_TRANSPOSE = {0, 2, 3, 1};

    /** An operand: what is left of it once factors are taken off. */
    private record Operand(String value, double factor) {}

    @Override
    public void apply(Graph graph, Node node) {
        if (!node.is("Softmax") || !isLast(node.attributes().integer("axis", node.version() < 13 ? 1 : -1))) {
            return;
        }
        Node product = graph.soleReader(node.output());
        if (product == null || !product.is("MatMul") || !product.input(0).equals(node.output())) {
            return;
        }
        String scores = node.input(0);
        String mask = "";
        Node add = Match.sole(graph, scores, "Add");
        if (add != null) {
            int side = scale(graph, add.input(0)).value == null ? 1 : 0;
            scores = add.input(side);
            mask = add.input(1 - side);
        }
        Operand scaled = scale(graph, scores);
        if (scaled.value == null) {
            return;
        }
        Node inner = graph.producer(scaled.value);
        Operand q = unscaled(graph, inner.input(0));
        Operand k = unscaled(graph, inner.input(1));
        Node keys = transpose(graph, k.value);
        if (keys == null) {
            return;
        }
        double factor = scaled.factor * q.factor * k.factor;
        replace(graph, node, product, q.value, keys, mask, factor);
    }

    private static void replace(Graph graph, Node node, Node product, String q, Node keys, String mask, double factor) {
        String v = product.input(1);
        Node last = graph.soleReader(product.output());
        boolean back = last != null && last.is("Transpose") && Arrays.equals(permutation(last), SWAP_HEADS);
        String tokensOfKeys = null;
        String headsOfKeys = null;
        if (Arrays.equals(permutation(keys), SWAP_AND_TRANSPOSE)) {
            tokensOfKeys = keys.input(0);
        } else if (Arrays.equals(permutation(keys), TRANSPOSE_KEYS)) {
            headsOfKeys = keys.input(0);
            tokensOfKeys = swapped(graph, headsOfKeys);
        }
        Attributes attributes = Attributes.NONE.with("scale", (float) factor);
        if (back && swapped(graph, q) != null && swapped(graph, v) != null && tokensOfKeys != null) {
            List<String> inputs = new ArrayList<>(List.of(swapped(graph, q), tokensOfKeys, swapped(graph, v), mask));
            Node made = last.made("Attention", inputs, last.output(), attributes.with(TOKENS_FIRST, 1L));
            graph.replace(new HashSet<>(Set.of(node, product, last)), List.of(made));
        } else if (headsOfKeys != null) {
            List<String> inputs = new ArrayList<>(List.of(q, headsOfKeys, v, mask));
            graph.replace(
                    Set.of(node, product), List.of(product.made("Attention", inputs, product.output(), attributes)));
        }
    }

    /** What is transposed so that heads come before tokens, or null. */
    private static String swapped(Graph graph, String value) {
        Node node = transpose(graph, value);
        return node != null && Arrays.equals(permutation(node), SWAP_HEADS) ? node.input(0) : null;
    }

    private static Node transpose(Graph graph, String value) {
        Node node = graph.producer(value);
        return node != null && node.is("Transpose") ? node : null;
    }

    private static long[] permutation(Node transpose) {
        return transpose.attributes().integers("perm");
    }

    private static boolean isLast(long axis) {
        return axis == -1 || axis == 3;
    }

    /** The product of matrices that scores come from, and what it is multiplied by; no value if they do not. */
    private static Operand scale(Graph graph, String scores) {
        Operand operand = unscaled(graph, scores);
        return Match.sole(graph, operand.value, "MatMul") != null ? operand : new Operand(null, 1);
    }

    /** A value without the constant factors that it alone is multiplied by. */
    private static Operand unscaled(Graph graph, String value) {
        double factor = 1;
        String left = value;
        while (true) {
            Node node = graph.soleProducer(left);
            Constant constant = node == null ? null : graph.constant(node.input(1));
            boolean scalar = constant != null && constant.isScalar() && constant.shape().length <= 1;
            if (scalar && node.is("Mul")) {
                factor *= constant.scalar();
            } else if (scalar && node.is("Div")) {
                factor /= constant.scalar();
            } else {
                return new Operand(left, factor);
            }
            left = node.input(0);
        }
    }
}
