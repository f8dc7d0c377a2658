package dev.lanewise.engine.kernels;

/** Matrix-vector products on a row-major array. Both read A once, row by row, as it lies. */
public interface SgemvKernel {
    /**
     * Rows of A times x: {@code y[i] = Σ_k a[i][k]·x[k]}. The sum of a row runs over two vectors of partial sums, then a fixed
     * tree over the lanes, then the tail, whatever the row's neighbours.
     *
     * @param rows rows of A
     * @param cols columns of A, the length of the sums
     * @param a row-major matrix
     * @param aOffset first element of A
     * @param lda elements from one row of A to the next
     * @param x vector of cols numbers
     * @param xOffset first element of x
     * @param y vector of rows numbers, written
     * @param yOffset first element of y
     * @param lanes scratch of at least 4·lanes numbers
     */
    void dot(
            int rows,
            int cols,
            float[] a,
            int aOffset,
            int lda,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] lanes);

    /**
     * Adds multiples of the rows of A to y: {@code y[k] += Σ_i x[i]·a[i][k]}, in the order of i.
     *
     * @param rows rows of A, the length of the sums
     * @param cols columns of A
     * @param a row-major matrix
     * @param aOffset first element of A
     * @param lda elements from one row of A to the next
     * @param x vector of rows numbers
     * @param xOffset first element of x
     * @param y vector of cols numbers, added to
     * @param yOffset first element of y
     */
    void axpy(int rows, int cols, float[] a, int aOffset, int lda, float[] x, int xOffset, float[] y, int yOffset);
}
