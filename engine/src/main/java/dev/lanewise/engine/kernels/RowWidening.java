package dev.lanewise.engine.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Constants of taking low-precision weights apart in vectors. Bytes stay where their sign is the int's: they are then 2²⁴ times too
 * large, and so are sums, until they are scaled; all of this is exact.
 */
final class RowWidening {
    static final float FROM_TOP_BYTE = 0x1p-24f;

    static final int UPPER_HALF = 0xffff0000;
    static final int TOP_BYTE = 0xff000000;

    /** Two blocks of four bits are taken apart at once, in vectors of eight lanes: the lanes of the second. */
    static final VectorMask<Float> UPPER_LANES = VectorMask.fromLong(FloatVector.SPECIES_256, 0xf0);

    static final VectorMask<Integer> UPPER_INTS = VectorMask.fromLong(IntVector.SPECIES_256, 0xf0);
    static final long Q4_BYTES = RowFormat.Q4_0.bytes(RowFormat.Q4_0.block());

    // fp16: its magnitude as the exponent and the fraction of an fp32 number, which is then 2⁻¹¹² times it
    static final int HALF_MAGNITUDE = 0x7fff;
    static final int HALF_SIGN = 0x8000;
    static final int TO_EXPONENT = 13;
    static final float REBIAS = 0x1p112f;
    static final int FIRST_INFINITE = 0x7c00 << TO_EXPONENT;
    static final int INFINITE = 0x7f800000;

    private RowWidening() {}
}
