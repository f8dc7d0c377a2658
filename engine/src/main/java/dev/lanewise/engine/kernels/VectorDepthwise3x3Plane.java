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
    /** 0 for even lanes, 1 for odd ones: C2 takes a constant mask from memory in every step, and one that is computed before the loop not. */
    private static final float[] ALTERNATING = alternating();

    private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);

    /** The lower half to the even lanes, the upper half to the odd ones. */
    private static final VectorShuffle<Float> ZIP =
            VectorShuffle.fromOp(FLOATS, i -> i % 2 * (FLOATS.length() / 2) + i / 2);

    private static final VectorShuffle<Float> UNZIP =
            VectorShuffle.fromOp(FLOATS, i -> 2 * i % FLOATS.length() + 2 * i / FLOATS.length());

    private VectorDepthwise3x3Plane() {}

    private static float[] alternating() {
        float[] lanes = new float[FLOATS.length()];
        for (int i = 1; i < lanes.length; i += 2) {
            lanes[i] = 1;
        }
        return lanes;
    }

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
        VectorMask<Float> odd = FloatVector.fromArray(FLOATS, ALTERNATING, 0).eq(1);
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
        FloatVector next = zero;
        if (above) {
            int high = xAt - xRow;
            FloatVector p = FloatVector.fromArray(FLOATS, x, high);
            FloatVector q = FloatVector.fromArray(FLOATS, x, high + FLOATS.length() - 1);
            FloatVector r = FloatVector.fromArray(FLOATS, x, high + 2);
            FloatVector s = FloatVector.fromArray(FLOATS, x, high + FLOATS.length() + 1);
            FloatVector a = p.blend(q, odd).blend(zero, left);
            FloatVector b = s.blend(p, odd).rearrange(SWAP);
            FloatVector c = r.blend(s, odd).blend(zero, right);
            next = c.fma(w2, b.fma(w1, a.fma(w0, zero)));
        }
        // two rows of the input, the second of which is the lowest of one sum and the highest of the next
        int from = xAt;
        int to = yAt;
        int whole = below ? rows : rows - 1;
        for (int i = 0; i < whole; i++, from += 2 * xRow, to += yRow) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, from);
            FloatVector q = FloatVector.fromArray(FLOATS, x, from + FLOATS.length() - 1);
            FloatVector r = FloatVector.fromArray(FLOATS, x, from + 2);
            FloatVector s = FloatVector.fromArray(FLOATS, x, from + FLOATS.length() + 1);
            FloatVector a = p.blend(q, odd).blend(zero, left);
            FloatVector b = s.blend(p, odd).rearrange(SWAP);
            FloatVector c = r.blend(s, odd).blend(zero, right);
            FloatVector sum = c.fma(w5, b.fma(w4, a.fma(w3, next)));
            int low = from + xRow;
            p = FloatVector.fromArray(FLOATS, x, low);
            q = FloatVector.fromArray(FLOATS, x, low + FLOATS.length() - 1);
            r = FloatVector.fromArray(FLOATS, x, low + 2);
            s = FloatVector.fromArray(FLOATS, x, low + FLOATS.length() + 1);
            a = p.blend(q, odd).blend(zero, left);
            b = s.blend(p, odd).rearrange(SWAP);
            c = r.blend(s, odd).blend(zero, right);
            sum = c.fma(w8, b.fma(w7, a.fma(w6, sum)));
            FloatVector result = sum.add(added).rearrange(UNZIP);
            if (to <= lastWhole) {
                result.intoArray(y, to);
            } else {
                result.intoArray(y, to, kept);
            }
            next = c.fma(w2, b.fma(w1, a.fma(w0, zero)));
        }
        if (!below) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, from);
            FloatVector q = FloatVector.fromArray(FLOATS, x, from + FLOATS.length() - 1);
            FloatVector r = FloatVector.fromArray(FLOATS, x, from + 2);
            FloatVector s = FloatVector.fromArray(FLOATS, x, from + FLOATS.length() + 1);
            FloatVector a = p.blend(q, odd).blend(zero, left);
            FloatVector b = s.blend(p, odd).rearrange(SWAP);
            FloatVector c = r.blend(s, odd).blend(zero, right);
            FloatVector sum = c.fma(w5, b.fma(w4, a.fma(w3, next)));
            FloatVector result = sum.add(added).rearrange(UNZIP);
            if (to <= lastWhole) {
                result.intoArray(y, to);
            } else {
                result.intoArray(y, to, kept);
            }
        }
    }
}
