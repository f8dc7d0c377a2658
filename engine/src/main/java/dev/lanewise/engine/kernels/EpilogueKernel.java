package dev.lanewise.engine.kernels;

/**
 * Runs an epilogue over a block of C while it is in a cache. All implementations give the same bits, element by element,
 * whatever the block's shape and position; only the payload of a NaN is not fixed.
 */
public interface EpilogueKernel {
    /**
     * Replaces a block of C by its epilogue. Nothing is done for an identity or an empty block.
     *
     * @param e what to do
     * @param c array that holds the block
     * @param cOffset the block's top left element
     * @param ldc elements from one row of the block to the next
     * @param rows rows of the block
     * @param cols columns of the block
     * @param row0 row of C that the block starts at: where it starts in a bias per row and in the residual
     * @param col0 column of C that the block starts at
     */
    void apply(EpilogueSpec e, float[] c, int cOffset, int ldc, int rows, int cols, int row0, int col0);

    /**
     * Applies an epilogue of a function alone to a vector.
     *
     * @param function what to do
     * @param count length of the vector
     * @param x arguments
     * @param xAt the first of them
     * @param y results; may be x, at the same place
     * @param yAt the first of them
     */
    @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
    default void map(EpilogueSpec function, int count, float[] x, int xAt, float[] y, int yAt) {
        if (x != y || xAt != yAt) {
            System.arraycopy(x, xAt, y, yAt, count);
        }
        apply(function, y, yAt, count, 1, count, 0, 0);
    }
}
