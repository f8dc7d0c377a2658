package dev.lanewise.engine.packing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.lanewise.engine.kernels.RowFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** From fp32 weights to low precision, a row at a time. The blocked formats are those of GGUF's reference quantisation. */
public final class WeightNarrowing {
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BELOW_HALF = 0x7fff;
    private static final int QUIET = 0x40;
    private static final int SCALE_BYTES = 2;
    private static final int BIAS_4 = 8;
    private static final int MOST_4 = 15;

    private WeightNarrowing() {}

    /**
     * Narrows a row.
     *
     * @param format what to
     * @param cols elements, whole blocks; finite if the format is of integers
     * @param w fp32 weights
     * @param offset the first
     * @param target takes the row
     * @param at its first byte
     * @return the scale of the row if the format keeps it elsewhere, else 1
     */
    public static float row(RowFormat format, int cols, float[] w, int offset, MemorySegment target, long at) {
        switch (format) {
            case BF16 -> {
                for (int k = 0; k < cols; k++) {
                    target.set(SHORT, at + 2L * k, bf16(w[offset + k]));
                }
            }
            case FP16 -> {
                for (int k = 0; k < cols; k++) {
                    target.set(SHORT, at + 2L * k, Float.floatToFloat16(w[offset + k]));
                }
            }
            case INT8 -> {
                float most = most(cols, w, offset);
                float scale = Math.max(most / Byte.MAX_VALUE, Float.MIN_NORMAL);
                for (int k = 0; k < cols; k++) {
                    target.set(JAVA_BYTE, at + k, (byte) Math.rint(w[offset + k] / scale));
                }
                return scale;
            }
            case Q8_0, Q4_0 -> {
                for (int k = 0; k < cols; k += format.block()) {
                    long block = at + format.bytes(k);
                    if (format == RowFormat.Q8_0) {
                        q8(format.block(), w, offset + k, target, block);
                    } else {
                        q4(format.block(), w, offset + k, target, block);
                    }
                }
            }
        }
        return 1;
    }

    private static short bf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) {
            return (short) ((bits >> Short.SIZE) | QUIET);
        }
        return (short) ((bits + BELOW_HALF + ((bits >> Short.SIZE) & 1)) >> Short.SIZE);
    }

    private static float most(int count, float[] w, int offset) {
        float most = 0;
        for (int k = 0; k < count; k++) {
            most = Math.max(most, Math.abs(w[offset + k]));
        }
        return most;
    }

    private static void q8(int block, float[] w, int offset, MemorySegment target, long at) {
        float scale = most(block, w, offset) / Byte.MAX_VALUE;
        float inverse = scale == 0 ? 0 : 1 / scale;
        target.set(SHORT, at, Float.floatToFloat16(scale));
        for (int k = 0; k < block; k++) {
            float q = w[offset + k] * inverse;
            // ties away from zero, as C's roundf
            target.set(JAVA_BYTE, at + SCALE_BYTES + k, (byte) (q + Math.copySign(0.5, q)));
        }
    }

    private static void q4(int block, float[] w, int offset, MemorySegment target, long at) {
        float most = 0;
        for (int k = 0; k < block; k++) {
            most = Math.abs(w[offset + k]) > Math.abs(most) ? w[offset + k] : most;
        }
        float scale = most / -BIAS_4;
        float inverse = scale == 0 ? 0 : 1 / scale;
        target.set(SHORT, at, Float.floatToFloat16(scale));
        for (int k = 0; k < block / 2; k++) {
            int low = nibble(w[offset + k] * inverse);
            int high = nibble(w[offset + block / 2 + k] * inverse);
            target.set(JAVA_BYTE, at + SCALE_BYTES + k, (byte) (low | (high << 4)));
        }
    }

    private static int nibble(float q) {
        return Math.min(MOST_4, (int) (q + BIAS_4 + 0.5f));
    }
}
