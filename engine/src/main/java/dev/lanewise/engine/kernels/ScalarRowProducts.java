package dev.lanewise.engine.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Plain loops: the specification of the vectors, and what does their tails. */
final class ScalarRowProducts implements RowProducts {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** What is subtracted from four bits. */
    static final int BIAS_4 = 8;

    private static final int LOW_4 = 0xf;

    private final RowFormat format;

    ScalarRowProducts(RowFormat format) {
        this.format = format;
    }

    @Override
    public int arrangedLength(int count) {
        return count;
    }

    @Override
    public void arrange(int count, float[] x, int at, float[] target, int to) {
        System.arraycopy(x, at, target, to, count);
    }

    @Override
    public void dot(
            int rows,
            int count,
            MemorySegment w,
            long at,
            long rowBytes,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            float[] scratch) {
        for (int i = 0; i < rows; i++) {
            float sum = 0;
            for (int k = 0; k < count; k++) {
                sum += element(format, w, at + i * rowBytes, k) * x[xAt + k];
            }
            y[yAt + i] = sum;
        }
    }

    @Override
    public void dot4(
            int rows,
            int count,
            MemorySegment w,
            long at,
            long rowBytes,
            float[] x,
            int xAt,
            int ldx,
            float[] y,
            int yAt,
            int ldy,
            float[] scratch) {
        for (int v = 0; v < VECTORS; v++) {
            dot(rows, count, w, at, rowBytes, x, xAt + v * ldx, y, yAt + v * ldy, scratch);
        }
    }

    @Override
    public void widen(int first, int count, MemorySegment w, long at, float[] target, int to) {
        for (int k = 0; k < count; k++) {
            target[to + k] = element(format, w, at, first + k);
        }
    }

    /** An element of a row, a scale of its block included. */
    static float element(RowFormat format, MemorySegment w, long row, int k) {
        int of = k % format.block();
        long block = row + format.bytes(k - of);
        return switch (format) {
            case BF16 -> Float.intBitsToFloat(w.get(SHORT, block) << Short.SIZE);
            case FP16 -> Float.float16ToFloat(w.get(SHORT, block));
            case INT8 -> w.get(JAVA_BYTE, block);
            case Q8_0 -> scale(w, block) * w.get(JAVA_BYTE, block + RowFormat.SCALE_BYTES + of);
            case Q4_0 -> {
                int half = format.block() / 2;
                int pair = w.get(JAVA_BYTE, block + RowFormat.SCALE_BYTES + of % half);
                yield scale(w, block) * (((of < half ? pair : pair >> 4) & LOW_4) - BIAS_4);
            }
        };
    }

    static float scale(MemorySegment w, long block) {
        return Float.float16ToFloat(w.get(SHORT, block));
    }
}
