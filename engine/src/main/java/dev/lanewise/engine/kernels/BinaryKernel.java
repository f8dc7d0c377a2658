package dev.lanewise.engine.kernels;

/** Functions of two vectors, element by element. All implementations give the same bits; what a NaN carries is not fixed. */
public interface BinaryKernel {
    /**
     * {@code y = a op b}.
     *
     * @param kind the function
     * @param count length of the vectors
     * @param a left operands
     * @param aAt the first of them
     * @param b right operands
     * @param bAt the first of them
     * @param y results; elements may be those of a or b of the same number
     * @param yAt the first of them
     */
    void apply(BinaryKind kind, int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);
}
