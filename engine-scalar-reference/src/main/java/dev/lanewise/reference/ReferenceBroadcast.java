package dev.lanewise.reference;

import java.util.function.DoubleBinaryOperator;

/** Functions of two arrays whose shapes are broadcast as by NumPy and ONNX. */
public final class ReferenceBroadcast {
    private ReferenceBroadcast() {}

    /**
     * Sizes of the result.
     *
     * @param a sizes of the left operand, outermost first
     * @param b sizes of the right operand; fits a
     * @return sizes of the result
     */
    public static int[] shape(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int d = 0; d < shape.length; d++) {
            int sizeA = size(a, d, shape.length);
            int sizeB = size(b, d, shape.length);
            shape[d] = sizeA == 1 ? sizeB : sizeA;
        }
        return shape;
    }

    /**
     * Applies a function to every pair of elements that meet.
     *
     * @param operator the function
     * @param shapeA sizes of a
     * @param a left operands, dense
     * @param shapeB sizes of b
     * @param b right operands, dense
     * @return the results, rounded to floats
     */
    public static float[] apply(DoubleBinaryOperator operator, int[] shapeA, float[] a, int[] shapeB, float[] b) {
        int[] shape = shape(shapeA, shapeB);
        int count = 1;
        for (int size : shape) {
            count *= size;
        }
        float[] y = new float[count];
        for (int i = 0; i < count; i++) {
            y[i] = (float) operator.applyAsDouble(a[element(shapeA, shape, i)], b[element(shapeB, shape, i)]);
        }
        return y;
    }

    /** The element of an operand that meets element i of the result. */
    private static int element(int[] operand, int[] shape, int i) {
        int element = 0;
        int stride = 1;
        int rest = i;
        for (int d = shape.length - 1; d >= 0; d--) {
            int size = size(operand, d, shape.length);
            element += size == 1 ? 0 : rest % shape[d] * stride;
            stride *= size;
            rest /= shape[d];
        }
        return element;
    }

    private static int size(int[] shape, int dimension, int rank) {
        int at = dimension - rank + shape.length;
        return at < 0 ? 1 : shape[at];
    }
}
