package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * 3×3 sums of a vector of columns, down the rows: each row of the input is loaded once for all sums that see it. The weights
 * stay in registers. Pixels beside the image are masked, and so are their weights: no NaN or infinity gets through. A vector that is longer
 * than a row spills into the next rows, which are stored later; those that would spill into what follows the last row are masked.
 */
final class VectorDepthwise3x3Plane {
    private static final VectorMask<Float> ODD =
            VectorMask.fromLong(FLOATS, 0xAAAA_AAAA_AAAA_AAAAL & ((1L << FLOATS.length()) - 1));

    private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);

    /** The lower half to the even lanes, the upper half to the odd ones. */
    private static final VectorShuffle<Float> ZIP =
            VectorShuffle.fromOp(FLOATS, i -> i % 2 * (FLOATS.length() / 2) + i / 2);

    private static final VectorShuffle<Float> UNZIP =
            VectorShuffle.fromOp(FLOATS, i -> 2 * i % FLOATS.length() + 2 * i / FLOATS.length());

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
            float[] inside,
            int column,
            float[] w,
            int wAt,
            float bias,
            float[] y,
            int yAt,
            int yRow,
            int stored) {
        VectorMask<Float> left = FloatVector.fromArray(FLOATS, inside, column).eq(0);
        VectorMask<Float> right =
                FloatVector.fromArray(FLOATS, inside, column + 2).eq(0);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector added = FloatVector.broadcast(FLOATS, bias);
        int lastWhole = yAt + (rows - 1) * yRow + stored - FLOATS.length();
        VectorMask<Float> kept = FLOATS.indexInRange(0, stored);
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt]).blend(zero, left);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2]).blend(zero, right);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3]).blend(zero, left);
        FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4]);
        FloatVector w5 = FloatVector.broadcast(FLOATS, w[wAt + 5]).blend(zero, right);
        FloatVector w6 = FloatVector.broadcast(FLOATS, w[wAt + 6]).blend(zero, left);
        FloatVector w7 = FloatVector.broadcast(FLOATS, w[wAt + 7]);
        FloatVector w8 = FloatVector.broadcast(FLOATS, w[wAt + 8]).blend(zero, right);
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
            FloatVector a = FloatVector.fromArray(FLOATS, x, from - 1).blend(zero, left);
            FloatVector b = FloatVector.fromArray(FLOATS, x, from);
            FloatVector c = FloatVector.fromArray(FLOATS, x, from + 1).blend(zero, right);
            if (i > 0) {
                sum = c.fma(w8, b.fma(w7, a.fma(w6, sum)));
                FloatVector result = sum.add(added);
                if (to <= lastWhole) {
                    result.intoArray(y, to);
                } else {
                    result.intoArray(y, to, kept);
                }
            }
            sum = c.fma(w5, b.fma(w4, a.fma(w3, next)));
            next = c.fma(w2, b.fma(w1, a.fma(w0, zero)));
        }
        if (!below) {
            FloatVector result = sum.add(added);
            if (to <= lastWhole) {
                result.intoArray(y, to);
            } else {
                result.intoArray(y, to, kept);
            }
        }
    }

    /**
     * Stride 2. While they are summed, the lower half of the columns has the even lanes and the upper half the odd ones: so the
     * pixels of a tap come from two loads, an odd number of pixels apart, by a blend.
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
            float[] inside,
            int column,
            float[] w,
            int wAt,
            float bias,
            float[] y,
            int yAt,
            int yRow,
            int stored) {
        VectorMask<Float> left =
                FloatVector.fromArray(FLOATS, inside, column).rearrange(ZIP).eq(0);
        VectorMask<Float> right =
                FloatVector.fromArray(FLOATS, inside, column + 2).rearrange(ZIP).eq(0);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector added = FloatVector.broadcast(FLOATS, bias);
        int lastWhole = yAt + (rows - 1) * yRow + stored - FLOATS.length();
        VectorMask<Float> kept = FLOATS.indexInRange(0, stored);
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt]).blend(zero, left);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2]).blend(zero, right);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3]).blend(zero, left);
        FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4]);
        FloatVector w5 = FloatVector.broadcast(FLOATS, w[wAt + 5]).blend(zero, right);
        FloatVector w6 = FloatVector.broadcast(FLOATS, w[wAt + 6]).blend(zero, left);
        FloatVector w7 = FloatVector.broadcast(FLOATS, w[wAt + 7]);
        FloatVector w8 = FloatVector.broadcast(FLOATS, w[wAt + 8]).blend(zero, right);
        FloatVector sum = zero;
        int end = below ? 2 * rows : 2 * rows - 1;
        int from = above ? xAt - xRow : xAt;
        for (int i = above ? -1 : 0, to = yAt; i < end; i++, from += xRow) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, from);
            FloatVector q = FloatVector.fromArray(FLOATS, x, from + FLOATS.length() - 1);
            FloatVector r = FloatVector.fromArray(FLOATS, x, from + 2);
            FloatVector s = FloatVector.fromArray(FLOATS, x, from + FLOATS.length() + 1);
            FloatVector a = p.blend(q, ODD).blend(zero, left);
            FloatVector b = s.blend(p, ODD).rearrange(SWAP);
            FloatVector c = r.blend(s, ODD).blend(zero, right);
            if (i % 2 == 0) {
                sum = c.fma(w5, b.fma(w4, a.fma(w3, sum)));
                continue;
            }
            if (i > 0) {
                sum = c.fma(w8, b.fma(w7, a.fma(w6, sum)));
                FloatVector result = sum.add(added).rearrange(UNZIP);
                if (to <= lastWhole) {
                    result.intoArray(y, to);
                } else {
                    result.intoArray(y, to, kept);
                }
                to += yRow;
            }
            sum = c.fma(w2, b.fma(w1, a.fma(w0, zero)));
        }
        if (!below) {
            FloatVector result = sum.add(added).rearrange(UNZIP);
            int to = yAt + (rows - 1) * yRow;
            if (to <= lastWhole) {
                result.intoArray(y, to);
            } else {
                result.intoArray(y, to, kept);
            }
        }
    }
}
