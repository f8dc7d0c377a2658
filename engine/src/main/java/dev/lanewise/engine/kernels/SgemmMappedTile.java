package dev.lanewise.engine.kernels;

import java.lang.foreign.MemorySegment;

/** The twin of {@link SgemmTile} for micro-panels of B in a native segment, which serves mapped weights as they are. */
public interface SgemmMappedTile {
    /** Rows of C a tile covers. */
    int rows();

    /** Micro-panels of A a tile reads. */
    int panels();

    /** Micro-panels of B a tile reads; each is one vector wide. */
    int vectors();

    /**
     * Computes one tile.
     *
     * @param kc length of the sums
     * @param a micro-panels of A, {@code [panel][k][height]}
     * @param aOffset first element of the first micro-panel
     * @param b native segment with micro-panels of B, {@code [panel][k][lanes]}, in native byte order
     * @param bOffset first byte of the first micro-panel
     * @param bStride bytes from one micro-panel of B to the next
     * @param c rows of C
     * @param cOffset top left element of the tile
     * @param ldc elements from one row of C to the next
     * @param accumulate whether the tile is added to C; otherwise C is written and never read
     */
    void multiply(
            int kc,
            float[] a,
            int aOffset,
            MemorySegment b,
            long bOffset,
            long bStride,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate);

    /**
     * Computes a column of tiles, one below the other; their rows of A follow each other.
     *
     * @param tiles how many tiles, at least 1
     * @param kc length of the sums
     * @param a micro-panels of A, {@code [panel][k][height]}
     * @param aOffset first element of the first micro-panel
     * @param b native segment with micro-panels of B, {@code [panel][k][lanes]}, in native byte order
     * @param bOffset first byte of the first micro-panel
     * @param bStride bytes from one micro-panel of B to the next
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
            MemorySegment b,
            long bOffset,
            long bStride,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate) {
        for (int tile = 0; tile < tiles; tile++) {
            multiply(kc, a, aOffset + tile * rows() * kc, b, bOffset, bStride, c, cOffset + tile * rows() * ldc, ldc, accumulate);
        }
    }
}
