package dev.lanewise.properties.support;

import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.reference.ReferenceIntegerGemm;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A layer of 8-bit numbers: x is m×k, W n×k.
 *
 * @param m rows of x
 * @param n rows of W
 * @param k length of the sums
 * @param x type of x
 * @param w type of W
 * @param perRow whether every row of x has a quantisation of its own
 * @param perColumn whether every row of W has
 * @param content how bytes and zero points are made
 * @param pad elements between rows
 * @param seed of all
 */
public record Int8Case(
        int m,
        int n,
        int k,
        QuantizedType x,
        QuantizedType w,
        boolean perRow,
        boolean perColumn,
        Content content,
        int pad,
        int seed) {

    private static final byte GUARD = 0x5a;
    private static final int OFFSET = 7;

    /** How bytes are made. */
    public enum Content {
        /** Any. */
        FULL_RANGE {
            @Override
            int value(SplittableRandom random, QuantizedType type) {
                return random.nextInt(type.min(), type.max() + 1);
            }
        },
        /** The ends of the range: 255·127, −128·−128. */
        CORNERS {
            @Override
            int value(SplittableRandom random, QuantizedType type) {
                return random.nextBoolean() ? type.min() : type.max();
            }
        },
        /** All of them as large as can be: sums reach the limit of what a float holds. */
        GREATEST {
            @Override
            int value(SplittableRandom random, QuantizedType type) {
                return type.max();
            }
        },
        /** All of them as small as can be. */
        LEAST {
            @Override
            int value(SplittableRandom random, QuantizedType type) {
                return type.min();
            }
        };

        abstract int value(SplittableRandom random, QuantizedType type);
    }

    /** How x is quantised. */
    public Quantization input() {
        return quantization(x, perRow, m, 1);
    }

    /** How W is quantised. */
    public Quantization weights() {
        return quantization(w, perColumn, n, 2);
    }

    private Quantization quantization(QuantizedType type, boolean perChannel, int channels, int stream) {
        SplittableRandom random = new SplittableRandom(seed * 31L + stream);
        int count = perChannel ? Math.max(1, channels) : 1;
        float[] scales = new float[count];
        int[] zeroPoints = new int[count];
        for (int i = 0; i < count; i++) {
            scales[i] = (float) random.nextDouble(0.001, 0.1);
            Content of = random.nextBoolean() ? Content.FULL_RANGE : Content.CORNERS;
            zeroPoints[i] = of.value(random, type);
        }
        return perChannel
                ? Quantization.perChannel(type, scales, zeroPoints)
                : Quantization.perTensor(type, scales[0], zeroPoints[0]);
    }

    /** x, with guards around and between its rows. */
    public byte[] xBytes() {
        return bytes(x, m, 3);
    }

    /** W, with guards around and between its rows. */
    public byte[] wBytes() {
        return bytes(w, n, 4);
    }

    private byte[] bytes(QuantizedType type, int rows, int stream) {
        SplittableRandom random = new SplittableRandom(seed * 37L + stream);
        byte[] bytes = new byte[OFFSET + rows * ld() + OFFSET];
        Arrays.fill(bytes, GUARD);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < k; j++) {
                bytes[OFFSET + i * ld() + j] = (byte) content.value(random, type);
            }
        }
        return bytes;
    }

    /** First element of x and of W. */
    public int offset() {
        return OFFSET;
    }

    /** Elements from one row of x or W to the next. */
    public int ld() {
        return k + pad;
    }

    /** A bias for each column, small or as large as can be. */
    public int[] bias() {
        SplittableRandom random = new SplittableRandom(seed * 41L + 5);
        int[] bias = new int[n];
        for (int j = 0; j < n; j++) {
            bias[j] = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(-100_000, 100_001);
        }
        return bias;
    }

    /** The sums, bias included, modulo 2³². */
    public int[] sums() {
        int[] left = centred(xBytes(), x, m, input());
        int[] right = centred(wBytes(), w, n, weights());
        long[] exact = ReferenceIntegerGemm.multiply(false, true, m, n, k, left, right);
        int[] bias = bias();
        int[] sums = new int[exact.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (int) (exact[i] + bias[i % n]);
        }
        return sums;
    }

    private int[] centred(byte[] bytes, QuantizedType type, int rows, Quantization quantization) {
        int[] values = new int[rows * k];
        for (int i = 0; i < values.length; i++) {
            byte stored = bytes[OFFSET + i / k * ld() + i % k];
            values[i] = (type == QuantizedType.U8 ? stored & 0xff : stored) - quantization.zeroPoint(i / k);
        }
        return values;
    }
}
