package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** 3×3 sums of planes. The weights stay in registers, and no row of the input is copied for its edges. */
final class VectorDepthwise3x3Plane {
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    private static final VectorShuffle<Float> EVERY_SECOND = VectorShuffle.fromOp(FLOATS, i -> 2 * i % FLOATS.length());

    private static final VectorMask<Float> UPPER_HALF =
            VectorMask.fromLong(FLOATS, (-1L << (FLOATS.length() / 2)) & ((1L << FLOATS.length()) - 1));

    private VectorDepthwise3x3Plane() {}

    /** At least a vector of pixels. The last vector overlaps the one before: the same bits twice. */
    static void same(float[] x, int xAt, int xRow, int[] edges, float[] w, int wAt, float[] y, int yAt, int count) {
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4]);
        FloatVector w5 = FloatVector.broadcast(FLOATS, w[wAt + 5]);
        FloatVector w6 = FloatVector.broadcast(FLOATS, w[wAt + 6]);
        FloatVector w7 = FloatVector.broadcast(FLOATS, w[wAt + 7]);
        FloatVector w8 = FloatVector.broadcast(FLOATS, w[wAt + 8]);
        int above = xAt - xRow;
        int below = xAt + xRow;
        int first = 0;
        int end = count - count % FLOATS.length();
        while (first < count) {
            for (int i = first; i < end; i += FLOATS.length()) {
                FloatVector left =
                        FloatVector.fromArray(FLOATS, x, above + i - 1).mul(w0);
                FloatVector right =
                        FloatVector.fromArray(FLOATS, x, above + i + 1).mul(w2);
                left = FloatVector.fromArray(FLOATS, x, xAt + i - 1).fma(w3, left);
                right = FloatVector.fromArray(FLOATS, x, xAt + i + 1).fma(w5, right);
                left = FloatVector.fromArray(FLOATS, x, below + i - 1).fma(w6, left);
                right = FloatVector.fromArray(FLOATS, x, below + i + 1).fma(w8, right);
                // a mask on the bits: not even a NaN gets through
                FloatVector sum = left.reinterpretAsInts()
                        .and(IntVector.fromArray(INTS, edges, i))
                        .reinterpretAsFloats();
                right = right.reinterpretAsInts()
                        .and(IntVector.fromArray(INTS, edges, i + 1))
                        .reinterpretAsFloats();
                sum = FloatVector.fromArray(FLOATS, x, above + i).fma(w1, sum);
                sum = FloatVector.fromArray(FLOATS, x, xAt + i).fma(w4, sum);
                sum = FloatVector.fromArray(FLOATS, x, below + i).fma(w7, sum);
                sum.add(right).intoArray(y, yAt + i);
            }
            first = end == count ? count : count - FLOATS.length();
            end = count;
        }
    }

    /** All sums of a row as if the stride were 1, and every second of them; what lies beside a row counts as pixels. */
    static void half(
            int rows, int cols, float[] x, int xAt, int xRow, float[] w, int wAt, float[] y, int yAt, int yRow) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4]);
        FloatVector w5 = FloatVector.broadcast(FLOATS, w[wAt + 5]);
        FloatVector w6 = FloatVector.broadcast(FLOATS, w[wAt + 6]);
        FloatVector w7 = FloatVector.broadcast(FLOATS, w[wAt + 7]);
        FloatVector w8 = FloatVector.broadcast(FLOATS, w[wAt + 8]);
        for (int row = 0; row < rows; row++) {
            int top = xAt + 2 * row * xRow;
            int middle = top + xRow;
            int bottom = middle + xRow;
            int to = yAt + row * yRow;
            for (int col = 0; col < cols; col += FLOATS.length()) {
                int j = Math.max(0, Math.min(col, cols - FLOATS.length()));
                int i = 2 * j;
                int k = i + FLOATS.length();
                FloatVector lower = FloatVector.fromArray(FLOATS, x, top + i).fma(w0, zero);
                FloatVector upper = FloatVector.fromArray(FLOATS, x, top + k).fma(w0, zero);
                lower = FloatVector.fromArray(FLOATS, x, top + i + 1).fma(w1, lower);
                upper = FloatVector.fromArray(FLOATS, x, top + k + 1).fma(w1, upper);
                lower = FloatVector.fromArray(FLOATS, x, top + i + 2).fma(w2, lower);
                upper = FloatVector.fromArray(FLOATS, x, top + k + 2).fma(w2, upper);
                lower = FloatVector.fromArray(FLOATS, x, middle + i).fma(w3, lower);
                upper = FloatVector.fromArray(FLOATS, x, middle + k).fma(w3, upper);
                lower = FloatVector.fromArray(FLOATS, x, middle + i + 1).fma(w4, lower);
                upper = FloatVector.fromArray(FLOATS, x, middle + k + 1).fma(w4, upper);
                lower = FloatVector.fromArray(FLOATS, x, middle + i + 2).fma(w5, lower);
                upper = FloatVector.fromArray(FLOATS, x, middle + k + 2).fma(w5, upper);
                lower = FloatVector.fromArray(FLOATS, x, bottom + i).fma(w6, lower);
                upper = FloatVector.fromArray(FLOATS, x, bottom + k).fma(w6, upper);
                lower = FloatVector.fromArray(FLOATS, x, bottom + i + 1).fma(w7, lower);
                upper = FloatVector.fromArray(FLOATS, x, bottom + k + 1).fma(w7, upper);
                lower = FloatVector.fromArray(FLOATS, x, bottom + i + 2).fma(w8, lower);
                upper = FloatVector.fromArray(FLOATS, x, bottom + k + 2).fma(w8, upper);
                lower.rearrange(EVERY_SECOND)
                        .blend(upper.rearrange(EVERY_SECOND), UPPER_HALF)
                        .intoArray(y, to + j);
            }
        }
    }
}
