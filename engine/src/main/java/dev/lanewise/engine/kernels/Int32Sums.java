package dev.lanewise.engine.kernels;

/**
 * Sums of products of 8-bit numbers: exact parts in floats, what is above them in ints, kept as bits in a float array beside. All
 * modulo 2³².
 */
public interface Int32Sums {
    /**
     * Adds exact parts to ints.
     *
     * @param count how many, whole vectors
     * @param array holds both
     * @param parts first of the floats
     * @param sums first of the ints
     * @param first whether these are the first parts; the ints are then not read
     */
    void add(int count, float[] array, int parts, int sums, boolean first);

    /**
     * Completes a row: {@code result[j] = part[j] + sum[j] + bias[j] − zeroA·columnTerms[j] − rowSum·zerosB[j]}.
     *
     * @param cols how many columns, whole vectors
     * @param array holds parts and sums
     * @param parts first of the floats
     * @param sums first of the ints, or −1 for none
     * @param zeroA zero point of the row of A
     * @param rowSum sum of the row of A
     * @param columns bias, sums and zero points of B
     * @param col first column
     * @param result takes the row from its first element on
     */
    void finish(
            int cols,
            float[] array,
            int parts,
            int sums,
            int zeroA,
            int rowSum,
            Int8Columns columns,
            int col,
            int[] result);
}
