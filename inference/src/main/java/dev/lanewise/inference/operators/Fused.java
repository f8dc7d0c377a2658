package dev.lanewise.inference.operators;

import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ModelException;
import java.util.List;

/** Operators that ONNX Runtime's optimiser makes of several, taken apart again. */
final class Fused {
    private static final int SUM = 3;

    private Fused() {}

    /** gelu(x + bias). */
    static void biasGelu(NodeContext context) {
        gelu(context, "none");
    }

    /** The approximation by tanh, of x or x + bias. */
    static void fastGelu(NodeContext context) {
        gelu(context, "tanh");
    }

    private static void gelu(NodeContext context, String approximate) {
        Value x = context.has(1)
                ? context.part("Add", Attributes.NONE, context.input(0), context.input(1))
                : context.input(0);
        context.same(0, context.part("Gelu", Attributes.NONE.with("approximate", approximate), x));
    }

    /** Layer norm of input + skip + bias, with scale and bias of the norm; the sum is an output as well. */
    static void skipLayerNorm(NodeContext context) {
        if (context.wants(1) || context.wants(2)) {
            throw new ModelException("mean and deviation as outputs are not supported");
        }
        Value sum = context.part("Add", Attributes.NONE, context.input(0), context.input(1));
        if (context.has(4)) {
            sum = context.part("Add", Attributes.NONE, sum, context.input(4));
        }
        Attributes attributes = Attributes.NONE
                .with("axis", -1L)
                .with("epsilon", context.attributes().number("epsilon", 1e-12f));
        List<String> names = List.of("", context.node().input(2), context.node().input(3));
        Value bias = context.has(3) ? context.input(3) : null;
        context.same(0, context.part("LayerNormalization", attributes, names, sum, context.input(2), bias));
        context.same(SUM, sum);
    }

    /** α·op(a)·op(b) of stacks of matrices. */
    static void matMul(NodeContext context) {
        Attributes attributes = context.attributes();
        if (attributes.flag("transBatchA", false) || attributes.flag("transBatchB", false)) {
            throw new ModelException("transBatchA and transBatchB are not supported");
        }
        boolean transB = attributes.flag("transB", false);
        Value a = transposed(context, 0, attributes.flag("transA", false));
        Value b = transposed(context, 1, transB);
        List<String> names = List.of("", transB ? "" : context.node().input(1));
        Value y = context.part("MatMul", Attributes.NONE, names, a, b);
        float alpha = attributes.number("alpha", 1);
        if (alpha != 1) {
            Binary.withScalar(context, BinaryOperation.MULTIPLY, y, alpha, y);
        }
        context.same(0, y);
    }

    private static Value transposed(NodeContext context, int i, boolean transpose) {
        Value x = context.input(i);
        if (!transpose) {
            return x;
        }
        long[] axes = new long[x.rank()];
        for (int d = 0; d < axes.length; d++) {
            axes[d] = d;
        }
        if (axes.length > 1) {
            axes[axes.length - 1] = axes.length - 2L;
            axes[axes.length - 2] = axes.length - 1L;
        }
        return context.part("Transpose", Attributes.NONE.with("perm", axes), x);
    }

    /** Queries, keys and values, each batch×tokens×heads·size, a bias, and terms added to scores. */
    static void multiHeadAttention(NodeContext context) {
        for (int i : new int[] {4, 6, 7}) {
            if (context.has(i)) {
                throw new ModelException("input " + i + " is not supported");
            }
        }
        if (!context.has(1) || !context.has(2) || context.shape(1).length != 3 || context.has(3)) {
            throw new ModelException("packed keys and values, and biases, are not supported");
        }
        long heads = context.attributes().integer("num_heads");
        Attributes attributes = Attributes.NONE
                .with("q_num_heads", heads)
                .with("kv_num_heads", heads)
                .with("is_causal", context.attributes().integer("unidirectional", 0));
        float scale = context.attributes().number("scale", 0);
        Value mask = context.has(5) ? context.input(5) : null;
        context.same(
                0,
                context.part(
                        "Attention",
                        scale == 0 ? attributes : attributes.with("scale", scale),
                        context.input(0),
                        context.input(1),
                        context.input(2),
                        mask));
    }
}
