package dev.lanewise.engine;

import dev.lanewise.engine.packing.PackedPanels;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** Checks of arguments. All run before anything is written; messages name the argument, its value and what it must be. */
final class Checks {
    private Checks() {}

    static void notNull(Object value, String name) {
        if (value == null) {
            throw new NullPointerException(name + " is null; it must be given");
        }
    }

    static void size(int value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 0 or more");
        }
    }

    static void positive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 1 or more");
        }
    }

    // the name is put together only for the message: checks run on every call and allocate nothing
    static void leading(int ld, int cols, String matrix) {
        if (ld < Math.max(1, cols)) {
            throw new IllegalArgumentException("ld" + matrix + " is " + ld
                    + "; it must be at least the length of a stored row, " + Math.max(1, cols));
        }
    }

    /** A stored rows×cols matrix must lie inside its array. */
    static void matrix(float[] data, int offset, int rows, int cols, int ld, String name) {
        notNull(data, name);
        leading(ld, cols, name);
        inside(data.length, offset, end(0, rows, cols, ld), name, "array");
    }

    static void matrix(byte[] data, int offset, int rows, int cols, int ld, String name) {
        notNull(data, name);
        leading(ld, cols, name);
        inside(data.length, offset, end(0, rows, cols, ld), name, "array");
    }

    static void matrix(int[] data, int offset, int rows, int cols, int ld, String name) {
        notNull(data, name);
        leading(ld, cols, name);
        inside(data.length, offset, end(0, rows, cols, ld), name, "array");
    }

    static void matrix(MemorySegment data, long offset, int rows, int cols, int ld, String name) {
        matrix(data, Float.BYTES, offset, rows, cols, ld, name);
    }

    /** The same with elements of any size. */
    static void matrix(MemorySegment data, int bytes, long offset, int rows, int cols, int ld, String name) {
        notNull(data, name);
        leading(ld, cols, name);
        segment(data, name);
        inside(data.byteSize() / bytes, offset, end(0, rows, cols, ld), name, "segment");
    }

    static void vector(float[] data, int offset, int length, int increment, String name) {
        notNull(data, name);
        increment(increment, name);
        inside(data.length, offset, end(0, length, 1, increment), name, "array");
    }

    static void vector(byte[] data, int offset, int length, String name) {
        notNull(data, name);
        inside(data.length, offset, length, name, "array");
    }

    static void vector(MemorySegment data, long offset, int length, int increment, String name) {
        notNull(data, name);
        increment(increment, name);
        segment(data, name);
        inside(data.byteSize() / Float.BYTES, offset, end(0, length, 1, increment), name, "segment");
    }

    /** Elements that are moved, not computed with. */
    static void elementBytes(int bytes) {
        if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
            throw new IllegalArgumentException("bytes is " + bytes + "; it must be 1, 2, 4 or 8");
        }
    }

    private static void increment(int increment, String name) {
        if (increment < 1) {
            throw new IllegalArgumentException(
                    "inc" + name.toUpperCase(Locale.ROOT) + " is " + increment + "; it must be 1 or more");
        }
    }

    static void writable(MemorySegment data, String name) {
        if (data.isReadOnly()) {
            throw new IllegalArgumentException("segment " + name + " is read-only; it must be writable");
        }
    }

    private static void segment(MemorySegment data, String name) {
        if (!data.scope().isAlive()) {
            throw new IllegalStateException("segment " + name + " is closed; its arena must be open");
        }
        if (!data.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalArgumentException("segment " + name + " is confined to another thread than "
                    + Thread.currentThread().getName() + "; it must be accessible here");
        }
    }

    /** One past the last element; the offset alone if there is none. */
    static long end(long offset, long rows, long cols, long ld) {
        return rows == 0 || cols == 0 ? offset : offset + (rows - 1) * ld + cols;
    }

    /** From an offset on, {@code extent} elements must lie inside. */
    static void inside(long length, long offset, long extent, String name, String what) {
        if (offset < 0) {
            throw new IndexOutOfBoundsException(name + "Offset is " + offset + "; it must be 0 or more");
        }
        if (offset > length - extent) {
            throw new IndexOutOfBoundsException(what + " " + name + " has " + length
                    + " elements; it must have at least " + extent + " from " + name + "Offset " + offset + " on");
        }
    }

    /** C must share no element with an operand that is read. */
    @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
    static void disjoint(
            Object data,
            int offset,
            int rows,
            int cols,
            int ld,
            String name,
            String nameC,
            Object c,
            int cOffset,
            int m,
            int n,
            int ldc) {
        if (data == c) {
            disjoint(offset, rows, cols, ld, name, nameC, cOffset, m, n, ldc);
        }
    }

    /** Two vectors of one length must be the same or share no element. */
    @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
    static void sameOrDisjoint(float[] x, int xOffset, String nameX, float[] y, int yOffset, String nameY, int length) {
        if (x != y || xOffset != yOffset) {
            disjoint(x, xOffset, 1, length, length, nameX, nameY, y, yOffset, 1, length, length);
        }
    }

    static void sameOrDisjoint(
            MemorySegment x, long xOffset, String nameX, MemorySegment y, long yOffset, String nameY, int length) {
        boolean same = x.address() + xOffset * Float.BYTES == y.address() + yOffset * Float.BYTES && overlapping(x, y);
        if (!same) {
            disjoint(x, xOffset, 1, length, length, nameX, nameY, y, yOffset, 1, length, length);
        }
    }

    static void disjoint(
            MemorySegment data,
            long offset,
            int rows,
            int cols,
            int ld,
            String name,
            String nameC,
            MemorySegment c,
            long cOffset,
            int m,
            int n,
            int ldc) {
        if (overlapping(data, c)) {
            long distance = c.address() - data.address();
            if (distance % Float.BYTES == 0) {
                disjoint(offset, rows, cols, ld, name, nameC, cOffset + distance / Float.BYTES, m, n, ldc);
            } else {
                overlap(nameC, name);
            }
        }
    }

    /** No byte between the ends of C may be one between the ends of an operand. */
    static void apart(
            MemorySegment data,
            int bytes,
            long offset,
            int rows,
            int cols,
            int ld,
            String name,
            String nameC,
            MemorySegment c,
            int bytesC,
            long cOffset,
            int n,
            int ldc) {
        long length = end(0, rows, cols, ld) * bytes;
        long lengthC = end(0, rows, n, ldc) * bytesC;
        long distance = c.address() + cOffset * bytesC - data.address() - offset * bytes;
        if (overlapping(data, c) && distance < length && -distance < lengthC && length > 0 && lengthC > 0) {
            overlap(nameC, name);
        }
    }

    /** Whether two segments share a byte. Those of native memory are compared without making an object of what they share. */
    private static boolean overlapping(MemorySegment a, MemorySegment b) {
        if (a.isNative() && b.isNative()) {
            return a.address() < b.address() + b.byteSize() && b.address() < a.address() + a.byteSize();
        }
        return a.asOverlappingSlice(b).isPresent();
    }

    private static void disjoint(
            long offset, int rows, int cols, int ld, String name, String nameC, long cOffset, int m, int n, int ldc) {
        boolean apart = rows == 0
                || cols == 0
                || m == 0
                || n == 0
                || end(offset, rows, cols, ld) <= cOffset
                || end(cOffset, m, n, ldc) <= offset
                || (ld == ldc && sideBySide(cOffset - offset, cols, n, ld));
        if (!apart) {
            overlap(nameC, name);
        }
    }

    /** Whether two blocks of columns of one matrix, the second {@code distance} behind the first, share no column. */
    private static boolean sideBySide(long distance, int cols, int otherCols, int ld) {
        long col = Math.floorMod(distance, (long) ld);
        return col >= cols && col + otherCols <= ld;
    }

    private static void overlap(String nameC, String name) {
        throw new IllegalArgumentException(nameC + " overlaps " + name + "; it must share no element with an operand");
    }

    /** An array of a number for each of something. */
    static void length(long length, long count, String name, String what) {
        if (length != count) {
            throw new IllegalArgumentException(
                    name + " has " + length + " elements; it must have " + what + ", " + count);
        }
    }

    /** x and y of an operator whose results may not overwrite its arguments. */
    static void apart(float[] x, int xOffset, int in, float[] y, int yOffset, int out) {
        vector(x, xOffset, in, 1, "x");
        vector(y, yOffset, out, 1, "y");
        disjoint(x, xOffset, 1, in, in, "x", "y", y, yOffset, 1, out, out);
    }

    /** As for arrays; y must be writable. */
    static void apart(MemorySegment x, long xOffset, int in, MemorySegment y, long yOffset, int out) {
        vector(x, xOffset, in, 1, "x");
        vector(y, yOffset, out, 1, "y");
        writable(y, "y");
        disjoint(x, xOffset, 1, in, in, "x", "y", y, yOffset, 1, out, out);
    }

    /** x and y of an operator whose results may replace its arguments. */
    static void inPlace(float[] x, int xOffset, float[] y, int yOffset, int length) {
        vector(x, xOffset, length, 1, "x");
        vector(y, yOffset, length, 1, "y");
        sameOrDisjoint(x, xOffset, "x", y, yOffset, "y", length);
    }

    /** As for arrays; y must be writable. */
    static void inPlace(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int length) {
        vector(x, xOffset, length, 1, "x");
        vector(y, yOffset, length, 1, "y");
        writable(y, "y");
        sameOrDisjoint(x, xOffset, "x", y, yOffset, "y", length);
    }

    /** Prepacked weights must be k×n, for this JVM's lanes. */
    static void packed(PackedMatrix packed, int k, int n) {
        notNull(packed, "weights");
        if (packed.rows() != k || packed.cols() != n) {
            throw new IllegalArgumentException(
                    "weights are " + packed.rows() + "×" + packed.cols() + "; they must be " + k + "×" + n);
        }
    }

    /** Mapped weights must still be mapped. */
    static void alive(PackedPanels weights) {
        if (weights.segment() != null) {
            segment(weights.segment(), "weights");
        }
    }

    /** A segment must be open, and accessible to this thread. */
    static void alive(MemorySegment data, String name) {
        segment(data, name);
    }
}
