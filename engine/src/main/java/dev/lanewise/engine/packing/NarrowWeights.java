package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.RowFormat;
import dev.lanewise.engine.kernels.RowProducts;
import dev.lanewise.engine.kernels.StripProducts;
import java.lang.foreign.MemorySegment;

/** Low-precision weights in native memory, an order of storage, and what multiplies by them and widens them. Immutable. */
public sealed interface NarrowWeights permits WeightOnlyRows, WeightOnlyStrips {
    /** Rows that are multiplied at a time: whole strips, and they stay in L2 for all vectors. */
    int MULTIPLIED_ROWS = 128;

    /** Floats of scratch that {@link #multiply} needs. */
    int SCRATCH = Math.max(RowProducts.SCRATCH, StripProducts.SCRATCH);

    /**
     * How a row was stored.
     *
     * @return the format
     */
    RowFormat format();

    /**
     * Rows of W.
     *
     * @return how many
     */
    int rows();

    /**
     * Columns of W.
     *
     * @return how many, whole blocks
     */
    int cols();

    /**
     * Where they lie.
     *
     * @return native memory
     */
    MemorySegment segment();

    /**
     * Length of an arranged vector.
     *
     * @param count its elements
     * @return floats
     */
    int arrangedLength(int count);

    /**
     * Arranges a vector as products need it.
     *
     * @param count its elements
     * @param x the vector
     * @param at its first element
     * @param target takes it
     * @param to first element there
     */
    void arrange(int count, float[] x, int at, float[] target, int to);

    /**
     * Multiplies arranged vectors by part of some rows, {@code y[v][i] = Σ_k x[v][k]·w[row + i][col + k]}.
     *
     * @param row first row, a multiple of {@value #MULTIPLIED_ROWS}
     * @param rows rows, up to {@value #MULTIPLIED_ROWS}
     * @param col first column, whole blocks
     * @param count length of the sums, whole blocks
     * @param vectors how many vectors
     * @param x arranged vectors
     * @param ldx elements from one to the next
     * @param y sums, {@value #MULTIPLIED_ROWS} for every vector, of which the first {@code rows} count
     * @param scratch {@link #SCRATCH} floats
     */
    void multiply(int row, int rows, int col, int count, int vectors, float[] x, int ldx, float[] y, float[] scratch);

    /**
     * What rows are multiplied by when their sums are complete.
     *
     * @return a number for every row, or null
     */
    float[] scales();

    /**
     * Multiplies sums by the scales of their rows.
     *
     * @param row first row
     * @param rows how many
     * @param vectors how many vectors
     * @param y sums, {@value #MULTIPLIED_ROWS} for every vector
     */
    default void scale(int row, int rows, int vectors, float[] y) {
        if (scales() == null) {
            return;
        }
        for (int v = 0; v < vectors; v++) {
            for (int i = 0; i < rows; i++) {
                y[v * MULTIPLIED_ROWS + i] *= scales()[row + i];
            }
        }
    }

    /**
     * Widens part of a row, its scale included.
     *
     * @param row row
     * @param col first element
     * @param count how many
     * @param target takes them
     * @param at first element there
     */
    void read(int row, int col, int count, float[] target, int at);

    /**
     * Widens a micro-panel {@code [k][lanes]} of neighbouring rows, where they are stored together.
     *
     * @param row first row
     * @param valid rows that there are, up to a vector of floats
     * @param col first column
     * @param count how many columns
     * @param target takes them; what lies beyond {@code valid} does not count
     * @param at first element there
     * @return false if they are not, and nothing was written
     */
    default boolean readPanel(int row, int valid, int col, int count, float[] target, int at) {
        return false;
    }
}
