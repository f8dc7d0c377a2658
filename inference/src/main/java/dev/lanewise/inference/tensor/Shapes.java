package dev.lanewise.inference.tensor;

import java.util.Arrays;

/** Arithmetic of shapes. */
public final class Shapes {
    /** Far more than networks have; a hostile model may have millions. */
    private static final int MOST_DIMENSIONS = 64;

    private Shapes() {}

    /** Elements of a tensor of these sizes. */
    public static int elements(int... shape) {
        if (shape.length > MOST_DIMENSIONS) {
            throw new ModelException("a shape has " + shape.length + " dimensions; at most " + MOST_DIMENSIONS);
        }
        long elements = 1;
        for (int size : shape) {
            if (size < 0) {
                throw new ModelException("shape " + Arrays.toString(shape) + " has a negative size");
            }
            elements *= size;
            // a size of 0 further on does not make it right
            if (elements > Integer.MAX_VALUE) {
                throw new ModelException("shape " + Arrays.toString(shape) + " has more elements than an array holds");
            }
        }
        return (int) elements;
    }

    /** The sizes as ints. */
    public static int[] ints(long... shape) {
        int[] ints = new int[shape.length];
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0 || shape[i] > Integer.MAX_VALUE) {
                throw new ModelException("shape " + Arrays.toString(shape) + " has a size out of range");
            }
            ints[i] = (int) shape[i];
        }
        return ints;
    }

    /** The sizes as longs. */
    public static long[] longs(int... shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    /** Product of the sizes from one dimension to before another. */
    public static int product(int[] shape, int from, int to) {
        return elements(Arrays.copyOfRange(shape, from, to));
    }

    /** An axis counted from the front, given one that may count from the end. */
    public static int axis(long axis, int rank) {
        if (axis < -rank || axis >= Math.max(rank, 1)) {
            throw new ModelException("axis is " + axis + "; it must be from " + -rank + " to " + (rank - 1));
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Elements from one index of each dimension to the next, in a dense row-major tensor. */
    public static int[] strides(int... shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape[i]);
        }
        return strides;
    }

    /** The shape that both are broadcast to, as NumPy and ONNX do. */
    public static int[] broadcast(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int i = 0; i < shape.length; i++) {
            int sizeA = fromEnd(a, shape.length - i);
            int sizeB = fromEnd(b, shape.length - i);
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1) {
                throw new ModelException(
                        "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not fit each other");
            }
            shape[i] = sizeA == 1 ? sizeB : sizeA;
        }
        return shape;
    }

    private static int fromEnd(int[] shape, int position) {
        return position > shape.length ? 1 : shape[shape.length - position];
    }
}
