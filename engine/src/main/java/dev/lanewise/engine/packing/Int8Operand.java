package dev.lanewise.engine.packing;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where a row-major matrix of bytes, ints or floats lies, in an array or in a segment. Mutable and reused, so that a run
 * allocates nothing.
 */
public final class Int8Operand {
    private byte[] bytes;
    private int[] ints;
    private float[] floats;
    private MemorySegment segment;
    private long offset;
    private int ld;

    /** Makes an operand that refers to nothing. */
    public Int8Operand() {}

    /**
     * Refers to a matrix in an array.
     *
     * @param data a byte[], int[] or float[]
     * @param first its first element
     * @param leading elements from one row to the next
     */
    public void set(Object data, int first, int leading) {
        clear();
        switch (data) {
            case byte[] array -> bytes = array;
            case int[] array -> ints = array;
            case float[] array -> floats = array;
            default -> throw new IllegalArgumentException(data.getClass().getName());
        }
        offset = first;
        ld = leading;
    }

    /**
     * Refers to a matrix in a segment, of elements in native byte order.
     *
     * @param data the segment
     * @param first its first element
     * @param leading elements from one row to the next
     */
    public void set(MemorySegment data, long first, int leading) {
        clear();
        segment = data;
        offset = first;
        ld = leading;
    }

    /** Forgets what it refers to, so that a pooled operand keeps nothing alive. */
    public void clear() {
        bytes = null;
        ints = null;
        floats = null;
        segment = null;
    }

    /**
     * Whether one thread alone may access it.
     *
     * @return true for a segment of a confined arena
     */
    public boolean isConfined() {
        return Operand.isConfined(segment);
    }

    /**
     * The array of bytes that it lies in.
     *
     * @return the array, or null
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The array of floats that it lies in.
     *
     * @return the array, or null
     */
    public float[] floats() {
        return floats;
    }

    /**
     * Elements from one row to the next.
     *
     * @return the leading dimension
     */
    public int ld() {
        return ld;
    }

    /**
     * Where an element is.
     *
     * @param row row
     * @param col column
     * @return elements from the start of the array or segment
     */
    public long index(int row, int col) {
        return offset + (long) row * ld + col;
    }

    /** Copies bytes of a row. */
    void read(int row, int col, int count, byte[] target, int to) {
        if (bytes != null) {
            System.arraycopy(bytes, (int) index(row, col), target, to, count);
        } else {
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, index(row, col), target, to, count);
        }
    }

    /** Copies floats of a row. */
    void read(int row, int col, int count, float[] target) {
        if (floats != null) {
            System.arraycopy(floats, (int) index(row, col), target, 0, count);
        } else {
            long at = index(row, col) * Float.BYTES;
            MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT_UNALIGNED, at, target, 0, count);
        }
    }

    /**
     * Writes part of a row.
     *
     * @param row row
     * @param col first column
     * @param count how many
     * @param source the elements, from the first on
     */
    public void write(int row, int col, int count, byte[] source) {
        if (bytes != null) {
            System.arraycopy(source, 0, bytes, (int) index(row, col), count);
        } else {
            MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_BYTE, index(row, col), count);
        }
    }

    /**
     * Writes part of a row.
     *
     * @param row row
     * @param col first column
     * @param count how many
     * @param source the elements, from the first on
     */
    public void write(int row, int col, int count, int[] source) {
        if (ints != null) {
            System.arraycopy(source, 0, ints, (int) index(row, col), count);
        } else {
            long at = index(row, col) * Integer.BYTES;
            MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_INT_UNALIGNED, at, count);
        }
    }

    /**
     * Writes part of a row.
     *
     * @param row row
     * @param col first column
     * @param count how many
     * @param source the elements, from the first on
     */
    public void write(int row, int col, int count, float[] source) {
        if (floats != null) {
            System.arraycopy(source, 0, floats, (int) index(row, col), count);
        } else {
            long at = index(row, col) * Float.BYTES;
            MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, at, count);
        }
    }
}
