package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
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

    /** Bytes are widened eight at a time; fewer are no vector. */
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

    private static final VectorSpecies<Integer> EIGHT_INTS = IntVector.SPECIES_256;

    private static final int LOW_4 = 0xf;

    private WideRows() {}

    static void bf16(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int whole = count - count % LANES;
        for (int k = 0; k < whole; k += LANES) {
            shorts(w, at + 2L * (first + k))
                    .lanewise(LSHL, Short.SIZE)
                    .reinterpretAsFloats()
                    .intoArray(target, to + k);
        }
        tail(RowFormat.BF16, first, whole, count, w, at, target, to);
    }

    static void fp16(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int whole = count - count % LANES;
        for (int k = 0; k < whole; k += LANES) {
            RowWidening.half(shorts(w, at + 2L * (first + k))).intoArray(target, to + k);
        }
        tail(RowFormat.FP16, first, whole, count, w, at, target, to);
    }

    static void int8(int first, int count, MemorySegment w, long at, float[] target, int to) {
        int whole = LANES < EIGHT.length() ? 0 : count - count % EIGHT.length();
        for (int k = 0; k < whole; k += EIGHT.length()) {
            bytes(w, at + first + k).intoArray(target, to + k);
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
            for (int i = 0; i < block; i += EIGHT.length()) {
                bytes(w, b + RowFormat.SCALE_BYTES + i).mul(scale).intoArray(target, to + k + i);
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
            for (int i = 0; i < block / 2; i += EIGHT.length()) {
                IntVector pairs = RowWidening.bytes(w, b + RowFormat.SCALE_BYTES + i);
                unbiased(pairs.and(LOW_4)).mul(scale).intoArray(target, to + k + i);
                unbiased(pairs.lanewise(LSHR, 4)).mul(scale).intoArray(target, to + k + i + block / 2);
            }
        }
        tail(RowFormat.Q4_0, first, whole, count, w, at, target, to);
    }

    private static FloatVector unbiased(IntVector x) {
        return (FloatVector) x.sub(ScalarRowProducts.BIAS_4).convert(I2F, 0);
    }

    private static IntVector shorts(MemorySegment w, long at) {
        return (IntVector) ShortVector.fromMemorySegment(SHORTS, w, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(ZERO_EXTEND_S2I, INTS, 0);
    }

    private static FloatVector bytes(MemorySegment w, long at) {
        return (FloatVector) ByteVector.fromMemorySegment(ByteVector.SPECIES_64, w, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(B2I, EIGHT_INTS, 0)
                .convert(I2F, 0);
    }

    private static void tail(
            RowFormat format, int first, int done, int count, MemorySegment w, long at, float[] target, int to) {
        for (int k = done; k < count; k++) {
            target[to + k] = ScalarRowProducts.element(format, w, at, first + k);
        }
    }
}
