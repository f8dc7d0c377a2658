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

    /** Every dimension of a shape once. */
    static void permutation(int[] axes, int[] shape, String name) {
        each(axes, shape, name);
        int seen = 0;
        for (int axis : axes) {
            if (axis < 0 || axis >= shape.length || (seen & 1 << axis) != 0) {
                throw new IllegalArgumentException(name + " is " + Arrays.toString(axes) + "; it must have each of the "
                        + shape.length + " dimensions once");
            }
            seen |= 1 << axis;
        }
    }

    /** Some dimensions of a shape, each at most once: a set bit for each. */
    static int axes(int[] axes, int[] shape, String name) {
        Checks.notNull(axes, name);
        int seen = 0;
        for (int axis : axes) {
            if (axis < 0 || axis >= shape.length || (seen & 1 << axis) != 0) {
                throw new IllegalArgumentException(name + " is " + Arrays.toString(axes) + "; it must have some of the "
                        + shape.length + " dimensions, each once");
            }
            seen |= 1 << axis;
        }
        return seen;
    }

    /** Elements of what is left of a shape without some of its dimensions. */
    static int elementsBut(int axes, int[] shape, String name) {
        long elements = 1;
        for (int d = 0; d < shape.length; d++) {
            elements *= (axes & 1 << d) != 0 ? 1 : shape[d];
            if (elements > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("what is left of " + name + " has " + elements
                        + " elements or more; it must have at most " + Integer.MAX_VALUE);
            }
        }
        return (int) elements;
    }

    static void atMost(int value, int most, String name) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from 0 to " + most);
        }
    }

    /** A number for each dimension of a shape. */
    static void each(int[] numbers, int[] shape, String name) {
        Checks.notNull(numbers, name);
        if (numbers.length != shape.length) {
            throw new IllegalArgumentException(
                    name + " has " + numbers.length + " numbers; it must have one for each dimension, " + shape.length);
        }
    }

    /** Two shapes that may differ in one dimension. */
    static void sameBut(int axis, int[] first, int[] other, String name) {
        boolean same = first.length == other.length;
        for (int d = 0; same && d < first.length; d++) {
            same = d == axis || first[d] == other[d];
        }
        if (!same) {
            throw new IllegalArgumentException(name + " is " + Arrays.toString(other) + "; it must be "
                    + Arrays.toString(first) + ", the first one, but for dimension " + axis);
        }
    }

    /** A size computed without overflow. */
    static int size(long size, String name) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + size + "; it must be at most " + Integer.MAX_VALUE);
        }
        return (int) size;
    }

    static void multiple(int value, int divisor, String name) {
        if (value % divisor != 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be a multiple of " + divisor);
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
