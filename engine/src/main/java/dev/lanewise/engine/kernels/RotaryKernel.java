package dev.lanewise.engine.kernels;

/**
 * Rotations of pairs: {@code (a, b)} becomes {@code (fma(a, cos, −b·sin), fma(b, cos, a·sin))}. All implementations give the same bits.
 */
public interface RotaryKernel {
    /**
     * Rotates pairs whose second elements follow all first ones.
     *
     * @param pairs how many
     * @param x holds the elements
     * @param at the first of them
     * @param y results; may be x at the same place
     * @param yAt the first of them
     * @param cos cosines of the pairs
     * @param sin sines of the pairs
     * @param angle the first of both
     */
    void halves(int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle);

    /**
     * Rotates pairs of neighbours.
     *
     * @param pairs how many
     * @param x holds the elements
     * @param at the first of them
     * @param y results; may be x at the same place
     * @param yAt the first of them
     * @param cos cosines, each twice
     * @param sin sines, each negative and then positive
     * @param angle the first of both
     */
    void neighbours(int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle);
}
