package dev.lanewise.engine.kernels;

/**
 * What the columns of B add to a product of 8-bit numbers; whole strips, zeros behind the last column.
 *
 * @param bias added to every sum
 * @param terms sum of the column less k times its zero point
 * @param zeroPoints zero point of the column, as B is packed
 * @param exactInFloats whether a float holds every sum, first of the products, then less the zero points of B, less those of A, and with
 *     the bias
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Int8Columns(int[] bias, int[] terms, int[] zeroPoints, boolean exactInFloats) {
    /** Whole numbers up to here are floats. */
    private static final long MOST_EXACT = 1L << 24;

    /** Greatest byte, and greatest difference of two. */
    private static final long MOST = 255;

    /**
     * Keeps terms, and finds out whether floats hold all sums.
     *
     * @param bias added to every sum
     * @param terms sum of the column less k times its zero point
     * @param zeroPoints zero point of the column, as B is packed
     * @param k length of the sums
     * @return the columns
     */
    public static Int8Columns of(int[] bias, int[] terms, int[] zeroPoints, int k) {
        boolean exact = k <= Int8Panels.EXACT_DEPTH;
        for (int j = 0; j < bias.length && exact; j++) {
            long weight = Math.max(zeroPoints[j], MOST - zeroPoints[j]);
            exact = weight * MOST * k + Math.abs((long) bias[j]) <= MOST_EXACT;
        }
        return new Int8Columns(bias, terms, zeroPoints, exact);
    }
}
