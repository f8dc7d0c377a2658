package dev.lanewise.engine.kernels;

/**
 * Affine quantisation, one run of elements at a time. Bytes are u8 or s8; where they are read, {@code flip} is 0x80 for u8, so
 * that all that follows is signed: q − 128 and Z − 128. Where they are written, the low eight bits are. Limits are what remains of
 * the range of q after the zero point is subtracted.
 *
 * <p>Scales, zero points, multipliers and shifts are read from {@code (first + j)·step} on, step 0 or 1; with step 0 as many equal
 * ones must be there as a vector has lanes.
 */
public interface QuantizeKernel {
    /** Elements that arrays of equal parameters have: as many as the widest vector has lanes. */
    int EQUAL_PARAMETERS = 16;

    /**
     * {@code q = min(max(round(x / S), low − Z), high − Z) + Z}, ties to even; NaN gives low.
     *
     * @param count how many
     * @param x numbers
     * @param at the first
     * @param p scales and zero points
     * @param first their first
     * @param q bytes
     * @param to the first
     */
    void quantize(int count, float[] x, int at, QuantizeSpec p, int first, byte[] q, int to);

    /**
     * {@code x = S·(q − Z)}, rounded once.
     *
     * @param count how many
     * @param q bytes
     * @param at the first
     * @param p scales and zero points
     * @param first their first
     * @param x numbers
     * @param to the first
     */
    void dequantize(int count, byte[] q, int at, QuantizeSpec p, int first, float[] x, int to);

    /**
     * {@code x = q} as a signed number, and the sum of all, which must stay below 2²⁴.
     *
     * @param count how many
     * @param q bytes
     * @param at the first
     * @param flip what is toggled
     * @param x numbers
     * @param to the first
     * @return the sum
     */
    int widen(int count, byte[] q, int at, int flip, float[] x, int to);

    /**
     * Widens rows of bytes to one micro-panel, {@code x[k·4 + i]} = q of row i, {@link Kernels#PANEL_ROWS} of them, and adds the sum of
     * each, which must stay below 2²⁴.
     *
     * @param depth length of the rows
     * @param q bytes
     * @param at the first
     * @param ld from one row to the next
     * @param flip what is toggled
     * @param stage for the kernel, four rows of bytes
     * @param x numbers
     * @param to the first
     * @param partial for the kernel, {@link #EQUAL_PARAMETERS} ints
     * @param sums sums of the rows, added to
     * @param first the first sum
     */
    void widenPanel(
            int depth,
            byte[] q,
            int at,
            int ld,
            int flip,
            byte[] stage,
            float[] x,
            int to,
            int[] partial,
            int[] sums,
            int first);

    /**
     * {@code q = min(max(round(float(s)·M), low − Z), high − Z) + Z}, ties to even. M is the factor of the column, times that of the
     * row, rounded.
     *
     * @param count how many
     * @param s sums
     * @param at the first
     * @param rowFactor factor of all
     * @param p factors in place of scales; zero points
     * @param first their first
     * @param q bytes
     * @param to the first
     */
    void requantize(int count, int[] s, int at, float rowFactor, QuantizeSpec p, int first, byte[] q, int to);

    /**
     * {@code q = min(max(round(s·M), low − Z), high − Z) + Z}, ties to even, of sums that are whole numbers; the same bits as from ints.
     *
     * @param count how many
     * @param s sums
     * @param at the first
     * @param p finite factors in place of scales; zero points
     * @param first their first
     * @param q bytes
     * @param to the first
     */
    void requantize(int count, float[] s, int at, QuantizeSpec p, int first, byte[] q, int to);

    /**
     * The same from ints, with a multiplier of 31 bits and a shift; see {@link FixedPoint}.
     *
     * @param count how many
     * @param s sums
     * @param at the first
     * @param fixed multipliers and shifts
     * @param p zero points
     * @param first their first
     * @param q bytes
     * @param to the first
     */
    void requantize(int count, int[] s, int at, FixedPoint fixed, QuantizeSpec p, int first, byte[] q, int to);

    /**
     * {@code x = float(s)·M}, M as in {@link #requantize(int, int[], int, float, QuantizeSpec, int, byte[], int)}.
     *
     * @param count how many
     * @param s sums
     * @param at the first
     * @param rowFactor factor of all
     * @param p factors in place of scales
     * @param first their first
     * @param x numbers
     * @param to the first
     */
    void scale(int count, int[] s, int at, float rowFactor, QuantizeSpec p, int first, float[] x, int to);

    /**
     * Completes sums of products in floats, which must be exact, see {@link Int8Columns#exactInFloats}, and requantises them:
     * {@code s[i][j] = part[i][j] + bias[j] − zeroA·terms[j] − rowSum[i]·zeroB[j]}, then as from ints with a factor of rows of 1.
     *
     * @param rows how many rows
     * @param cols how many columns
     * @param parts sums of products
     * @param at the first
     * @param ld elements from one row of them to the next
     * @param zeroA zero point of A
     * @param rowSums sums of the rows of A
     * @param c bias, sums and zero points of B
     * @param p finite factors in place of scales; zero points
     * @param first first column
     * @param q bytes
     * @param to the first
     * @param ldq from one row of them to the next
     */
    void requantize(
            int rows,
            int cols,
            float[] parts,
            int at,
            int ld,
            int zeroA,
            int[] rowSums,
            Int8Columns c,
            QuantizeSpec p,
            int first,
            byte[] q,
            int to,
            int ldq);

    /**
     * The same to floats, with zero points and factors of rows: {@code x = s·M}.
     *
     * @param rows how many rows
     * @param cols how many columns
     * @param parts sums of products
     * @param at the first
     * @param ld elements from one row of them to the next
     * @param r sums, zero points and factors of rows
     * @param firstRow the first of these
     * @param c bias, sums and zero points of B
     * @param p factors in place of scales
     * @param first first column
     * @param x numbers
     * @param to the first
     * @param ldx from one row of them to the next
     */
    void scale(
            int rows,
            int cols,
            float[] parts,
            int at,
            int ld,
            Int8Rows r,
            int firstRow,
            Int8Columns c,
            QuantizeSpec p,
            int first,
            float[] x,
            int to,
            int ldx);

    /**
     * The least and the greatest number, and 0; NaN is passed over.
     *
     * @param count how many
     * @param x numbers
     * @param at the first
     * @param range takes least and greatest
     */
    void range(int count, float[] x, int at, float[] range);
}
