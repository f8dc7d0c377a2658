package dev.lanewise.engine;

import dev.lanewise.engine.packing.NarrowWeights;
import dev.lanewise.engine.packing.WeightNarrowing;
import dev.lanewise.engine.packing.WeightOnlyRows;
import dev.lanewise.engine.packing.WeightOnlyStrips;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Constant weights of low precision, row by row, for layers whose inputs stay floats. They are widened in registers or in caches as they are
 * used, and never stored wide. Mapped or other native memory serves as it is, such as a tensor of a mapped GGUF file. Immutable,
 * shareable between operators, engines and threads.
 */
public final class WeightOnlyMatrix {
    private static final int CACHE_LINE = 64;

    private final WeightFormat format;
    private final NarrowWeights weights;

    private WeightOnlyMatrix(WeightFormat format, NarrowWeights weights) {
        this.format = format;
        this.weights = weights;
    }

    /**
     * Refers to stored weights. Native memory is used as it is and must stay open and unchanged; a heap segment is copied.
     *
     * @param format BF16, FP16, Q8_0 or Q4_0
     * @param rows rows of W
     * @param cols columns of W
     * @param w W, rows dense
     * @param offset first byte of W
     * @return the weights
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the format is INT8, a size is below 1, or {@code cols} is no multiple of the format's block
     * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
     * @throws IllegalStateException if the segment is closed
     */
    public static WeightOnlyMatrix of(WeightFormat format, int rows, int cols, MemorySegment w, long offset) {
        Checks.notNull(format, "format");
        if (format == WeightFormat.INT8) {
            throw new IllegalArgumentException("format is INT8; it must be one that has its scales in its rows");
        }
        return of(format, rows, cols, w, offset, null);
    }

    /**
     * Refers to stored signed bytes. Native memory is used as it is and must stay open and unchanged; a heap segment is copied.
     *
     * @param rows rows of W
     * @param cols columns of W
     * @param w W, rows dense
     * @param offset first byte of W
     * @param scales scale of every row, copied
     * @return the weights
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is below 1, there are not as many scales as rows, or one is not a finite number above 0
     * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
     * @throws IllegalStateException if the segment is closed
     */
    public static WeightOnlyMatrix ofInt8(int rows, int cols, MemorySegment w, long offset, float[] scales) {
        Checks.notNull(scales, "scales");
        Checks.length(scales.length, rows, "scales", "as many as rows");
        for (int i = 0; i < rows; i++) {
            if (!(scales[i] > 0) || scales[i] == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "scales[" + i + "] is " + scales[i] + "; it must be a finite number above 0");
            }
        }
        return of(WeightFormat.INT8, rows, cols, w, offset, scales.clone());
    }

    private static WeightOnlyMatrix of(
            WeightFormat format, int rows, int cols, MemorySegment w, long offset, float[] scales) {
        Checks.positive(rows, "rows");
        Checks.positive(cols, "cols");
        long bytes = format.rowBytes(cols) * rows;
        Checks.notNull(w, "w");
        Checks.alive(w, "w");
        Checks.inside(w.byteSize(), offset, bytes, "w", "segment");
        WeightOnlyRows stored = rows(format, rows, cols, w, offset, scales);
        return new WeightOnlyMatrix(format, w.isNative() ? stored : stored.copy());
    }

    /**
     * Narrows fp32 weights to nearest. BF16 and FP16 round ties to even; INT8 takes {@code S = max|w| / 127} of each row; Q8_0 and Q4_0
     * are those of GGUF's reference, bit for bit. What is beyond the range of FP16, scales of blocks included, becomes infinite.
     *
     * @param format what to
     * @param rows rows of W
     * @param cols columns of W
     * @param w row-major matrix; not needed afterwards
     * @param offset first element of W
     * @param ldw elements from one row to the next
     * @return the weights
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is below 1, {@code cols} no multiple of the format's block, ldw below cols, or a weight
     *     NaN or infinite where the format has no such numbers
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     */
    public static WeightOnlyMatrix narrow(WeightFormat format, int rows, int cols, float[] w, int offset, int ldw) {
        Checks.notNull(format, "format");
        Checks.positive(rows, "rows");
        Checks.positive(cols, "cols");
        long rowBytes = format.rowBytes(cols);
        Checks.matrix(w, offset, rows, cols, ldw, "w");
        if (format != WeightFormat.BF16 && format != WeightFormat.FP16) {
            requireFinite(rows, cols, w, offset, ldw);
        }
        MemorySegment stored = Arena.ofAuto().allocate(rowBytes * rows, CACHE_LINE);
        float[] scales = format == WeightFormat.INT8 ? new float[rows] : null;
        for (int i = 0; i < rows; i++) {
            float scale = WeightNarrowing.row(format.rows(), cols, w, offset + i * ldw, stored, i * rowBytes);
            if (scales != null) {
                scales[i] = scale;
            }
        }
        return new WeightOnlyMatrix(format, rows(format, rows, cols, stored, 0, scales));
    }

    private static WeightOnlyRows rows(
            WeightFormat format, int rows, int cols, MemorySegment w, long offset, float[] scales) {
        return new WeightOnlyRows(format.rows(), rows, cols, w, offset, format.rowBytes(cols), scales);
    }

    private static void requireFinite(int rows, int cols, float[] w, int offset, int ldw) {
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < cols; k++) {
                if (!Float.isFinite(w[offset + i * ldw + k])) {
                    throw new IllegalArgumentException("w[" + (offset + i * ldw + k) + "] is " + w[offset + i * ldw + k]
                            + "; it must be a finite number");
                }
            }
        }
    }

    /**
     * Copies the weights to memory of their own, some rows side by side, so that outputs lie in lanes: the fastest form, of the same
     * length but for the last rows, which are padded. Weights are the same; sums run in another order, so that bits of products may
     * differ from those of the rows as they are stored.
     *
     * @return the same weights, independent of the segment
     * @throws IllegalStateException if the segment is closed
     */
    public WeightOnlyMatrix pack() {
        Checks.alive(weights.segment(), "weights");
        return weights instanceof WeightOnlyRows rows ? new WeightOnlyMatrix(format, WeightOnlyStrips.of(rows)) : this;
    }

    /**
     * How they are stored.
     *
     * @return the format
     */
    public WeightFormat format() {
        return format;
    }

    /**
     * Rows of W.
     *
     * @return outputs of a layer
     */
    public int rows() {
        return weights.rows();
    }

    /**
     * Columns of W.
     *
     * @return inputs of a layer
     */
    public int cols() {
        return weights.cols();
    }

    /**
     * Length of the weights, without what pads them.
     *
     * @return bytes
     */
    public long bytes() {
        return format.rowBytes(cols()) * rows();
    }

    /**
     * Widens a row.
     *
     * @param row row of W
     * @param target takes its {@link #cols()} elements
     * @param offset first element there
     * @throws NullPointerException if the array is null
     * @throws IndexOutOfBoundsException if there is no such row, the array is too short or the offset negative
     * @throws IllegalStateException if the segment is closed
     */
    public void widen(int row, float[] target, int offset) {
        Checks.alive(weights.segment(), "weights");
        if (row < 0 || row >= rows()) {
            throw new IndexOutOfBoundsException("row is " + row + "; it must be from 0 to " + (rows() - 1));
        }
        Checks.vector(target, offset, cols(), 1, "target");
        weights.read(row, 0, cols(), target, offset);
    }

    NarrowWeights stored() {
        return weights;
    }
}
