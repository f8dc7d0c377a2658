package dev.lanewise.engine.kernels;

import java.lang.foreign.MemorySegment;

/**
 * A register-blocked micro-kernel on packed operands: {@code C[rows × vectors·lanes] = D + A · B}. Every implementation adds
 * the products of one element of C in the order of k with one accumulator, so results do not depend on the tile.
 */
public interface SgemmTile {
    /** {@return rows of C that a tile covers} */
    int rows();

    /** {@return micro-panels of A that a tile reads; each is {@code rows() / panels()} rows high} */
    int panels();

    /** {@return micro-panels of B that a tile reads; each is one vector wide} */
    int vectors();

    /**
     * Computes one tile.
     *
     * @param kc length of the sums
     * @param a micro-panels of A, {@code [panel][k][height]}
     * @param aOffset first element of the first micro-panel
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
     * @param a micro-panels of A, {@code [panel][k][height]}
     * @param aOffset first element of the first micro-panel
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
                    aOffset + tile * rows() * kc,
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

    /**
     * Computes one tile with B in native memory, so that mapped weights serve as they are.
     *
     * @param kc length of the sums
     * @param a micro-panels of A, {@code [panel][k][height]}
     * @param aOffset first element of the first micro-panel
     * @param b native segment with micro-panels of B, {@code [panel][k][lanes]}, in native byte order
     * @param bOffset first byte of the first micro-panel
     * @param bStride bytes from one micro-panel of B to the next
     * @param addend rows of a matrix that is added to the products, which may be C; null for none
     * @param dOffset its element that meets the top left element of the tile
     * @param ldd elements from one row of the addend to the next; 0 if all rows meet the same one
     * @param c rows of C
     * @param cOffset top left element of the tile
     * @param ldc elements from one row of C to the next
     */
    void multiplyMapped(
            int kc,
            float[] a,
            int aOffset,
            MemorySegment b,
            long bOffset,
            long bStride,
            float[] addend,
            int dOffset,
            int ldd,
            float[] c,
            int cOffset,
            int ldc);

    /**
     * Computes a column of tiles with B in native memory, one below the other; their rows of A follow each other.
     *
     * @param tiles how many tiles, at least 1
     * @param kc length of the sums
     * @param a micro-panels of A, {@code [panel][k][height]}
     * @param aOffset first element of the first micro-panel
     * @param b native segment with micro-panels of B, {@code [panel][k][lanes]}, in native byte order
     * @param bOffset first byte of the first micro-panel
     * @param bStride bytes from one micro-panel of B to the next
     * @param addend rows of a matrix that is added to the products, which may be C; null for none
     * @param dOffset its element that meets the top left element of the first tile
     * @param ldd elements from one row of the addend to the next; 0 if all rows meet the same one
     * @param c rows of C
     * @param cOffset top left element of the first tile
     * @param ldc elements from one row of C to the next
     */
    default void multiplyMappedColumn(
            int tiles,
            int kc,
            float[] a,
            int aOffset,
            MemorySegment b,
            long bOffset,
            long bStride,
            float[] addend,
            int dOffset,
            int ldd,
            float[] c,
            int cOffset,
            int ldc) {
        for (int tile = 0; tile < tiles; tile++) {
            multiplyMapped(
                    kc,
                    a,
                    aOffset + tile * rows() * kc,
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
