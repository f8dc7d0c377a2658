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
}
