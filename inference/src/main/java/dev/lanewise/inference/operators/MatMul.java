package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.engine.Transpose;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/**
 * Products of matrices, and of stacks of them. A constant right operand is packed once; where a pass has put it there, a bias is added
 * to every row and an activation applied.
 */
final class MatMul {
    private MatMul() {}

    static void plan(NodeContext context) {
        if (context.type(0) != ElementType.FLOAT || context.type(1) != ElementType.FLOAT) {
            throw new ModelException(
                    "operands of types " + context.type(0) + " and " + context.type(1) + " are not supported");
        }
        Constant weights = context.constant(1);
        if (weights != null && weights.shape().length == 2) {
            linear(context, weights);
        } else {
            stacks(context);
        }
    }

    private static void linear(NodeContext context, Constant weights) {
        int k = weights.shape()[0];
        int n = weights.shape()[1];
        Value x = context.plain(0);
        int[] shape = x.shape();
        requireFit(shape[shape.length - 1], k);
        int[] out = shape.clone();
        out[out.length - 1] = n;
        int rows = x.elements() / Math.max(1, k);
        Value y = context.output(0, x.type(), out);
        Linear linear = linear(context, weights, false, context.has(2) ? Convolution.constant(context, 2) : null);
        context.explain(k + "×" + n, 2L * rows * k * n);
        context.step(frame -> linear.run(rows, frame.floats(x), frame.at(x), k, frame.floats(y), frame.at(y), n));
    }

    /** A layer with weights of the model, packed once for all plans. */
    static Linear linear(NodeContext context, Constant weights, boolean transposed, Constant bias) {
        int[] shape = weights.shape();
        int k = shape[transposed ? 1 : 0];
        int n = shape[transposed ? 0 : 1];
        Engine engine = context.engine();
        PackedMatrix packed = context.shared(
                PackedMatrix.class,
                () -> engine.pack(
                        transposed ? Transpose.YES : Transpose.NO,
                        k,
                        n,
                        weights.tensor().floats(),
                        0,
                        shape[1]),
                weights,
                transposed);
        Activation activation = Convolution.activation(context);
        Linear.Builder builder = engine.linear(k, n).packedWeights(packed).activation(activation);
        if (bias != null) {
            builder.bias(bias.tensor().floats());
        }
        return builder.prepare();
    }

    private static void requireFit(int columns, int rows) {
        if (columns != rows) {
            throw new ModelException("the left operand has " + columns + " columns, the right one " + rows + " rows");
        }
    }

    private static void stacks(NodeContext context) {
        Value a = context.plain(0);
        Value b = context.plain(1);
        int[] shapeA = a.rank() == 1 ? new int[] {1, a.size(0)} : a.shape();
        int[] shapeB = b.rank() == 1 ? new int[] {b.size(0), 1} : b.shape();
        int m = shapeA[shapeA.length - 2];
        int k = shapeA[shapeA.length - 1];
        int n = shapeB[shapeB.length - 1];
        requireFit(k, shapeB[shapeB.length - 2]);
        int[] stackA = Arrays.copyOf(shapeA, shapeA.length - 2);
        int[] stackB = Arrays.copyOf(shapeB, shapeB.length - 2);
        int[] stack = Shapes.broadcast(stackA, stackB);
        Value y = context.output(0, a.type(), outShape(stack, a.rank() == 1 ? -1 : m, b.rank() == 1 ? -1 : n));
        int batch = Shapes.elements(stack);
        context.explain(batch + " × " + m + "×" + k + "×" + n, 2L * batch * m * n * k);
        boolean even = (Arrays.equals(stackA, stack) || Shapes.elements(stackA) == 1)
                && (Arrays.equals(stackB, stack) || Shapes.elements(stackB) == 1);
        Engine engine = context.engine();
        if (even) {
            int strideA = Shapes.elements(stackA) == 1 ? 0 : m * k;
            int strideB = Shapes.elements(stackB) == 1 ? 0 : k * n;
            context.step(frame -> product(
                    engine, frame, a, frame.at(a), strideA, b, frame.at(b), strideB, y, frame.at(y), m, n, k, batch));
        } else {
            int[] fromA = Broadcast.strides(stackA, stack);
            int[] fromB = Broadcast.strides(stackB, stack);
            context.step(frame -> Broadcast.forEach(
                    stack,
                    fromA,
                    fromB,
                    (i, j, o) -> product(
                            engine,
                            frame,
                            a,
                            frame.at(a) + i * m * k,
                            0,
                            b,
                            frame.at(b) + j * k * n,
                            0,
                            y,
                            frame.at(y) + o * m * n,
                            m,
                            n,
                            k,
                            1)));
        }
    }

    private static int[] outShape(int[] stack, int m, int n) {
        int[] sizes = Arrays.copyOf(stack, stack.length + (m < 0 ? 0 : 1) + (n < 0 ? 0 : 1));
        if (n >= 0) {
            sizes[sizes.length - 1] = n;
        }
        if (m >= 0) {
            sizes[stack.length] = m;
        }
        return sizes;
    }

    private static void product(
            Engine engine,
            Frame frame,
            Value a,
            int atA,
            int strideA,
            Value b,
            int atB,
            int strideB,
            Value y,
            int atY,
            int m,
            int n,
            int k,
            int batch) {
        engine.sgemmStridedBatched(
                Transpose.NO,
                Transpose.NO,
                m,
                n,
                k,
                1,
                frame.floats(a),
                atA,
                k,
                strideA,
                frame.floats(b),
                atB,
                n,
                strideB,
                0,
                frame.floats(y),
                atY,
                n,
                m * n,
                batch);
    }
}
