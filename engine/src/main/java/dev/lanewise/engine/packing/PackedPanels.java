package dev.lanewise.engine.packing;

import java.lang.foreign.MemorySegment;

/**
 * A whole op(B) in micro-panels: block after block of kc rows, in each {@code [panel][k][lanes]}. In an array, or in native
 * memory. Immutable.
 *
 * @param k rows of op(B)
 * @param n columns of op(B)
 * @param kc rows of a block; the last may have fewer
 * @param lanes columns of a micro-panel
 * @param array the micro-panels, or null
 * @param segment the micro-panels in native memory, or null
 * @param offset first element in the array, or first byte in the segment
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: a holder of shared memory
public record PackedPanels(int k, int n, int kc, int lanes, float[] array, MemorySegment segment, long offset) {
    /** Elements to leave free before panels: with G1, large arrays then start on a cache line (16 bytes of header, 12 floats). */
    public static final int ALIGNMENT = 12;

    /**
     * Columns with the padding of the last micro-panel.
     *
     * @return a multiple of the lanes
     */
    public int paddedCols() {
        return Math.toIntExact(((long) n + lanes - 1) / lanes * lanes);
    }

    /**
     * Elements of all micro-panels.
     *
     * @return k times the padded columns
     */
    public long elements() {
        return (long) k * paddedCols();
    }

    /**
     * Where the micro-panel of a column begins, in elements from the first.
     *
     * @param row first row of a block
     * @param rows rows of that block
     * @param col first column of a micro-panel
     * @return elements
     */
    public long position(int row, int rows, int col) {
        return (long) row * paddedCols() + (long) col * rows;
    }

    /**
     * Packs op(B).
     *
     * @param b the operand
     * @param k rows of op(B)
     * @param n columns of op(B)
     * @param kc rows of a block
     * @param lanes columns of a micro-panel
     * @return the micro-panels in an array
     */
    public static PackedPanels pack(Operand b, int k, int n, int kc, int lanes) {
        PackedPanels shape = new PackedPanels(k, n, kc, lanes, null, null, ALIGNMENT);
        float[] array = new float[Math.toIntExact(shape.elements() + ALIGNMENT)];
        PanelPacker packer = new PanelPacker();
        for (int row = 0; row < k; row += kc) {
            int rows = Math.min(kc, k - row);
            packer.packB(b, row, rows, 0, n, array, Math.toIntExact(ALIGNMENT + shape.position(row, rows, 0)));
        }
        return new PackedPanels(k, n, kc, lanes, array, null, ALIGNMENT);
    }
}
