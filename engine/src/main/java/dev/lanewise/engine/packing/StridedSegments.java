package dev.lanewise.engine.packing;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies of strided blocks between segments, by the number of bytes of an element; offsets and strides count elements. */
final class StridedSegments {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private StridedSegments() {}

    static void copy(
            int bytes,
            int rows,
            int cols,
            MemorySegment source,
            long s,
            int sRow,
            int sCol,
            MemorySegment target,
            long t,
            int tRow,
            int tCol) {
        for (int i = 0; i < rows; i++) {
            long from = (s + (long) i * sRow) * bytes;
            long to = (t + (long) i * tRow) * bytes;
            long fromStep = (long) sCol * bytes;
            long toStep = (long) tCol * bytes;
            switch (bytes) {
                case Byte.BYTES -> bytes(cols, source, from, fromStep, target, to, toStep);
                case Short.BYTES -> shorts(cols, source, from, fromStep, target, to, toStep);
                case Integer.BYTES -> ints(cols, source, from, fromStep, target, to, toStep);
                default -> longs(cols, source, from, fromStep, target, to, toStep);
            }
        }
    }

    private static void bytes(
            int count, MemorySegment source, long from, long fromStep, MemorySegment target, long to, long toStep) {
        for (int j = 0; j < count; j++) {
            target.set(BYTE, to + j * toStep, source.get(BYTE, from + j * fromStep));
        }
    }

    private static void shorts(
            int count, MemorySegment source, long from, long fromStep, MemorySegment target, long to, long toStep) {
        for (int j = 0; j < count; j++) {
            target.set(SHORT, to + j * toStep, source.get(SHORT, from + j * fromStep));
        }
    }

    private static void ints(
            int count, MemorySegment source, long from, long fromStep, MemorySegment target, long to, long toStep) {
        for (int j = 0; j < count; j++) {
            target.set(INT, to + j * toStep, source.get(INT, from + j * fromStep));
        }
    }

    private static void longs(
            int count, MemorySegment source, long from, long fromStep, MemorySegment target, long to, long toStep) {
        for (int j = 0; j < count; j++) {
            target.set(LONG, to + j * toStep, source.get(LONG, from + j * fromStep));
        }
    }

    static void fill(int bytes, int count, MemorySegment target, long t, long bits) {
        for (long i = t; i < t + count; i++) {
            switch (bytes) {
                case Byte.BYTES -> target.set(BYTE, i, (byte) bits);
                case Short.BYTES -> target.set(SHORT, i * bytes, (short) bits);
                case Integer.BYTES -> target.set(INT, i * bytes, (int) bits);
                default -> target.set(LONG, i * bytes, bits);
            }
        }
    }
}
