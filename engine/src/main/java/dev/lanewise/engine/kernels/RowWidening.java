package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.Lanes.INTS;

import jdk.incubator.vector.VectorMask;

/**
 * Constants of taking low-precision weights apart in vectors. Bytes stay where their sign is the int's: they are then 2²⁴ times too
 * large, and so are sums, until they are scaled; all of this is exact.
 */
final class RowWidening {
    static final float FROM_TOP_BYTE = 0x1p-24f;

    static final int UPPER_HALF = 0xffff0000;
    static final int TOP_BYTE = 0xff000000;

    // the lanes of all blocks of a step but the first, but the first two, …
    static final VectorMask<Integer> INTS_FROM_4 = VectorMask.fromLong(INTS, from(4));
    static final VectorMask<Integer> INTS_FROM_8 = VectorMask.fromLong(INTS, from(8));
    static final VectorMask<Integer> INTS_FROM_12 = VectorMask.fromLong(INTS, from(12));
    static final VectorMask<Float> FLOATS_FROM_4 = VectorMask.fromLong(FLOATS, from(4));
    static final VectorMask<Float> FLOATS_FROM_8 = VectorMask.fromLong(FLOATS, from(8));
    static final VectorMask<Float> FLOATS_FROM_12 = VectorMask.fromLong(FLOATS, from(12));

    // fp16: its magnitude as the exponent and the fraction of an fp32 number, which is then 2⁻¹¹² times it
    static final int HALF_MAGNITUDE = 0x7fff;
    static final int HALF_SIGN = 0x8000;
    static final int TO_EXPONENT = 13;
    static final float REBIAS = 0x1p112f;
    static final int FIRST_INFINITE = 0x7c00 << TO_EXPONENT;
    static final int INFINITE = 0x7f800000;

    private RowWidening() {}

    private static long from(int lane) {
        return -1L << lane & (1L << FLOATS.length()) - 1;
    }
}
