package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowFormat;
import dev.lanewise.engine.kernels.RowProducts;
import java.lang.foreign.Arena;
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
        RowProducts kernel)
        implements NarrowWeights {
    private static final int CACHE_LINE = 64;

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
     * Copies the rows to memory of their own, which begins on a cache line.
     *
     * @return the same weights, independent of the segment
     */
    public WeightOnlyRows copy() {
        long bytes = rowBytes * rows;
        MemorySegment stored = Arena.ofAuto().allocate(bytes, CACHE_LINE);
        MemorySegment.copy(segment, offset, stored, 0, bytes);
        return new WeightOnlyRows(format, rows, cols, stored, 0, rowBytes, scales);
    }

    @Override
    public int arrangedLength(int count) {
        return kernel.arrangedLength(count);
    }

    @Override
    public void arrange(int count, float[] x, int at, float[] target, int to) {
        kernel.arrange(count, x, at, target, to);
    }

    /** Four vectors at once, as long as there are so many: widening is the dearer part. */
    @Override
    public void multiply(
            int row, int of, int col, int count, int vectors, float[] x, int ldx, float[] y, float[] scratch) {
        long at = byteIndex(row) + format.bytes(col);
        int v = 0;
        for (; v + RowProducts.VECTORS <= vectors; v += RowProducts.VECTORS) {
            kernel.dot4(
                    of,
                    count,
                    segment,
                    at,
                    rowBytes,
                    x,
                    v * ldx,
                    ldx,
                    y,
                    v * MULTIPLIED_ROWS,
                    MULTIPLIED_ROWS,
                    scratch);
        }
        for (; v < vectors; v++) {
            kernel.dot(of, count, segment, at, rowBytes, x, v * ldx, y, v * MULTIPLIED_ROWS, scratch);
        }
        scale(row, of, vectors, y);
    }

    @Override
    public void read(int row, int col, int count, float[] target, int at) {
        kernel.widen(col, count, segment, byteIndex(row), target, at);
        if (scales != null) {
            for (int k = 0; k < count; k++) {
                target[at + k] *= scales[row];
            }
        }
    }
}
