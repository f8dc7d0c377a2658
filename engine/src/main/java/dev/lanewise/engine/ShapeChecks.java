package dev.lanewise.engine;

import java.util.Arrays;

/** Checks of shapes, sizes outermost first, and of axes. */
final class ShapeChecks {
    /** Dimensions that operators on shapes take. */
    static final int MOST_DIMENSIONS = 8;

    private ShapeChecks() {}

    /** Elements of a shape, which an int must count. */
    static int elements(int[] shape, String name) {
        Checks.notNull(shape, name);
        if (shape.length > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    name + " has " + shape.length + " dimensions; it must have at most " + MOST_DIMENSIONS);
        }
        long elements = 1;
        boolean empty = false;
        for (int size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        name + " is " + Arrays.toString(shape) + "; no size must be negative");
            }
            empty |= size == 0;
            elements = Math.min(elements * Math.max(size, 1), 1L << Integer.SIZE);
        }
        if (!empty && elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    name + " is " + Arrays.toString(shape) + "; its elements must be at most " + Integer.MAX_VALUE);
        }
        return empty ? 0 : (int) elements;
    }

    /** Elements of two shapes broadcast: aligned at their last dimensions, sizes are equal or one of them is 1. */
    static int broadcast(int[] a, String nameA, int[] b, String nameB) {
        int rank = Math.max(a.length, b.length);
        long elements = 1;
        boolean empty = false;
        for (int d = 1; d <= rank; d++) {
            int sizeA = d <= a.length ? a[a.length - d] : 1;
            int sizeB = d <= b.length ? b[b.length - d] : 1;
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1) {
                throw new IllegalArgumentException(nameB + " is " + Arrays.toString(b) + "; it must fit " + nameA + ", "
                        + Arrays.toString(a) + ": sizes, from the last, equal or 1");
            }
            int size = sizeA == 1 ? sizeB : sizeA;
            empty |= size == 0;
            elements = Math.min(elements * Math.max(size, 1), 1L << Integer.SIZE);
        }
        if (!empty && elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(nameB + " is " + Arrays.toString(b) + "; broadcast with " + nameA + ", "
                    + Arrays.toString(a) + ", its elements must be at most " + Integer.MAX_VALUE);
        }
        return empty ? 0 : (int) elements;
    }

    /** An axis of a shape. */
    static void axis(int axis, int[] shape, String name) {
        if (axis < 0 || axis >= shape.length) {
            throw new IllegalArgumentException(
                    name + " is " + axis + "; it must be from 0 to below the number of dimensions, " + shape.length);
        }
    }

    /** Product of the sizes from one dimension to before another. */
    static int product(int[] shape, int from, int to) {
        int product = 1;
        for (int d = from; d < to; d++) {
            product *= shape[d];
        }
        return product;
    }
}
