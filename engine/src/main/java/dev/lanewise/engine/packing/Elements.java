package dev.lanewise.engine.packing;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Where elements of a primitive type lie that are moved but not computed with: in an array, or in a segment. Mutable and reused, so
 * that a run allocates nothing.
 */
public final class Elements {
    /** Runs from this length on are copied as one; shorter ones element by element. */
    private static final int LONG_RUN = 16;

    private Object array;
    private MemorySegment segment;
    private long offset;
    private int bytes;

    /** Refers to nothing yet. */
    public Elements() {}

    /**
     * Refers to elements of an array.
     *
     * @param data an array of floats, ints, longs, shorts or bytes
     * @param first the first element
     * @param size bytes of an element
     */
    public void set(Object data, long first, int size) {
        array = data;
        segment = null;
        offset = first;
        bytes = size;
    }

    /**
     * Refers to elements of a segment.
     *
     * @param data the segment
     * @param first the first element
     * @param size bytes of an element: 1, 2, 4 or 8
     */
    public void set(MemorySegment data, long first, int size) {
        array = null;
        segment = data;
        offset = first;
        bytes = size;
    }

    /** Forgets what it refers to, so that a pooled object keeps nothing alive. */
    public void clear() {
        array = null;
        segment = null;
    }

    /**
     * Whether the elements may be accessed by one thread alone.
     *
     * @return true for a segment of a confined arena
     */
    public boolean isConfined() {
        return Operand.isConfined(segment);
    }

    /**
     * Copies neighbouring elements.
     *
     * @param count how many
     * @param s the first of them here
     * @param target where to; an array of the same type, or a segment if this is one
     * @param t the first of them there
     */
    public void copy(int count, int s, Elements target, int t) {
        if (array != null) {
            System.arraycopy(array, (int) (offset + s), target.array, (int) (target.offset + t), count);
        } else {
            MemorySegment.copy(
                    segment, (offset + s) * bytes, target.segment, (target.offset + t) * bytes, (long) count * bytes);
        }
    }

    /**
     * Copies a block of elements: that of row i and column j from {@code s + i·sRow + j·sCol} to {@code t + i·tRow + j·tCol}.
     *
     * @param rows rows of the block
     * @param cols columns of the block
     * @param s its first element here
     * @param sRow elements from one row to the next here
     * @param sCol elements from one column to the next here
     * @param target where to; an array of the same type, or a segment if this is one
     * @param t its first element there
     * @param tRow elements from one row to the next there
     * @param tCol elements from one column to the next there
     */
    public void copy(int rows, int cols, int s, int sRow, int sCol, Elements target, int t, int tRow, int tCol) {
        if (sCol == 1 && tCol == 1 && cols >= LONG_RUN) {
            for (int i = 0; i < rows; i++) {
                copy(cols, s + i * sRow, target, t + i * tRow);
            }
            return;
        }
        if (array == null) {
            long from = offset + s;
            long to = target.offset + t;
            StridedSegments.copy(bytes, rows, cols, segment, from, sRow, sCol, target.segment, to, tRow, tCol);
            return;
        }
        int from = (int) (offset + s);
        int to = (int) (target.offset + t);
        switch (bytes) {
            case Byte.BYTES ->
                StridedArrays.copy(rows, cols, (byte[]) array, from, sRow, sCol, (byte[]) target.array, to, tRow, tCol);
            case Short.BYTES ->
                StridedArrays.copy(
                        rows, cols, (short[]) array, from, sRow, sCol, (short[]) target.array, to, tRow, tCol);
            case Long.BYTES ->
                StridedArrays.copy(rows, cols, (long[]) array, from, sRow, sCol, (long[]) target.array, to, tRow, tCol);
            default -> {
                if (array instanceof float[] floats) {
                    float[] results = (float[]) target.array;
                    StridedArrays.copy(rows, cols, floats, from, sRow, sCol, results, to, tRow, tCol);
                } else {
                    int[] results = (int[]) target.array;
                    StridedArrays.copy(rows, cols, (int[]) array, from, sRow, sCol, results, to, tRow, tCol);
                }
            }
        }
    }

    /**
     * Gives neighbouring elements one value.
     *
     * @param count how many
     * @param t the first of them
     * @param bits the value, in the low bits
     */
    public void fill(int count, int t, long bits) {
        if (array == null) {
            StridedSegments.fill(bytes, count, segment, offset + t, bits);
            return;
        }
        int from = (int) (offset + t);
        int to = from + count;
        switch (bytes) {
            case Byte.BYTES -> Arrays.fill((byte[]) array, from, to, (byte) bits);
            case Short.BYTES -> Arrays.fill((short[]) array, from, to, (short) bits);
            case Long.BYTES -> Arrays.fill((long[]) array, from, to, bits);
            default -> {
                if (array instanceof float[] floats) {
                    Arrays.fill(floats, from, to, Float.intBitsToFloat((int) bits));
                } else {
                    Arrays.fill((int[]) array, from, to, (int) bits);
                }
            }
        }
    }
}
