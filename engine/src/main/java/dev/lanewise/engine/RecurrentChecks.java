package dev.lanewise.engine;

import java.lang.foreign.MemorySegment;

/** Checks of the arguments of recurrent layers. */
final class RecurrentChecks {
    private RecurrentChecks() {}

    /** Elements of an argument, which an int must count. */
    static int elements(long steps, long batch, long size, String name) {
        long rows = steps * batch;
        if (rows > 0 && size > Integer.MAX_VALUE / rows) {
            throw new IllegalArgumentException(name + " is " + steps + "×" + batch + "×" + size
                    + "; its elements must be at most " + Integer.MAX_VALUE);
        }
        return (int) (rows * size);
    }

    static void lengths(int[] lengths, int steps, int batch) {
        if (lengths == null) {
            return;
        }
        Checks.length(lengths.length, batch, "lengths", "batch");
        for (int b = 0; b < batch; b++) {
            if (lengths[b] < 0 || lengths[b] > steps) {
                throw new IllegalArgumentException(
                        "lengths[" + b + "] is " + lengths[b] + "; it must be from 0 to steps, " + steps);
            }
        }
    }

    static void cell(boolean given, boolean remembers) {
        if (given && !remembers) {
            throw new IllegalArgumentException("cell is given; it must be null: only an LSTM has one");
        }
    }

    /** What is written, where it is given, must lie inside its array and apart from what is read. */
    static void written(float[] data, int offset, int count, String name, float[] x, int xOffset, int xCount) {
        if (data != null) {
            Checks.vector(data, offset, count, 1, name);
            Checks.disjoint(x, xOffset, 1, xCount, xCount, "x", name, data, offset, 1, count, count);
        }
    }

    static void written(
            MemorySegment data, long offset, int count, String name, MemorySegment x, long xOffset, int xCount) {
        if (data != null) {
            Checks.vector(data, offset, count, 1, name);
            Checks.writable(data, name);
            Checks.disjoint(x, xOffset, 1, xCount, xCount, "x", name, data, offset, 1, count, count);
        }
    }

    static void apart(
            float[] a, int aOffset, int aCount, String nameA, float[] b, int bOffset, int bCount, String nameB) {
        if (a != null && b != null) {
            Checks.disjoint(a, aOffset, 1, aCount, aCount, nameA, nameB, b, bOffset, 1, bCount, bCount);
        }
    }

    static void apart(
            MemorySegment a,
            long aOffset,
            int aCount,
            String nameA,
            MemorySegment b,
            long bOffset,
            int bCount,
            String nameB) {
        if (a != null && b != null) {
            Checks.disjoint(a, aOffset, 1, aCount, aCount, nameA, nameB, b, bOffset, 1, bCount, bCount);
        }
    }
}
