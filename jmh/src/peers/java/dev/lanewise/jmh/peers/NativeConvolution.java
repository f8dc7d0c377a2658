package dev.lanewise.jmh.peers;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.jmh.Convolution;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;

/** A convolution whose data lie outside the heap as well, aligned to 64 bytes: one copy for all natives. */
final class NativeConvolution extends Convolution implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final Map<Layout, MemorySegment> nativeInputs = new EnumMap<>(Layout.class);
    private final MemorySegment nativeWeights = copy(weights());
    private final MemorySegment nativeBias = copy(bias());
    private final MemorySegment nativeOutput = copy(output());

    NativeConvolution(ConvShape shape) {
        super(shape);
    }

    FloatBuffer bufferInput(Layout layout) {
        return buffer(nativeInputs.computeIfAbsent(layout, wanted -> copy(input(wanted))));
    }

    FloatBuffer bufferWeights() {
        return buffer(nativeWeights);
    }

    FloatBuffer bufferBias() {
        return buffer(nativeBias);
    }

    /** For the output of whoever runs at the moment, in its layout. */
    FloatBuffer bufferOutput() {
        return buffer(nativeOutput);
    }

    float[] nativeResult() {
        return nativeOutput.toArray(ValueLayout.JAVA_FLOAT);
    }

    /** Overwrites both results. */
    @Override
    public void poison() {
        super.poison();
        MemorySegment.copy(output(), 0, nativeOutput, ValueLayout.JAVA_FLOAT, 0, output().length);
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
