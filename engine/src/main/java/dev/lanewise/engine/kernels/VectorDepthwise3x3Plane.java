package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * 3×3 sums of a vector of columns, down the rows: each row of the input is loaded once for all sums that see it. The weights
 * stay in registers. Pixels beside the image are masked, and so are their weights: no NaN or infinity gets through.
 */
final class VectorDepthwise3x3Plane {
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(FLOATS, i -> 2 * i % FLOATS.length());

    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(FLOATS, i -> 2 * i % FLOATS.length() + 1);

    private static final VectorMask<Float> UPPER_HALF =
            VectorMask.fromLong(FLOATS, (-1L << (FLOATS.length() / 2)) & ((1L << FLOATS.length()) - 1));

    private VectorDepthwise3x3Plane() {}

    /**
     * Stride 1.
     *
     * @param xAt first of the columns in the row of the middle taps
     * @param stored lanes that are stored
     */
    static void same(
            int rows,
            float[] x,
            int xAt,
            int xRow,
            boolean above,
            boolean below,
            int[] inside,
            int column,
            float[] w,
            int wAt,
            float bias,
            float[] y,
            int yAt,
            int yRow,
            int stored) {
        IntVector left = IntVector.fromArray(INTS, inside, column);
        IntVector right = IntVector.fromArray(INTS, inside, column + 2);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector added = FloatVector.broadcast(FLOATS, bias);
        FloatVector w0 = mask(FloatVector.broadcast(FLOATS, w[wAt]), left);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        FloatVector w2 = mask(FloatVector.broadcast(FLOATS, w[wAt + 2]), right);
        FloatVector w3 = mask(FloatVector.broadcast(FLOATS, w[wAt + 3]), left);
        FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4]);
        FloatVector w5 = mask(FloatVector.broadcast(FLOATS, w[wAt + 5]), right);
        FloatVector w6 = mask(FloatVector.broadcast(FLOATS, w[wAt + 6]), left);
        FloatVector w7 = FloatVector.broadcast(FLOATS, w[wAt + 7]);
        FloatVector w8 = mask(FloatVector.broadcast(FLOATS, w[wAt + 8]), right);
        FloatVector sum = zero;
        FloatVector next = zero;
        int steps = below ? rows : rows - 1;
        int to = yAt - yRow;
        int from = xAt;
        int i = 0;
        if (above) {
            from -= xRow;
            to -= yRow;
            i--;
        }
        // a row of the input, the lowest of one sum, the middle of the next, and the highest of that after
        for (; i <= steps; i++, from += xRow, to += yRow) {
            FloatVector a = mask(FloatVector.fromArray(FLOATS, x, from - 1), left);
            FloatVector b = FloatVector.fromArray(FLOATS, x, from);
            FloatVector c = mask(FloatVector.fromArray(FLOATS, x, from + 1), right);
            if (i > 0) {
                sum = c.fma(w8, b.fma(w7, a.fma(w6, sum)));
                store(sum.add(added), y, to, stored);
            }
            sum = c.fma(w5, b.fma(w4, a.fma(w3, next)));
            next = c.fma(w2, b.fma(w1, a.fma(w0, zero)));
        }
        if (!below) {
            store(sum.add(added), y, to, stored);
        }
    }

    /**
     * Stride 2.
     *
     * @param xAt what the first tap of the middle row of taps sees of the first sum
     * @param column the first of the columns
     * @param stored lanes that are stored
     */
    static void half(
            int rows,
            float[] x,
            int xAt,
            int xRow,
            boolean above,
            boolean below,
            int[] inside,
            int column,
            float[] w,
            int wAt,
            float bias,
            float[] y,
            int yAt,
            int yRow,
            int stored) {
        IntVector left = IntVector.fromArray(INTS, inside, column);
        IntVector right = IntVector.fromArray(INTS, inside, column + 2);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector added = FloatVector.broadcast(FLOATS, bias);
        FloatVector w0 = mask(FloatVector.broadcast(FLOATS, w[wAt]), left);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        FloatVector w2 = mask(FloatVector.broadcast(FLOATS, w[wAt + 2]), right);
        FloatVector w3 = mask(FloatVector.broadcast(FLOATS, w[wAt + 3]), left);
        FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4]);
        FloatVector w5 = mask(FloatVector.broadcast(FLOATS, w[wAt + 5]), right);
        FloatVector w6 = mask(FloatVector.broadcast(FLOATS, w[wAt + 6]), left);
        FloatVector w7 = FloatVector.broadcast(FLOATS, w[wAt + 7]);
        FloatVector w8 = mask(FloatVector.broadcast(FLOATS, w[wAt + 8]), right);
        FloatVector sum = zero;
        int end = below ? 2 * rows : 2 * rows - 1;
        int from = above ? xAt - xRow : xAt;
        for (int i = above ? -1 : 0, to = yAt; i < end; i++, from += xRow) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, from);
            FloatVector q = FloatVector.fromArray(FLOATS, x, from + FLOATS.length());
            FloatVector a = mask(even(p, q), left);
            FloatVector b = odd(p, q);
            p = FloatVector.fromArray(FLOATS, x, from + 2);
            q = FloatVector.fromArray(FLOATS, x, from + 2 + FLOATS.length());
            FloatVector c = mask(even(p, q), right);
            if (i % 2 == 0) {
                sum = c.fma(w5, b.fma(w4, a.fma(w3, sum)));
                continue;
            }
            if (i > 0) {
                sum = c.fma(w8, b.fma(w7, a.fma(w6, sum)));
                store(sum.add(added), y, to, stored);
                to += yRow;
            }
            sum = c.fma(w2, b.fma(w1, a.fma(w0, zero)));
        }
        if (!below) {
            store(sum.add(added), y, yAt + (rows - 1) * yRow, stored);
        }
    }

    /** Of two neighbouring vectors, every second lane. */
    private static FloatVector even(FloatVector lower, FloatVector upper) {
        return lower.rearrange(EVEN).blend(upper.rearrange(EVEN), UPPER_HALF);
    }

    private static FloatVector odd(FloatVector lower, FloatVector upper) {
        return lower.rearrange(ODD).blend(upper.rearrange(ODD), UPPER_HALF);
    }

    private static void store(FloatVector vector, float[] y, int to, int lanes) {
        if (lanes == FLOATS.length()) {
            vector.intoArray(y, to);
        } else {
            vector.intoArray(y, to, FLOATS.indexInRange(0, lanes));
        }
    }

    private static FloatVector mask(FloatVector vector, IntVector mask) {
        return vector.reinterpretAsInts().and(mask).reinterpretAsFloats();
    }
}
