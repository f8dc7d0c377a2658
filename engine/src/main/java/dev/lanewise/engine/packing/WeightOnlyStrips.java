package dev.lanewise.engine.packing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowFormat;
import dev.lanewise.engine.kernels.StripProducts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Low-precision weights packed to strips, as {@link StripProducts} describes. What the last strip lacks is zero.
 *
 * @param format how a row was stored
 * @param rows rows of W
 * @param cols columns of W, whole blocks
 * @param segment native memory
 * @param scales what rows are multiplied by, or null
 * @param kernel products with strips of the format
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: a holder of shared memory
public record WeightOnlyStrips(
        RowFormat format, int rows, int cols, MemorySegment segment, float[] scales, StripProducts kernel)
        implements NarrowWeights {
    private static final int LANES = Kernels.active().lanes();
    private static final int STRIP = StripProducts.VECTORS * LANES;
    private static final int CACHE_LINE = 64;
    private static final int LOW_4 = 0xf;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * Packs rows.
     *
     * @param from weights row by row
     * @return the same in strips, or the rows in memory of their own on a machine without vectors
     */
    public static NarrowWeights of(WeightOnlyRows from) {
        StripProducts kernel = Kernels.active().stripProducts(from.format());
        if (kernel == null) {
            return from.copy();
        }
        int strips = Math.ceilDiv(from.rows(), STRIP);
        MemorySegment packed = Arena.ofAuto().allocate(strips * stripBytes(from.format(), from.cols()), CACHE_LINE);
        WeightOnlyStrips to =
                new WeightOnlyStrips(from.format(), from.rows(), from.cols(), packed, from.scales(), kernel);
        for (int row = 0; row < from.rows(); row++) {
            to.packRow(row, from.segment(), from.byteIndex(row));
        }
        return to;
    }

    private void packRow(int row, MemorySegment source, long at) {
        int block = format.block();
        for (int k = 0; k < cols; k++) {
            long of = at + format.bytes(k / block * block);
            switch (format) {
                case BF16, FP16 -> segment.set(SHORT, shortAt(row, k), source.get(SHORT, of));
                case INT8 -> segment.set(JAVA_BYTE, byteAt(row, k), source.get(JAVA_BYTE, of));
                case Q8_0 -> {
                    packScale(row, k, source.get(SHORT, of));
                    segment.set(JAVA_BYTE, byteAt(row, k), source.get(JAVA_BYTE, of + Short.BYTES + k % block));
                }
                case Q4_0 -> {
                    packScale(row, k, source.get(SHORT, of));
                    int pair = source.get(JAVA_BYTE, of + Short.BYTES + k % (block / 2));
                    int nibble = (k % block < block / 2 ? pair : pair >> 4) & LOW_4;
                    long to = byteAt(row, k);
                    segment.set(JAVA_BYTE, to, (byte) (segment.get(JAVA_BYTE, to) | nibble << shift(row)));
                }
            }
        }
    }

    private void packScale(int row, int k, short scale) {
        if (k % format.block() == 0) {
            segment.set(FLOAT, scaleAt(row, k), Float.float16ToFloat(scale) * StripProducts.worth(format, vector(row)));
        }
    }

    /** Bytes of columns of a strip. */
    private static long stripBytes(RowFormat format, int cols) {
        int block = format.block();
        long scales = block > 1 ? (long) cols / block * STRIP * (Float.BYTES - Short.BYTES) : 0;
        return format.bytes(cols) * STRIP + scales;
    }

    /** First byte of what a strip stores from a column on, blocks as a whole. */
    private long stripAt(int row, int col) {
        return stripBytes(format, cols) * (row / STRIP) + stripBytes(format, col / format.block() * format.block());
    }

    /** The vector of its strip that a row is in. */
    private static int vector(int row) {
        return row % STRIP / LANES;
    }

    private long shortAt(int row, int k) {
        long v = vector(row);
        return stripAt(row, k) + (v / 2 * LANES + row % LANES) * Integer.BYTES + v % 2 * Short.BYTES;
    }

    private long scaleAt(int row, int k) {
        return stripAt(row, k) + (long) row % STRIP * Float.BYTES;
    }

    private long byteAt(int row, int k) {
        int lane = row % LANES * Integer.BYTES;
        int step = Integer.BYTES * LANES;
        return switch (format) {
            case Q4_0 -> {
                long of = k % format.block();
                yield valuesAt(row, k) + of / 2 * step + lane + of % 2 * 2 + vector(row) / 2;
            }
            case Q8_0 -> valuesAt(row, k) + (long) k % format.block() * step + lane + vector(row);
            default -> stripAt(row, k) + lane + vector(row);
        };
    }

    /** Where the weights of a block begin, behind their scales. */
    private long valuesAt(int row, int k) {
        return stripAt(row, k) + (format.block() > 1 ? (long) STRIP * Float.BYTES : 0);
    }

    private static int shift(int row) {
        return vector(row) % 2 * 4;
    }

    @Override
    public int arrangedLength(int count) {
        return StripProducts.arrangedLength(format, count);
    }

    @Override
    public void arrange(int count, float[] x, int at, float[] target, int to) {
        StripProducts.arrange(format, count, x, at, target, to);
    }

    @Override
    public void multiply(
            int row, int rows, int col, int count, int vectors, float[] x, int ldx, float[] y, float[] scratch) {
        int done = 0;
        if (vectors == 1) {
            for (; done + STRIP < rows; done += 2 * STRIP) {
                kernel.multiplyPair(
                        count,
                        segment,
                        stripAt(row + done, col),
                        stripAt(row + done + STRIP, col),
                        x,
                        0,
                        y,
                        done,
                        scratch);
            }
        }
        for (; done < rows; done += STRIP) {
            long at = stripAt(row + done, col);
            int v = 0;
            for (; v + 2 <= vectors; v += 2) {
                kernel.multiplyTwo(
                        count, segment, at, x, v * ldx, ldx, y, v * MULTIPLIED_ROWS + done, MULTIPLIED_ROWS, scratch);
            }
            if (v < vectors) {
                kernel.multiply(count, segment, at, x, v * ldx, y, v * MULTIPLIED_ROWS + done, scratch);
            }
        }
        scale(row, rows, vectors, y);
    }

    @Override
    public void read(int row, int col, int count, float[] target, int at) {
        for (int k = 0; k < count; k++) {
            target[at + k] = element(row, col + k);
        }
    }

    private float element(int row, int k) {
        return switch (format) {
            case BF16 -> Float.intBitsToFloat(segment.get(SHORT, shortAt(row, k)) << Short.SIZE);
            case FP16 -> Float.float16ToFloat(segment.get(SHORT, shortAt(row, k)));
            case INT8 -> scales[row] * segment.get(JAVA_BYTE, byteAt(row, k));
            case Q8_0 -> blockScale(row, k) * segment.get(JAVA_BYTE, byteAt(row, k));
            case Q4_0 -> blockScale(row, k) * ((segment.get(JAVA_BYTE, byteAt(row, k)) >> shift(row) & LOW_4) - 8);
        };
    }

    private float blockScale(int row, int k) {
        return segment.get(FLOAT, scaleAt(row, k)) / StripProducts.worth(format, vector(row));
    }

    @Override
    public boolean readPanel(int row, int valid, int col, int count, float[] target, int at) {
        int block = format.block();
        if (row % LANES != 0 || col % block != 0 || count % block != 0) {
            return false;
        }
        int vector = vector(row);
        if (block == 1) {
            kernel.widen(vector, count, segment, stripAt(row, col), target, at);
            if (scales != null) {
                for (int i = 0; i < valid; i++) {
                    float scale = scales[row + i];
                    for (int k = 0; k < count; k++) {
                        target[at + k * LANES + i] *= scale;
                    }
                }
            }
            return true;
        }
        for (int k = 0; k < count; k += block) {
            int to = at + k * LANES;
            kernel.widen(vector, block, segment, valuesAt(row, col + k), target, to);
            for (int i = 0; i < LANES; i++) {
                float scale = segment.get(FLOAT, scaleAt(row + i, col + k));
                for (int j = 0; j < block; j++) {
                    target[to + j * LANES + i] *= scale;
                }
            }
        }
        return true;
    }
}
