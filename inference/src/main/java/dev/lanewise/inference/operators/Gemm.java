package dev.lanewise.inference.operators;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Transpose;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ModelException;

/** {@code α·op(A)·op(B) + β·C}. */
final class Gemm {
    private Gemm() {}

    static void plan(NodeContext context) {
        boolean transA = context.attributes().flag("transA", false);
        boolean transB = context.attributes().flag("transB", false);
        float alpha = context.attributes().number("alpha", 1);
        float beta = context.attributes().number("beta", 1);
        int[] shapeA = context.shape(0);
        int[] shapeB = context.shape(1);
        if (shapeA.length != 2 || shapeB.length != 2) {
            throw new ModelException("operands must be matrices");
        }
        int m = shapeA[transA ? 1 : 0];
        int k = shapeA[transA ? 0 : 1];
        int n = shapeB[transB ? 0 : 1];
        if (k != shapeB[transB ? 1 : 0]) {
            throw new ModelException("the operands do not fit each other");
        }
        context.explain(m + "×" + k + "×" + n, 2L * m * n * k);
        Constant weights = context.constant(1);
        Constant bias = context.has(2) ? context.constant(2) : null;
        boolean layer = !transA
                && alpha == 1
                && weights != null
                && (!context.has(2) || isRow(bias, n))
                && (!context.has(2) || beta == 1);
        if (layer) {
            Value x = context.plain(0);
            Value y = context.output(0, x.type(), m, n);
            Unary.requireFloats(x);
            Linear linear = MatMul.linear(context, weights, transB, bias);
            context.step(frame -> linear.run(m, frame.floats(x), frame.at(x), k, frame.floats(y), frame.at(y), n));
        } else {
            general(context, transA, transB, m, n, k, alpha, context.has(2) ? beta : 0);
        }
    }

    private static boolean isRow(Constant bias, int n) {
        if (bias == null || bias.elements() != n) {
            return false;
        }
        int[] shape = bias.shape();
        return shape.length > 0 && shape[shape.length - 1] == n;
    }

    private static void general(
            NodeContext context, boolean transA, boolean transB, int m, int n, int k, float alpha, float beta) {
        Value a = context.plain(0);
        Value b = context.plain(1);
        Unary.requireFloats(a);
        Value y = context.output(0, a.type(), m, n);
        if (beta != 0) {
            Value c = context.plain(2);
            int[] strides = Broadcast.strides(c.shape(), y.shape());
            int[] none = new int[2];
            context.step(frame -> Broadcast.forEach(y.shape(), strides, none, (from, _, to) -> {
                frame.floats(y)[frame.at(y) + to] = frame.floats(c)[frame.at(c) + from];
            }));
        }
        Engine engine = context.engine();
        Transpose ta = transA ? Transpose.YES : Transpose.NO;
        Transpose tb = transB ? Transpose.YES : Transpose.NO;
        int lda = a.size(1);
        int ldb = b.size(1);
        context.step(frame -> engine.sgemm(
                ta,
                tb,
                m,
                n,
                k,
                alpha,
                frame.floats(a),
                frame.at(a),
                lda,
                frame.floats(b),
                frame.at(b),
                ldb,
                beta,
                frame.floats(y),
                frame.at(y),
                n));
    }
}
