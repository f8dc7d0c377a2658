package dev.lanewise.inference.operators;

import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
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
        Value sum = sumWithSkip(context, 4);
        context.same(0, layerNorm(context, sum, 2, 3));
        context.same(SUM, sum);
    }

    /** The same with the norm by root mean squares, which has no bias. */
    static void skipRootMeanSquare(NodeContext context) {
        Value sum = sumWithSkip(context, 3);
        List<String> names = List.of("", context.node().input(2));
        context.same(0, context.part("RMSNormalization", norm(context), names, sum, context.input(2)));
        context.same(SUM, sum);
    }

    private static Value sumWithSkip(NodeContext context, int bias) {
        if (context.wants(1) || context.wants(2)) {
            throw new ModelException("mean and deviation as outputs are not supported");
        }
        Value sum = context.part("Add", Attributes.NONE, context.input(0), context.input(1));
        return context.has(bias) ? context.part("Add", Attributes.NONE, sum, context.input(bias)) : sum;
    }

    private static Attributes norm(NodeContext context) {
        return Attributes.NONE
                .with("axis", -1L)
                .with("epsilon", context.attributes().number("epsilon", 1e-12f));
    }

    private static Value layerNorm(NodeContext context, Value x, int scale, int bias) {
        List<String> names =
                List.of("", context.node().input(scale), context.node().input(bias));
        Value terms = context.has(bias) ? context.input(bias) : null;
        return context.part("LayerNormalization", norm(context), names, x, context.input(scale), terms);
    }

    /**
     * Words and their segments, by number, tables of what words, positions and segments stand for, scale and bias of a layer norm of their
     * sum, a mask, and positions. How many words the mask leaves is an output, and so is the sum.
     */
    static void embedLayerNorm(NodeContext context) {
        Value words = context.plain(0);
        if (words.rank() != 2) {
            throw new ModelException("words are " + words + "; they must be sequences of tokens");
        }
        Value positions = context.has(8)
                ? context.part("Gather", Attributes.NONE, context.input(3), context.input(8))
                : slice(context, context.input(3), 0, 0, words.size(1));
        Value sum = context.part("Gather", Attributes.NONE, context.input(2), words);
        sum = context.part("Add", Attributes.NONE, sum, positions);
        if (context.has(1)) {
            Value segments = context.part("Gather", Attributes.NONE, context.input(4), context.input(1));
            sum = context.part("Add", Attributes.NONE, sum, segments);
        }
        context.same(0, layerNorm(context, sum, 5, 6));
        if (context.wants(1)) {
            count(context, words.size(0), words.size(1));
        }
        context.same(2, sum);
    }

    /** How many ones each row of the mask has, or 0 where there is none. */
    private static void count(NodeContext context, int batch, int tokens) {
        Value mask = context.has(7) ? context.plain(7) : null;
        Value counts = context.output(1, ElementType.INT32, batch);
        context.step(frame -> {
            for (int i = 0; i < batch; i++) {
                int count = 0;
                for (int j = 0; mask != null && j < tokens; j++) {
                    count += frame.ints(mask)[frame.at(mask) + i * tokens + j] == 1 ? 1 : 0;
                }
                frame.ints(counts)[frame.at(counts) + i] = count;
            }
        });
    }

    /** Indices from one to another of a dimension. */
    static Value slice(NodeContext context, Value x, int axis, long from, long to) {
        return context.part("Slice", Attributes.NONE, x, known(from), known(to), known(axis));
    }

    private static Value known(long number) {
        return Value.known(Constant.of(Tensor.of(new long[] {number}, 1)));
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
}
