package dev.lanewise.reference;

/**
 * The general matrix product {@code C = alpha·op(A)·op(B) + beta·C}, row-major, where {@code op(A)} is m×k, {@code op(B)} is
 * k×n and {@code C} is m×n. Products of two floats are exact in double and summed there, from k = 0 upwards, so the relative
 * error against {@code |A||B|} is at most k·2⁻⁵³. With {@code beta == 0} nothing of C is read, with {@code alpha == 0} nothing of
 * A and B.
 */
public final class ReferenceGemm {
    private ReferenceGemm() {}

    /**
     * Computes the product without writing to C.
     *
     * @param transA whether A is stored k×m
     * @param transB whether B is stored n×k
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     * @param alpha factor of the product
     * @param a the left operand
     * @param aOffset index of its first element
     * @param lda elements from one stored row of A to the next
     * @param b the right operand
     * @param bOffset index of its first element
     * @param ldb elements from one stored row of B to the next
     * @param beta factor of C
     * @param c what is added
     * @param cOffset index of its first element
     * @param ldc elements from one row of C to the next
     * @return the product, dense
     */
    public static ReferenceProduct multiply(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float beta,
            float[] c,
            int cOffset,
            int ldc) {
        ReferenceProduct product = new ReferenceProduct(m * n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double value = 0;
                double magnitude = 0;
                if (alpha != 0) {
                    for (int p = 0; p < k; p++) {
                        double left = transA ? a[aOffset + p * lda + i] : a[aOffset + i * lda + p];
                        double right = transB ? b[bOffset + j * ldb + p] : b[bOffset + p * ldb + j];
                        value += left * right;
                        magnitude += Math.abs(left * right);
                    }
                    value *= alpha;
                    magnitude *= Math.abs(alpha);
                }
                if (beta != 0) {
                    double old = c[cOffset + i * ldc + j];
                    value += beta * old;
                    magnitude += Math.abs(beta * old);
                }
                product.values()[i * n + j] = value;
                product.magnitudes()[i * n + j] = magnitude;
            }
        }
        return product;
    }
}
