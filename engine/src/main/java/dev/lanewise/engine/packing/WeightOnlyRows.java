package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowFormat;
import dev.lanewise.engine.kernels.RowProducts;
import java.lang.foreign.MemorySegment;

/**
 * Low-precision weights as they are stored, row by row in native memory, and what widens them. Immutable.
 *
 * @param format how a row is stored
 * @param rows rows of W
 * @param cols columns of W, whole blocks
 * @param segment native memory
 * @param offset first byte of W
 * @param rowBytes bytes from one row to the next
 * @param scales what rows are multiplied by, or null
 * @param kernel products with rows of the format
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: a holder of shared memory
public record WeightOnlyRows(
        RowFormat format,
        int rows,
        int cols,
        MemorySegment segment,
        long offset,
        long rowBytes,
        float[] scales,
        RowProducts kernel) {
    /**
     * Refers to weights.
     *
     * @param format how a row is stored
     * @param rows rows of W
     * @param cols columns of W, whole blocks
     * @param segment native memory
     * @param offset first byte of W
     * @param rowBytes bytes from one row to the next
     * @param scales what rows are multiplied by, or null
     */
    public WeightOnlyRows(
            RowFormat format, int rows, int cols, MemorySegment segment, long offset, long rowBytes, float[] scales) {
        this(
                format,
                rows,
                cols,
                segment,
                offset,
                rowBytes,
                scales,
                Kernels.active().rowProducts(format));
    }

    /**
     * First byte of a row.
     *
     * @param row row
     * @return a byte of the segment
     */
    public long byteIndex(int row) {
        return offset + row * rowBytes;
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
    public void read(int row, int col, int count, float[] target, int at) {
        kernel.widen(col, count, segment, byteIndex(row), target, at);
        if (scales != null) {
            for (int k = 0; k < count; k++) {
                target[at + k] *= scales[row];
            }
        }
    }
}
