package dev.lanewise.engine.kernels;

/**
 * The packed format of 8-bit weights, and what reads it. A strip is as wide as four vectors of floats and stores a row of itself,
 * one k, as one vector of ints: byte v of lane l is column {@code v·lanes + l}. So four masks take a row apart, and no byte
 * changes its lane. Bytes are unsigned; who packs signed ones adds 128.
 *
 * <p>Products are computed on the fp32 unit. With A in −128..127 they are exact in any order as long as
 * {@link #EXACT_DEPTH} of them at most are added up.
 */
public interface Int8Panels {
    /** Vectors of floats that a strip is wide. */
    int STRIP_VECTORS = 4;

    /** Products of −128..127 and 0..255 whose sums, all partial sums included, a float holds: 514·128·255 is below 2²⁴. */
    int EXACT_DEPTH = 514;

    /**
     * Where a column is in a row of its strip.
     *
     * @param col column, counted in the strip
     * @param lanes floats in a vector
     * @return a byte, counted in the row
     */
    static int position(int col, int lanes) {
        return col % lanes * STRIP_VECTORS + col / lanes;
    }

    /**
     * Widens rows of a strip to four micro-panels of floats, {@code [panel][k][lanes]}.
     *
     * @param depth how many rows
     * @param strip holds the strip
     * @param at its first row
     * @param target where the micro-panels go
     * @param to first element of the first one
     */
    void widen(int depth, byte[] strip, int at, float[] target, int to);

    /**
     * Multiplies one micro-panel of A by rows of a strip, whose bytes are widened in registers.
     *
     * @param rows height of the micro-panel, 4, 2 or 1
     * @param depth length of the sums
     * @param a micro-panel, {@code [k][rows]}
     * @param aOffset its first element
     * @param strip holds the strip
     * @param at its first row
     * @param c rows of C, four vectors each
     * @param cOffset the first one
     * @param ldc elements from one row of C to the next
     */
    void multiply(int rows, int depth, float[] a, int aOffset, byte[] strip, int at, float[] c, int cOffset, int ldc);

    /**
     * Multiplies one row of A by rows of two strips: two streams, for what comes straight from memory.
     *
     * @param depth length of the sums
     * @param a row of A
     * @param aOffset its first element
     * @param strip holds the strips
     * @param at first row of the first
     * @param next first row of the second
     * @param c eight vectors of C
     * @param cOffset the first one
     */
    default void multiplyPair(
            int depth, float[] a, int aOffset, byte[] strip, int at, int next, float[] c, int cOffset) {
        multiply(1, depth, a, aOffset, strip, at, c, cOffset, 0);
        multiply(
                1,
                depth,
                a,
                aOffset,
                strip,
                next,
                c,
                cOffset + STRIP_VECTORS * Kernels.active().lanes(),
                0);
    }
}
