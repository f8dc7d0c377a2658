package dev.lanewise.engine.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Products of vectors with strips of low-precision weights: outputs are lanes, so x is broadcast and no sum runs over lanes. A strip is
 * as many rows of W as four vectors of floats are wide, and is stored k by k. Row {@code r} of a strip is lane {@code r % lanes} of
 * vector {@code v = r / lanes}:
 *
 * <ul>
 *   <li>8 bits: byte {@code v} of an int in every lane
 *   <li>16 bits: half {@code v % 2} of an int of the {@code v / 2}-th vector
 *   <li>4 bits: four bits {@code v + 4·(k % 2)} of an int; two k are stored together
 *   <li>scales: fp32, vector by vector, before the 32 k that they belong to, times {@link #worth}
 * </ul>
 *
 * <p>A sum is made over k in ascending order, by blocks where there are scales; its bits depend on nothing beside it.
 */
public interface StripProducts {
    /** Vectors of floats that a strip is wide. */
    int VECTORS = 4;

    /** Scratch that a product needs: the sums of two strips. */
    int SCRATCH = 2 * VECTORS * 16;

    /**
     * Multiplies one vector by a strip.
     *
     * @param count length of the sums, whole blocks
     * @param w native memory
     * @param at first byte of the strip, that of the first k
     * @param x an arranged vector
     * @param xAt its first element
     * @param y sums, four vectors
     * @param yAt the first
     * @param scratch at least {@link #SCRATCH} numbers
     */
    void multiply(int count, MemorySegment w, long at, float[] x, int xAt, float[] y, int yAt, float[] scratch);

    /**
     * Multiplies one vector by two strips: two streams, and accumulators enough to hide their latency.
     *
     * @param count length of the sums, whole blocks
     * @param w native memory
     * @param at first byte of the first strip
     * @param next first byte of the second
     * @param x an arranged vector
     * @param xAt its first element
     * @param y sums, eight vectors
     * @param yAt the first
     * @param scratch at least {@link #SCRATCH} numbers
     */
    void multiplyPair(
            int count, MemorySegment w, long at, long next, float[] x, int xAt, float[] y, int yAt, float[] scratch);

    /**
     * Multiplies two vectors by a strip, whose weights are widened once.
     *
     * @param count length of the sums, whole blocks
     * @param w native memory
     * @param at first byte of the strip
     * @param x arranged vectors
     * @param xAt first element of the first
     * @param ldx elements from one to the next
     * @param y sums, four vectors each
     * @param yAt the first
     * @param ldy elements from those of one vector to those of the next
     * @param scratch at least {@link #SCRATCH} numbers
     */
    void multiplyTwo(
            int count,
            MemorySegment w,
            long at,
            float[] x,
            int xAt,
            int ldx,
            float[] y,
            int yAt,
            int ldy,
            float[] scratch);

    /**
     * Widens one vector of a strip to a micro-panel {@code [k][lanes]}. Scales are still to be multiplied by.
     *
     * @param vector which of the four
     * @param count how many k; of four bits an even number
     * @param w native memory
     * @param at first byte of the first k
     * @param target takes them
     * @param to first element there
     */
    void widen(int vector, int count, MemorySegment w, long at, float[] target, int to);

    /**
     * What makes up for the place of weights in their int, where they have scales.
     *
     * @param format Q8_0 or Q4_0
     * @param vector which of the four
     * @return a power of two
     */
    static float worth(RowFormat format, int vector) {
        return format == RowFormat.Q8_0 ? RowWidening.FROM_TOP_BYTE : 1f / (1 << (4 * vector));
    }

    /**
     * Length of an arranged vector.
     *
     * @param format of the weights
     * @param count its elements
     * @return floats
     */
    static int arrangedLength(RowFormat format, int count) {
        return format == RowFormat.Q4_0 ? count / format.block() * StripScales.Q4_ARRANGED : count;
    }

    /**
     * Arranges a vector: in order, and where four bits have a bias, behind every block what it takes off.
     *
     * @param format of the weights
     * @param count its elements
     * @param x the vector
     * @param at its first element
     * @param target takes it
     * @param to first element there
     */
    static void arrange(RowFormat format, int count, float[] x, int at, float[] target, int to) {
        if (format != RowFormat.Q4_0) {
            System.arraycopy(x, at, target, to, count);
            return;
        }
        int block = format.block();
        for (int b = 0; b < count / block; b++) {
            float sum = 0;
            for (int k = 0; k < block; k++) {
                float element = x[at + b * block + k];
                target[to + b * StripScales.Q4_ARRANGED + k] = element;
                sum += element;
            }
            target[to + b * StripScales.Q4_ARRANGED + block] = -ScalarRowProducts.BIAS_4 * sum;
        }
    }
}
