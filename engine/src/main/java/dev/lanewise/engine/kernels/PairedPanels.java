package dev.lanewise.engine.kernels;

/**
 * Products of 8-bit numbers that leave a sixth of the multiplications to the units that add, by the identity {@code
 * a1·b1 + a2·b2 = (a1 + b2)(a2 + b1) − a1·a2 − b1·b2} (S. Winograd, "A New Algorithm for Inner Product", IEEE
 * Transactions on Computers C-17(7), 1968). Two of every {@value #GROUP} products are computed so; more would keep the
 * adders busy for longer than the multipliers.
 *
 * <p>A is packed in micro-panels {@code [k][4]}, B in strips {@code [k][4 vectors]}, both filled up with zeros to whole
 * groups. One more row holds what is added to the sums: of a row of A 128 times its sum less its products {@code
 * a1·a2}, of a column of B less its products {@code b1·b2}. A and what B holds are numbers in −128..127; B is 128 less
 * than the bytes, whose products the results are. All sums and partial sums are exact up to a length of {@link
 * Int8Panels#EXACT_DEPTH}: of six elements products come to 131072 at most, and so does what is added; together to
 * 128·255 for each, as products of bytes do.
 */
public interface PairedPanels {
    /** Elements of the sums that are computed together. */
    int GROUP = 6;

    /** Where in a group the pair is. */
    int PAIR = 2;

    /** What a byte of B is larger by than the number that the strip holds. */
    int MIDDLE = 128;

    /**
     * Rows that a packed block has.
     *
     * @param depth length of the sums
     * @return rows of micro-panels of A and strips of B
     */
    static int stride(int depth) {
        return (depth + GROUP - 1) / GROUP * GROUP + 1;
    }

    /**
     * Widens rows of a strip of bytes, see {@link Int8Panels}.
     *
     * @param depth how many rows
     * @param strip holds the strip
     * @param at its first row
     * @param target where the strip of floats goes
     * @param to first element of it
     */
    void widen(int depth, byte[] strip, int at, float[] target, int to);

    /**
     * Completes a micro-panel of A: fills it up with zeros and appends the products {@code a1·a2}, negative.
     *
     * @param depth how many rows it has
     * @param a the micro-panel
     * @param at its first element; a vector may be read that goes beyond its end
     * @param scratch for the kernel, a vector
     */
    void complete(int depth, float[] a, int at, float[] scratch);

    /**
     * Multiplies micro-panels of A by a strip of B.
     *
     * @param panels how many micro-panels
     * @param depth length of the sums
     * @param a micro-panels
     * @param aOffset first element
     * @param b the strip
     * @param bOffset its first element
     * @param tile for the kernel, four rows of a strip
     * @param add whether C is added to, else replaced
     * @param c rows of C, four for every micro-panel, four vectors each
     * @param cOffset the first one
     * @param ldc elements from one row of C to the next
     */
    void multiply(
            int panels,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] tile,
            boolean add,
            float[] c,
            int cOffset,
            int ldc);
}
