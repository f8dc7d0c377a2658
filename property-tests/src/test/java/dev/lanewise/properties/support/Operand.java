package dev.lanewise.properties.support;

import dev.lanewise.properties.support.Recipe.Role;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A matrix inside a larger array. What lies before, behind and between its rows is a guard zone of NaNs, so that reading
 * it shows in the result and writing it shows in {@link #checkUnchanged}.
 */
public final class Operand {
    private static final int GUARD = 40;
    private static final int GUARD_BITS = 0x7fc0_9a9d;

    private final String name;
    private final int rows;
    private final int cols;
    private final int ld;
    private final int offset;
    private final float[] array;
    private final float[] before;

    private Operand(
            String name,
            Recipe recipe,
            Role role,
            int seed,
            boolean transposed,
            int rows,
            int cols,
            int pad,
            int shift) {
        this.name = name;
        this.rows = transposed ? cols : rows;
        this.cols = transposed ? rows : cols;
        this.ld = Math.max(1, this.cols + pad);
        this.offset = GUARD + shift;
        this.array = new float[offset + this.rows * ld + GUARD];
        Arrays.fill(array, Float.intBitsToFloat(GUARD_BITS));
        if (recipe != null) {
            recipe.fill(
                    seed,
                    role,
                    rows,
                    cols,
                    (row, col, value) -> array[transposed ? index(col, row) : index(row, col)] = value);
        }
        this.before = array.clone();
    }

    /**
     * A matrix made by a recipe.
     *
     * @param rows of op(matrix); stored as columns where it is transposed
     * @param pad elements between the end of a row and the next
     * @param shift elements before the first, beyond the guard zone
     */
    public static Operand of(
            String name,
            Recipe recipe,
            Role role,
            int seed,
            boolean transposed,
            int rows,
            int cols,
            int pad,
            int shift) {
        return new Operand(name, recipe, role, seed, transposed, rows, cols, pad, shift);
    }

    /** A matrix all of whose elements are NaN: to be written, never read. */
    public static Operand unread(String name, int rows, int cols, int pad, int shift) {
        return new Operand(name, null, Role.ADDED, 0, false, rows, cols, pad, shift);
    }

    /** A row of given elements. */
    public static Operand row(String name, float[] elements, int shift) {
        Operand row = unread(name, 1, elements.length, 0, shift);
        row.setRow(0, elements);
        return row;
    }

    /** This matrix, untouched, as it was made: for another run on the same data. */
    public Operand fresh() {
        Operand copy = new Operand(name, null, Role.ADDED, 0, false, rows, cols, ld - cols, offset - GUARD);
        System.arraycopy(before, 0, copy.array, 0, before.length);
        System.arraycopy(before, 0, copy.before, 0, before.length);
        return copy;
    }

    public float[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int ld() {
        return ld;
    }

    public int rows() {
        return rows;
    }

    public int cols() {
        return cols;
    }

    public float get(int row, int col) {
        return array[index(row, col)];
    }

    /** The stored elements alone, row by row. */
    public float[] dense() {
        float[] dense = new float[rows * cols];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(array, index(row, 0), dense, row * cols, cols);
        }
        return dense;
    }

    /** One stored row. */
    public float[] row(int row) {
        return Arrays.copyOfRange(array, index(row, 0), index(row, 0) + cols);
    }

    /** Replaces a stored row; this is then how the matrix was made. */
    public void setRow(int row, float[] values) {
        System.arraycopy(values, 0, array, index(row, 0), cols);
        System.arraycopy(values, 0, before, index(row, 0), cols);
    }

    /** The largest finite absolute value. */
    public double largest() {
        double largest = 0;
        for (float value : dense()) {
            if (Float.isFinite(value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    /** Takes over what a run left in a segment that holds a copy of the whole array. */
    public void readBack(MemorySegment segment) {
        MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, 0, array, 0, array.length);
    }

    /** Fails if any bit changed. */
    public void checkUnchanged() {
        check(true);
    }

    /** Fails if a bit outside of the matrix changed. */
    public void checkGuards() {
        check(false);
    }

    private void check(boolean inside) {
        for (int at = 0; at < array.length; at++) {
            if (Float.floatToRawIntBits(array[at]) != Float.floatToRawIntBits(before[at])
                    && (inside || !contains(at))) {
                throw new AssertionError("%s: element %d of %d was %s and is %s; offset %d, %d×%d, ld %d"
                        .formatted(name, at, array.length, before[at], array[at], offset, rows, cols, ld));
            }
        }
    }

    private boolean contains(int at) {
        int row = Math.floorDiv(at - offset, ld);
        return row >= 0 && row < rows && (at - offset) % ld < cols;
    }

    private int index(int row, int col) {
        return offset + row * ld + col;
    }
}
