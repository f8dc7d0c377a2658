package dev.lanewise.engine.kernels;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * From the bits of low-precision weights to floats. A method named after a format and a number takes the weight of that number out
 * of every int. Bytes stay where their sign is the int's: they are then 2²⁴ times too large, and so are sums, until they are scaled;
 * all of this is exact.
 */
final class RowWidening {
    static final float FROM_TOP_BYTE = 0x1p-24f;

    private static final int UPPER_HALF = 0xffff0000;
    private static final int TOP_BYTE = 0xff000000;

    /** Blocks are taken apart in vectors of eight lanes, on any machine that has as many. */
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

    private static final VectorSpecies<Integer> EIGHT_INTS = IntVector.SPECIES_256;
    private static final VectorMask<Float> UPPER_LANES = VectorMask.fromLong(EIGHT, 0xf0);
    private static final long Q4_BYTES = RowFormat.Q4_0.bytes(RowFormat.Q4_0.block());

    // fp16: its magnitude as the exponent and the fraction of an fp32 number, which is then 2⁻¹¹² times it
    private static final int HALF_MAGNITUDE = 0x7fff;
    private static final int HALF_SIGN = 0x8000;
    private static final int TO_EXPONENT = 13;
    private static final float REBIAS = 0x1p112f;
    private static final int FIRST_INFINITE = 0x7c00 << TO_EXPONENT;
    private static final int INFINITE = 0x7f800000;

    private RowWidening() {}

    static FloatVector bf160(IntVector x) {
        return x.lanewise(LSHL, Short.SIZE).reinterpretAsFloats();
    }

    static FloatVector bf161(IntVector x) {
        return x.and(UPPER_HALF).reinterpretAsFloats();
    }

    static FloatVector fp160(IntVector x) {
        return half(x);
    }

    static FloatVector fp161(IntVector x) {
        return half(x.lanewise(LSHR, Short.SIZE));
    }

    /** The fp16 number in the lower half of every int. */
    static FloatVector half(IntVector x) {
        IntVector magnitude = x.and(HALF_MAGNITUDE).lanewise(LSHL, TO_EXPONENT);
        IntVector bits = magnitude.reinterpretAsFloats().mul(REBIAS).reinterpretAsInts();
        VectorMask<Integer> infinite = magnitude.lt(FIRST_INFINITE).not();
        IntVector whole = bits.blend(bits.or(INFINITE), infinite);
        return whole.or(x.and(HALF_SIGN).lanewise(LSHL, Short.SIZE)).reinterpretAsFloats();
    }

    static FloatVector int80(IntVector x) {
        return (FloatVector) x.lanewise(LSHL, 3 * Byte.SIZE).convert(I2F, 0);
    }

    static FloatVector int81(IntVector x) {
        return (FloatVector) x.lanewise(LSHL, 2 * Byte.SIZE).and(TOP_BYTE).convert(I2F, 0);
    }

    static FloatVector int82(IntVector x) {
        return (FloatVector) x.lanewise(LSHL, Byte.SIZE).and(TOP_BYTE).convert(I2F, 0);
    }

    static FloatVector int83(IntVector x) {
        return (FloatVector) x.and(TOP_BYTE).convert(I2F, 0);
    }

    /** The scale of a block of bytes that are 2²⁴ times too large. */
    static FloatVector scale(MemorySegment w, long block) {
        return FloatVector.broadcast(EIGHT, ScalarRowProducts.scale(w, block) * FROM_TOP_BYTE);
    }

    /** The scales of two blocks of four bits, each in half of the lanes. */
    static FloatVector scales(MemorySegment w, long block) {
        FloatVector first = FloatVector.broadcast(EIGHT, ScalarRowProducts.scale(w, block));
        FloatVector second = FloatVector.broadcast(EIGHT, ScalarRowProducts.scale(w, block + Q4_BYTES));
        return first.blend(second, UPPER_LANES);
    }

    /** The bits of two blocks of four bits, each in half of the lanes; both loads stay inside the two. */
    static IntVector pair(MemorySegment w, long block) {
        long first = block + RowFormat.SCALE_BYTES;
        IntVector lower = IntVector.fromMemorySegment(EIGHT_INTS, w, first, ByteOrder.LITTLE_ENDIAN);
        IntVector upper =
                IntVector.fromMemorySegment(EIGHT_INTS, w, first + RowFormat.SCALE_BYTES, ByteOrder.LITTLE_ENDIAN);
        return lower.blend(upper, UPPER_LANES.cast(EIGHT_INTS));
    }

    /** Four bits of every int, where they are. */
    static FloatVector nibble(IntVector x, int mask) {
        return (FloatVector) x.and(mask).convert(I2F, 0);
    }

    /** The uppermost four bits, shifted down. */
    static FloatVector nibble7(IntVector x) {
        return (FloatVector) x.lanewise(LSHR, Integer.SIZE - 4).convert(I2F, 0);
    }

    /** Eight bytes. */
    static IntVector bytes(MemorySegment w, long at) {
        return (IntVector) ByteVector.fromMemorySegment(ByteVector.SPECIES_64, w, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(ZERO_EXTEND_B2I, EIGHT_INTS, 0);
    }
}
