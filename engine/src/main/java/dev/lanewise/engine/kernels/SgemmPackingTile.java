package dev.lanewise.engine.kernels;

/**
 * A micro-kernel that reads micro-panels of B where they lie, loosely, and packs them for the tiles below: multiplications hide
 * what that takes. Same order of summation as {@link SgemmTile}.
 */
public interface SgemmPackingTile {
    /** {@return rows of C that a tile covers} */
    int rows();

    /** {@return micro-panels of B that a tile reads: two, each one vector wide} */
    int vectors();

    /**
     * Computes one tile.
     *
     * @param kc length of the sums
     * @param a micro-panels of A
     * @param aOffset first element of the first micro-panel
     * @param source where B lies
     * @param s0 added to the taps, for the first micro-panel
     * @param s1 added to the taps, for the second
     * @param taps where the vector of each k starts
     * @param tap the first k's
     * @param b micro-panels of B to be written, {@code [panel][k][lanes]}
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
            float[] source,
            int s0,
            int s1,
            int[] taps,
            int tap,
            float[] b,
            int bOffset,
            int bStride,
            float[] addend,
            int dOffset,
            int ldd,
            float[] c,
            int cOffset,
            int ldc);
}
