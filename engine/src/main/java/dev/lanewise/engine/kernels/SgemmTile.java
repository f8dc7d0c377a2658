package dev.lanewise.engine.kernels;

/**
 * A register-blocked micro-kernel on packed operands: {@code C[rows × vectors·lanes] (+)= A · B}. Every implementation adds
 * the products of one element of C in the order of k with one accumulator, so results do not depend on the tile.
 */
public interface SgemmTile {
    /** Rows of C a tile covers. */
    int rows();

    /** Micro-panels of A a tile reads; each is {@code rows() / panels()} rows high. */
    int panels();

    /** Micro-panels of B a tile reads; each is one vector wide. */
    int vectors();

    /**
     * Runs {@code tiles} tiles one below the other.
     *
     * @param tiles how many tiles, at least 1
     * @param kc length of the sums
     * @param a micro-panels of A, {@code [panel][k][height]}
     * @param aOffset first element of the first micro-panel
     * @param b micro-panels of B, {@code [panel][k][lanes]}
     * @param bOffset first element of the first micro-panel
     * @param bStride elements from one micro-panel of B to the next
     * @param c rows of C
     * @param cOffset top left element of the first tile
     * @param ldc elements from one row of C to the next
     * @param accumulate whether the tile is added to C; otherwise C is written and never read
     */
    void multiply(
            int tiles,
            int kc,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bStride,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate);
}
