package dev.lanewise.reference;

/**
 * The matrix-vector product {@code y = alpha·op(A)·x + beta·y}, A being rows×cols as stored, row-major. Summed in double from the
 * first element upwards. With {@code beta == 0} nothing of y is read, with {@code alpha == 0} nothing of A and x.
 */
public final class ReferenceGemv {
    private ReferenceGemv() {}

    /**
     * Computes the product without writing to y.
     *
     * @param trans whether op transposes A
     * @param rows rows of A as stored
     * @param cols columns of A as stored
     * @param alpha factor of the product
     * @param a the matrix
     * @param aOffset index of its first element
     * @param lda elements from one stored row to the next
     * @param x the vector
     * @param xOffset index of its first element
     * @param incX elements from one element of x to the next
     * @param beta factor of y
     * @param y what is added
     * @param yOffset index of its first element
     * @param incY elements from one element of y to the next
     * @return the product, dense
     */
    public static ReferenceProduct multiply(
            boolean trans,
            int rows,
            int cols,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] x,
            int xOffset,
            int incX,
            float beta,
            float[] y,
            int yOffset,
            int incY) {
        int length = trans ? cols : rows;
        int terms = trans ? rows : cols;
        ReferenceProduct product = new ReferenceProduct(length);
        double[] values = product.values();
        double[] magnitudes = product.magnitudes();
        for (int i = 0; i < length; i++) {
            if (alpha != 0) {
                for (int p = 0; p < terms; p++) {
                    double left = trans ? a[aOffset + p * lda + i] : a[aOffset + i * lda + p];
                    double right = x[xOffset + p * incX];
                    values[i] += left * right;
                    magnitudes[i] += Math.abs(left * right);
                }
                values[i] *= alpha;
                magnitudes[i] *= Math.abs(alpha);
            }
            if (beta != 0) {
                double old = y[yOffset + i * incY];
                values[i] += beta * old;
                magnitudes[i] += Math.abs(beta * old);
            }
        }
        return product;
    }
}
