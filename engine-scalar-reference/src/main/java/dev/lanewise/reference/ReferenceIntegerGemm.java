package dev.lanewise.reference;

/** The integer matrix product {@code C = op(A)·op(B)}, row-major and dense, exact: a sum that leaves a long is an error. */
public final class ReferenceIntegerGemm {
    private ReferenceIntegerGemm() {}

    /**
     * Computes the product.
     *
     * @param transA whether A is stored k×m
     * @param transB whether B is stored n×k
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     * @param a the left operand, dense
     * @param b the right operand, dense
     * @return C, dense
     * @throws ArithmeticException if a sum leaves the range of a long
     */
    public static long[] multiply(boolean transA, boolean transB, int m, int n, int k, int[] a, int[] b) {
        long[] c = new long[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    long left = transA ? a[p * m + i] : a[i * k + p];
                    long right = transB ? b[j * k + p] : b[p * n + j];
                    c[i * n + j] = Math.addExact(c[i * n + j], left * right);
                }
            }
        }
        return c;
    }
}
