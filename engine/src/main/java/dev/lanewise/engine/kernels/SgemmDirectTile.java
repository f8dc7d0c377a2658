package dev.lanewise.engine.kernels;

/** A micro-kernel on operands as the caller has them, row-major and not packed: for products too small to repay packing. */
public interface SgemmDirectTile {
    /** Rows of C a tile covers. */
    int rows();

    /** Vectors of columns a tile covers. */
    int vectors();

    /**
     * Computes one tile.
     *
     * @param kc length of the sums
     * @param a rows of A
     * @param aOffset first element of the first row
     * @param lda elements from one row of A to the next
     * @param b rows of B
     * @param bOffset first element of the first row
     * @param ldb elements from one row of B to the next
     * @param c rows of C
     * @param cOffset top left element of the tile
     * @param ldc elements from one row of C to the next
     * @param accumulate whether the tile is added to C; otherwise C is written and never read
     */
    void multiply(
            int kc,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate);

    /**
     * Computes a column of tiles, one below the other; their rows of A follow each other.
     *
     * @param tiles how many tiles, at least 1
     * @param kc length of the sums
     * @param a rows of A
     * @param aOffset first element of the first row
     * @param lda elements from one row of A to the next
     * @param b rows of B
     * @param bOffset first element of the first row
     * @param ldb elements from one row of B to the next
     * @param c rows of C
     * @param cOffset top left element of the first tile
     * @param ldc elements from one row of C to the next
     * @param accumulate whether the tile is added to C; otherwise C is written and never read
     */
    default void multiplyColumn(
            int tiles,
            int kc,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate) {
        for (int tile = 0; tile < tiles; tile++) {
            multiply(kc, a, aOffset + tile * rows() * lda, lda, b, bOffset, ldb, c, cOffset + tile * rows() * ldc, ldc, accumulate);
        }
    }
}
