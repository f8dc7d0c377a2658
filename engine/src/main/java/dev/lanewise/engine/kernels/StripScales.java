package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** What the generated {@link StripProducts} of blocks share. */
final class StripScales {
    private static final int LANES = FLOATS.length();

    /** Bytes of the scales before a block of a strip. */
    static final int BYTES = StripProducts.VECTORS * LANES * Float.BYTES;

    /** A block of an arranged vector, where weights have a bias. */
    static final int Q4_ARRANGED = RowFormat.Q4_0.block() + 1;

    private StripScales() {}

    /** Adds sums of a block times scales: two strips, or two vectors times the scales of one. */
    static void add(int sums, float[] scratch, MemorySegment w, long at, long next, float[] y, int yAt, int ldy) {
        addStrip(scratch, 0, w, at, y, yAt);
        if (sums > 1) {
            addStrip(scratch, StripProducts.VECTORS * LANES, w, next, y, yAt + ldy);
        }
    }

    private static void addStrip(float[] sums, int from, MemorySegment w, long at, float[] y, int yAt) {
        for (int v = 0; v < StripProducts.VECTORS; v++) {
            int of = v * LANES;
            FloatVector.fromMemorySegment(FLOATS, w, at + (long) of * Float.BYTES, ByteOrder.LITTLE_ENDIAN)
                    .fma(FloatVector.fromArray(FLOATS, sums, from + of), FloatVector.fromArray(FLOATS, y, yAt + of))
                    .intoArray(y, yAt + of);
        }
    }

    /** Zeros for the sums of strips. */
    static void clear(int sums, float[] y, int at, int ld) {
        for (int s = 0; s < sums; s++) {
            for (int v = 0; v < StripProducts.VECTORS; v++) {
                FloatVector.zero(FLOATS).intoArray(y, at + s * ld + v * LANES);
            }
        }
    }
}
