package dev.lanewise.engine.kernels;

/**
 * A micro-kernel that reads A as the caller has it, row by row, and B packed: for products with so few columns, or so small,
 * that packing A does not pay. Same order of summation as {@link SgemmTile}.
 */
public interface SgemmRowTile {
    /** {@return rows of C that a tile covers} */
    int rows();

    /** {@return micro-panels of B that a tile reads; each is one vector wide} */
    int vectors();

    /**
     * Computes one tile.
     *
     * @param kc length of the sums
     * @param a rows of A
     * @param aOffset first element of the first row
     * @param lda elements from one row of A to the next
     * @param b micro-panels of B, {@code [panel][k][lanes]}
     * @param bOffset first element of the first micro-panel
     * @param bStride elements from one micro-panel of B to the next
     * @param addend rows of a matrix that is added to the products, which may be C; null for none
     * @param dOffset its element that meets the top left element of the tile
     * @param ldd elements from one row of the addend to the next; 0 if all rows meet the same one
     * @param c rows of C
     * @param cOffset top left element of the tile
     * @param ldc elements from one row of C to the next
     */
    void multiply(
            int kc,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int bStride,
            float[] addend,
            int dOffset,
            int ldd,
            float[] c,
            int cOffset,
            int ldc);

    /**
     * Computes a column of tiles, one below the other; their rows of A follow each other.
     *
     * @param tiles how many tiles, at least 1
     * @param kc length of the sums
     * @param a rows of A
     * @param aOffset first element of the first row
     * @param lda elements from one row of A to the next
     * @param b micro-panels of B, {@code [panel][k][lanes]}
     * @param bOffset first element of the first micro-panel
     * @param bStride elements from one micro-panel of B to the next
     * @param addend rows of a matrix that is added to the products, which may be C; null for none
     * @param dOffset its element that meets the top left element of the first tile
     * @param ldd elements from one row of the addend to the next; 0 if all rows meet the same one
     * @param c rows of C
     * @param cOffset top left element of the first tile
     * @param ldc elements from one row of C to the next
     */
    default void multiplyColumn(
            int tiles,
            int kc,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int bStride,
            float[] addend,
            int dOffset,
            int ldd,
            float[] c,
            int cOffset,
            int ldc) {
        for (int tile = 0; tile < tiles; tile++) {
            multiply(
                    kc,
                    a,
                    aOffset + tile * rows() * lda,
                    lda,
                    b,
                    bOffset,
                    bStride,
                    addend,
                    dOffset + tile * rows() * ldd,
                    ldd,
                    c,
                    cOffset + tile * rows() * ldc,
                    ldc);
        }
    }
}
