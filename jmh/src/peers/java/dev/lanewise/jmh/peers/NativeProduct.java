package dev.lanewise.jmh.peers;

import dev.lanewise.jmh.Product;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A product whose data lie outside the heap as well, aligned to 64 bytes: one copy for all natives. */
final class NativeProduct extends Product implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment nativeA = copy(a());
    private final MemorySegment nativeB = copy(b());
    private final MemorySegment nativeC = copy(c());

    NativeProduct(int m, int n, int k) {
        super(m, n, k);
    }

    static NativeProduct ofShape(String shape) {
        int[] sizes = sizes(shape);
        return new NativeProduct(sizes[0], sizes[1], sizes[2]);
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

    FloatBuffer bufferA() {
        return buffer(nativeA);
    }

    FloatBuffer bufferB() {
        return buffer(nativeB);
    }

    FloatBuffer bufferC() {
        return buffer(nativeC);
    }

    /** Overwrites both results. */
    @Override
    public void poison() {
        super.poison();
        MemorySegment.copy(c(), 0, nativeC, ValueLayout.JAVA_FLOAT, 0, c().length);
    }

    @Override
    public void close() {
        arena.close();
    }

    private static FloatBuffer buffer(MemorySegment segment) {
        return segment.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private MemorySegment copy(float[] values) {
        MemorySegment segment = arena.allocate(values.length * (long) Float.BYTES, ALIGNMENT);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return segment;
    }
}
