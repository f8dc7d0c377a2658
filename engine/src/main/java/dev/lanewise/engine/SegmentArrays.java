package dev.lanewise.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arrays for operators that run on arrays alone: those below segments, and copies of native memory. */
final class SegmentArrays {
    private SegmentArrays() {}

    /** The array below a segment, or a copy. */
    static float[] floats(MemorySegment segment, long offset, int length, boolean filled) {
        float[] array = array(segment);
        if (array != null) {
            return array;
        }
        float[] copy = new float[length];
        if (filled) {
            MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT_UNALIGNED, offset * Float.BYTES, copy, 0, length);
        }
        return copy;
    }

    /** Where the first element lies in that array. */
    static int index(MemorySegment segment, long offset) {
        return array(segment) == null ? 0 : Math.toIntExact(segment.address() / Float.BYTES + offset);
    }

    /** Copies to a segment what does not lie in it already. */
    static void store(float[] array, MemorySegment segment, long offset, int length) {
        if (array(segment) == null) {
            MemorySegment.copy(array, 0, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, offset * Float.BYTES, length);
        }
    }

    private static float[] array(MemorySegment segment) {
        Object base = segment.isNative() ? null : segment.heapBase().orElse(null);
        return base instanceof float[] floats && segment.address() % Float.BYTES == 0 ? floats : null;
    }
}
