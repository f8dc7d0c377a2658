package dev.lanewise.jmh.peers;

import dev.lanewise.jmh.Product;
import dev.lanewise.reference.ReferenceIntegerGemm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A product {@code C = A·B} of U8 and S8 numbers of the full range to ints, its data in arrays and outside the heap. */
final class Int8Product implements AutoCloseable {

    private static final int ALIGNMENT = 64;
    private static final int POISON = 0x7eadbeef;

    private final int m;
    private final int n;
    private final int k;
    private final byte[] a;
    private final byte[] b;
    private final int[] c;
    private final int[] checkedRows;
    private final long[][] expected;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment nativeA;
    private final MemorySegment nativeB;
    private final MemorySegment nativeC;

    Int8Product(String shape) {
        int[] sizes = Product.sizes(shape);
        m = sizes[0];
        n = sizes[1];
        k = sizes[2];
        SplittableRandom random = new SplittableRandom(31L * m + 17L * n + k);
        a = bytes(random, m * k);
        b = bytes(random, k * n);
        c = new int[m * n];
        checkedRows = m == 1 ? new int[] {0} : new int[] {0, m - 1};
        expected = new long[checkedRows.length][];
        nativeA = copy(a);
        nativeB = copy(b);
        nativeC = arena.allocate(c.length * (long) Integer.BYTES, ALIGNMENT);
    }

    int m() {
        return m;
    }

    int n() {
        return n;
    }

    int k() {
        return k;
    }

    byte[] a() {
        return a;
    }

    byte[] b() {
        return b;
    }

    int[] c() {
        return c;
    }

    MemorySegment nativeA() {
        return nativeA;
    }

    MemorySegment nativeB() {
        return nativeB;
    }

    MemorySegment nativeC() {
        return nativeC;
    }

    static ByteBuffer buffer(MemorySegment segment) {
        return segment.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Operations: one for each multiplication and each addition. */
    double operations() {
        return 2.0 * m * n * k;
    }

    /** {@return B with a row for each of its columns} */
    byte[] transposedB() {
        byte[] rows = new byte[b.length];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < n; j++) {
                rows[j * k + i] = b[i * n + j];
            }
        }
        return rows;
    }

    /** Overwrites both results. */
    void poison() {
        Arrays.fill(c, POISON);
        MemorySegment.copy(c, 0, nativeC, ValueLayout.JAVA_INT, 0, c.length);
    }

    /** Compares the first and the last row with the scalar reference. */
    void requireCorrect(String who, int[] result) {
        for (int r = 0; r < checkedRows.length; r++) {
            int row = checkedRows[r];
            if (expected[r] == null) {
                expected[r] = expectedRow(row);
            }
            for (int j = 0; j < n; j++) {
                if (result[row * n + j] != expected[r][j]) {
                    throw new AssertionError("%s is wrong for %dx%dx%d: C[%d][%d] is %d; it must be %d"
                            .formatted(who, m, n, k, row, j, result[row * n + j], expected[r][j]));
                }
            }
        }
    }

    private long[] expectedRow(int row) {
        int[] left = new int[k];
        for (int i = 0; i < k; i++) {
            left[i] = Byte.toUnsignedInt(a[row * k + i]);
        }
        int[] right = new int[b.length];
        for (int i = 0; i < b.length; i++) {
            right[i] = b[i];
        }
        return ReferenceIntegerGemm.multiply(false, false, 1, n, k, left, right);
    }

    @Override
    public void close() {
        arena.close();
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private MemorySegment copy(byte[] values) {
        MemorySegment segment = arena.allocate(values.length, ALIGNMENT);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_BYTE, 0, values.length);
        return segment;
    }
}
