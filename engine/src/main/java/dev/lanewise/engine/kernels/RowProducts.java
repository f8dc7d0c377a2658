package dev.lanewise.engine.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Products of vectors with rows of low-precision weights, which are widened in registers. Elements of a stored vector that are
 * neighbours do not become neighbours in registers, so x is arranged the same way before. A sum has the same bits whatever is computed
 * beside it: over lanes in ascending order, a fixed tree, then the tail.
 */
public interface RowProducts {
    /** Vectors that {@link #dot4} multiplies at once. */
    int VECTORS = 4;

    /** Scratch that a product needs. */
    int SCRATCH = 4 * 16;

    /**
     * Length of an arranged vector.
     *
     * @param count its elements
     * @return floats
     */
    int arrangedLength(int count);

    /**
     * Arranges a vector.
     *
     * @param count its elements
     * @param x the vector
     * @param at its first element
     * @param target takes it
     * @param to first element there
     */
    void arrange(int count, float[] x, int at, float[] target, int to);

    /**
     * {@code y[i] = Σ_k x[k]·w[i][k]}.
     *
     * @param rows rows of W
     * @param count length of the sums, whole blocks
     * @param w native memory
     * @param at first byte of the first row
     * @param rowBytes bytes from one row to the next
     * @param x an arranged vector
     * @param xAt its first element
     * @param y sums
     * @param yAt the first
     * @param scratch at least {@link #SCRATCH} numbers
     */
    void dot(
            int rows,
            int count,
            MemorySegment w,
            long at,
            long rowBytes,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            float[] scratch);

    /**
     * {@code y[v][i] = Σ_k x[v][k]·w[i][k]} of four vectors.
     *
     * @param rows rows of W
     * @param count length of the sums, whole blocks
     * @param w native memory
     * @param at first byte of the first row
     * @param rowBytes bytes from one row to the next
     * @param x arranged vectors
     * @param xAt first element of the first
     * @param ldx elements from one to the next
     * @param y sums
     * @param yAt the first
     * @param ldy elements from those of one vector to those of the next
     * @param scratch at least {@link #SCRATCH} numbers
     */
    void dot4(
            int rows,
            int count,
            MemorySegment w,
            long at,
            long rowBytes,
            float[] x,
            int xAt,
            int ldx,
            float[] y,
            int yAt,
            int ldy,
            float[] scratch);

    /**
     * Widens part of a row.
     *
     * @param first its first element
     * @param count how many
     * @param w native memory
     * @param at first byte of the row
     * @param target takes them, in order
     * @param to first element there
     */
    void widen(int first, int count, MemorySegment w, long at, float[] target, int to);
}
