package dev.lanewise.properties.input;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Segments that tests of bad input give. */
final class Segments {
    private Segments() {}

    /** Floats in native memory. */
    static MemorySegment inNativeMemory(int length) {
        return Arena.ofAuto().allocate((long) length * Float.BYTES, Float.BYTES);
    }

    /** Floats of an array. */
    static MemorySegment onArray(int length) {
        return MemorySegment.ofArray(new float[length]);
    }

    /** One long enough for every test, whose memory is gone. */
    static MemorySegment closed() {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocate(4096, Float.BYTES);
        }
    }
}
