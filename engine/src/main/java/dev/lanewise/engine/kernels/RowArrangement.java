package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.RowFormat.Q4_0;

import java.lang.foreign.MemorySegment;

/** What the generated {@link RowProducts} share: the order of x in a step, sums over lanes, and tails. */
final class RowArrangement {
    private RowArrangement() {}

    /** Vector v takes every second element, from v on: where ints hold two weights each. */
    static void arrangePairs(int lanes, float[] x, int at, float[] target, int to) {
        for (int l = 0; l < lanes; l++) {
            target[to + l] = x[at + 2 * l];
            target[to + lanes + l] = x[at + 2 * l + 1];
        }
    }

    /** Vector v takes every fourth element, from v on: where ints hold four weights each. */
    static void arrangeQuadruples(int lanes, float[] x, int at, float[] target, int to) {
        for (int l = 0; l < lanes; l++) {
            target[to + l] = x[at + 4 * l];
            target[to + lanes + l] = x[at + 4 * l + 1];
            target[to + 2 * lanes + l] = x[at + 4 * l + 2];
            target[to + 3 * lanes + l] = x[at + 4 * l + 3];
        }
    }

    /**
     * Blocks of four bits, each in four lanes. Vector n takes the elements of the n-th four bits of every int, divided by what
     * these are worth there; before them is what the bias of the weights takes off.
     */
    static void arrangeNibbles(int lanes, float[] x, int at, float[] target, int to) {
        int half = Q4_0.block() / 2;
        int nibbles = Integer.SIZE / 4;
        for (int l = 0; l < lanes; l++) {
            int from = at + l / 4 * Q4_0.block() + l % 4 * 4;
            float sum = 0;
            float worth = 1;
            for (int n = 0; n < nibbles; n++) {
                float element = x[from + n / 2 + n % 2 * half];
                sum += element;
                // the last is shifted down, as its place is the sign's
                target[to + (n + 1) * lanes + l] = n < nibbles - 1 ? element * worth : element;
                worth /= 16;
            }
            target[to + l] = -ScalarRowProducts.BIAS_4 * sum;
        }
    }

    /** Adds up the lanes of each sum in a fixed tree. */
    static void finish(int rows, int vectors, int lanes, float[] sums, float factor, float[] y, int yAt, int ldy) {
        for (int v = 0; v < vectors; v++) {
            for (int i = 0; i < rows; i++) {
                int at = (v * rows + i) * lanes;
                for (int half = lanes / 2; half > 0; half /= 2) {
                    for (int l = 0; l < half; l++) {
                        sums[at + l] += sums[at + half + l];
                    }
                }
                y[yAt + v * ldy + i] = sums[at] * factor;
            }
        }
    }

    /** Adds the products from an element on. */
    static void tail(
            RowFormat format,
            int rows,
            int first,
            int count,
            MemorySegment w,
            long at,
            long rowBytes,
            float[] x,
            int xAt,
            float[] y,
            int yAt) {
        for (int i = 0; i < rows; i++) {
            float sum = y[yAt + i];
            for (int k = first; k < count; k++) {
                sum = Math.fma(ScalarRowProducts.element(format, w, at + i * rowBytes, k), x[xAt + k - first], sum);
            }
            y[yAt + i] = sum;
        }
    }
}
