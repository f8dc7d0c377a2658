package dev.lanewise.engine.kernels;

/** Weighted sums of two or four vectors: a product, and fused multiply-adds in order. All implementations give the same bits. */
public interface BlendKernel {
    /**
     * {@code y = fma(w[1], x1, w[0]·x0)}.
     *
     * @param count length of the vectors
     * @param x holds the vectors
     * @param at0 first element of the first
     * @param at1 first element of the second
     * @param w weights
     * @param wAt the first of them
     * @param y results; none of the vectors
     * @param yAt the first of them
     */
    void two(int count, float[] x, int at0, int at1, float[] w, int wAt, float[] y, int yAt);

    /**
     * {@code y = fma(w[3], x3, fma(w[2], x2, fma(w[1], x1, w[0]·x0)))}.
     *
     * @param count length of the vectors
     * @param x holds the vectors
     * @param at0 first element of the first
     * @param at1 first element of the second
     * @param at2 first element of the third
     * @param at3 first element of the fourth
     * @param w weights
     * @param wAt the first of them
     * @param y results; none of the vectors
     * @param yAt the first of them
     */
    void four(int count, float[] x, int at0, int at1, int at2, int at3, float[] w, int wAt, float[] y, int yAt);
}
