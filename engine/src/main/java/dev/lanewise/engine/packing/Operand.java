package dev.lanewise.engine.packing;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where a matrix lies: in an array, or in a segment. Mutable and reused, so that a run allocates nothing. Segments on a
 * float array are taken apart; what then still is a segment is native memory or a foreign heap array.
 */
public final class Operand {
    /** A thread that runs nothing: what it may access, all threads may. */
    private static final Thread NOBODY = new Thread();

    private float[] array;
    private MemorySegment segment;
    /** What widens the elements of a segment that are not fp32, or null. */
    private NarrowWeights narrow;

    private long offset;
    private int ld;
    private boolean transposed;

    /** Makes an operand that refers to nothing. */
    public Operand() {}

    /**
     * Refers to a matrix in an array.
     *
     * @param data the array
     * @param first its first element
     * @param leading elements from one stored row to the next
     * @param transpose whether the stored matrix is the operand's transpose
     */
    public void set(float[] data, int first, int leading, boolean transpose) {
        array = data;
        segment = null;
        narrow = null;
        offset = first;
        ld = leading;
        transposed = transpose;
    }

    /**
     * Refers to a matrix in a segment of fp32 in native byte order.
     *
     * @param data the segment
     * @param first its first element
     * @param leading elements from one stored row to the next
     * @param transpose whether the stored matrix is the operand's transpose
     */
    public void set(MemorySegment data, long first, int leading, boolean transpose) {
        Object base = data.isNative() ? null : data.heapBase().orElse(null);
        if (base instanceof float[] floats && data.address() % Float.BYTES == 0) {
            set(floats, Math.toIntExact(data.address() / Float.BYTES + first), leading, transpose);
            return;
        }
        array = null;
        segment = data;
        narrow = null;
        offset = first;
        ld = leading;
        transposed = transpose;
    }

    /**
     * Refers to the transpose of low-precision weights, which are widened as they are read.
     *
     * @param weights the weights
     */
    public void set(NarrowWeights weights) {
        array = null;
        segment = weights.segment();
        narrow = weights;
        ld = weights.cols();
        transposed = true;
    }

    /** Forgets what it refers to, so that a pooled operand keeps nothing alive. */
    public void clear() {
        array = null;
        narrow = null;
        segment = null;
    }

    /**
     * Whether a segment may be accessed by one thread alone.
     *
     * @param data a segment, or null
     * @return true for a segment of a confined arena
     */
    public static boolean isConfined(MemorySegment data) {
        return data != null && !data.isAccessibleBy(NOBODY);
    }

    /**
     * The array, or null if the matrix lies in a segment.
     *
     * @return the array or null
     */
    public float[] array() {
        return array;
    }

    /**
     * The segment, or null if the matrix lies in an array.
     *
     * @return the segment or null
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * First element.
     *
     * @return an offset in elements
     */
    public long offset() {
        return offset;
    }

    /**
     * Elements from one stored row to the next.
     *
     * @return the leading dimension
     */
    public int ld() {
        return ld;
    }

    /**
     * Whether the stored matrix is the operand's transpose.
     *
     * @return true if it is
     */
    public boolean isTransposed() {
        return transposed;
    }

    /**
     * Index of a stored element of an array operand.
     *
     * @param row stored row
     * @param col stored column
     * @return index in {@link #array()}
     */
    public int index(int row, int col) {
        return (int) (offset + (long) row * ld + col);
    }

    /**
     * Byte of a stored element of a segment operand.
     *
     * @param row stored row
     * @param col stored column
     * @return offset in {@link #segment()}
     */
    public long byteIndex(int row, int col) {
        return (offset + (long) row * ld + col) * Float.BYTES;
    }

    /**
     * Copies part of a stored row of a segment operand.
     *
     * @param row stored row
     * @param col first stored column
     * @param count how many elements
     * @param target where to
     * @param at first element there
     */
    void read(int row, int col, int count, float[] target, int at) {
        if (narrow != null) {
            narrow.read(row, col, count, target, at);
            return;
        }
        MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT_UNALIGNED, byteIndex(row, col), target, at, count);
    }

    /**
     * Widens a micro-panel of low-precision weights that are stored so.
     *
     * @param row first stored row
     * @param valid stored rows that there are
     * @param col first stored column
     * @param count how many columns
     * @param target where to, {@code [column][lanes]}
     * @param at first element there
     * @return false if they are not, and nothing was written
     */
    boolean readPanel(int row, int valid, int col, int count, float[] target, int at) {
        return narrow != null && narrow.readPanel(row, valid, col, count, target, at);
    }

    /**
     * Copies a block out of the stored matrix, array or segment.
     *
     * @param row first stored row
     * @param col first stored column
     * @param rows rows of the block
     * @param cols columns of the block
     * @param target where to
     * @param at first element there
     * @param targetLd elements from one row to the next there
     */
    public void load(int row, int col, int rows, int cols, float[] target, int at, int targetLd) {
        if (cols == 1 && array != null) {
            for (int i = 0; i < rows; i++) {
                target[at + i * targetLd] = array[index(row + i, col)];
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            if (array != null) {
                System.arraycopy(array, index(row + i, col), target, at + i * targetLd, cols);
            } else {
                read(row + i, col, cols, target, at + i * targetLd);
            }
        }
    }

    /**
     * Copies a block into the stored matrix, array or segment.
     *
     * @param row first stored row
     * @param col first stored column
     * @param rows rows of the block
     * @param cols columns of the block
     * @param source where from
     * @param at first element there
     * @param sourceLd elements from one row to the next there
     */
    public void store(int row, int col, int rows, int cols, float[] source, int at, int sourceLd) {
        if (cols == 1 && array != null) {
            for (int i = 0; i < rows; i++) {
                array[index(row + i, col)] = source[at + i * sourceLd];
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            if (array != null) {
                System.arraycopy(source, at + i * sourceLd, array, index(row + i, col), cols);
            } else {
                MemorySegment.copy(
                        source,
                        at + i * sourceLd,
                        segment,
                        ValueLayout.JAVA_FLOAT_UNALIGNED,
                        byteIndex(row + i, col),
                        cols);
            }
        }
    }
}
