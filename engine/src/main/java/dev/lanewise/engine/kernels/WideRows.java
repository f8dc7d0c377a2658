package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.Lanes.INTS;
import static dev.lanewise.engine.kernels.RowWidening.*;
import static dev.lanewise.engine.kernels.VectorQuantize.LEAST_LANES;
import static dev.lanewise.engine.kernels.VectorQuantize.NARROW;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Parts of rows of low-precision weights as floats, in order; see {@link RowProducts#widen}. */
final class WideRows {
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));

    private static final int LOW_4 = 0xf;

    private WideRows() {}

    static void bf16(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int whole = count - count % LANES;
        for (int k = 0; k < whole; k += LANES) {
            ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, at + 2L * (first + k), ByteOrder.LITTLE_ENDIAN)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, Short.SIZE)
                    .reinterpretAsFloats()
                    .intoArray(target, to + k);
        }
        tail(RowFormat.BF16, first, whole, count, w, at, target, to);
    }

    static void fp16(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int whole = count - count % LANES;
        for (int k = 0; k < whole; k += LANES) {
            IntVector x =
                    (IntVector) ShortVector.fromMemorySegment(SHORTS, w, at + 2L * (first + k), ByteOrder.LITTLE_ENDIAN)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0);
            IntVector magnitude = x.and(HALF_MAGNITUDE).lanewise(LSHL, TO_EXPONENT);
            IntVector bits = magnitude.reinterpretAsFloats().mul(REBIAS).reinterpretAsInts();
            bits = bits.blend(bits.or(INFINITE), magnitude.lt(FIRST_INFINITE).not());
            bits.or(x.and(HALF_SIGN).lanewise(LSHL, Short.SIZE))
                    .reinterpretAsFloats()
                    .intoArray(target, to + k);
        }
        tail(RowFormat.FP16, first, whole, count, w, at, target, to);
    }

    static void int8(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int whole = LANES < LEAST_LANES ? 0 : count - count % LANES;
        for (int k = 0; k < whole; k += LANES) {
            ByteVector bytes = ByteVector.fromMemorySegment(NARROW, w, at + first + k, ByteOrder.LITTLE_ENDIAN);
            ((FloatVector) bytes.convertShape(B2F, FLOATS, 0)).intoArray(target, to + k);
        }
        tail(RowFormat.INT8, first, whole, count, w, at, target, to);
    }

    static void q8(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int block = RowFormat.Q8_0.block();
        int head = Math.min(count, Math.floorMod(-first, block));
        int whole = count - (count - head) % block;
        tail(RowFormat.Q8_0, first, 0, head, w, at, target, to);
        for (int k = head; k < whole; k += block) {
            long b = at + RowFormat.Q8_0.bytes(first + k);
            float scale = ScalarRowProducts.scale(w, b);
            for (int i = 0; i < block; i += LANES) {
                ByteVector bytes =
                        ByteVector.fromMemorySegment(NARROW, w, b + RowFormat.SCALE_BYTES + i, ByteOrder.LITTLE_ENDIAN);
                ((FloatVector) bytes.convertShape(B2F, FLOATS, 0)).mul(scale).intoArray(target, to + k + i);
            }
        }
        tail(RowFormat.Q8_0, first, whole, count, w, at, target, to);
    }

    static void q4(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int block = RowFormat.Q4_0.block();
        int head = Math.min(count, Math.floorMod(-first, block));
        int whole = count - (count - head) % block;
        tail(RowFormat.Q4_0, first, 0, head, w, at, target, to);
        for (int k = head; k < whole; k += block) {
            long b = at + RowFormat.Q4_0.bytes(first + k);
            float scale = ScalarRowProducts.scale(w, b);
            for (int i = 0; i < block / 2; i += LANES) {
                ByteVector bytes =
                        ByteVector.fromMemorySegment(NARROW, w, b + RowFormat.SCALE_BYTES + i, ByteOrder.LITTLE_ENDIAN);
                IntVector pairs = (IntVector) bytes.convertShape(ZERO_EXTEND_B2I, INTS, 0);
                ((FloatVector) pairs.and(LOW_4).sub(ScalarRowProducts.BIAS_4).convert(I2F, 0))
                        .mul(scale)
                        .intoArray(target, to + k + i);
                ((FloatVector) pairs.lanewise(LSHR, 4)
                                .sub(ScalarRowProducts.BIAS_4)
                                .convert(I2F, 0))
                        .mul(scale)
                        .intoArray(target, to + k + i + block / 2);
            }
        }
        tail(RowFormat.Q4_0, first, whole, count, w, at, target, to);
    }

    private static void tail(
            RowFormat format, int first, int done, int count, MemorySegment w, long at, float[] target, int to) {
        for (int k = done; k < count; k++) {
            target[to + k] = ScalarRowProducts.element(format, w, at, first + k);
        }
    }
}
