package dev.lanewise.properties.support;

import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.util.SplittableRandom;

/**
 * A convolution of 8-bit numbers.
 *
 * @param shape its sizes
 * @param in layout of x
 * @param out layout of y
 * @param x type of x
 * @param w type of w
 * @param perChannel whether every output channel has a quantisation of its own
 * @param content how bytes and zero points are made
 * @param seed of all
 */
public record QuantizedConvCase(
        ConvShape shape,
        Layout in,
        Layout out,
        QuantizedType x,
        QuantizedType w,
        boolean perChannel,
        Int8Case.Content content,
        int seed) {

    /** How x is quantised. */
    public Quantization input() {
        SplittableRandom random = new SplittableRandom(seed * 31L + 1);
        return Quantization.perTensor(x, (float) random.nextDouble(0.001, 0.1), zeroPoint(random, x));
    }

    /** How w is quantised. */
    public Quantization weights() {
        SplittableRandom random = new SplittableRandom(seed * 31L + 2);
        int count = perChannel ? shape.outChannels() : 1;
        float[] scales = new float[count];
        int[] zeroPoints = new int[count];
        for (int i = 0; i < count; i++) {
            scales[i] = (float) random.nextDouble(0.001, 0.1);
            zeroPoints[i] = zeroPoint(random, w);
        }
        return perChannel
                ? Quantization.perChannel(w, scales, zeroPoints)
                : Quantization.perTensor(w, scales[0], zeroPoints[0]);
    }

    private static int zeroPoint(SplittableRandom random, QuantizedType type) {
        Int8Case.Content of = random.nextBoolean() ? Int8Case.Content.FULL_RANGE : Int8Case.Content.CORNERS;
        return of.value(random, type);
    }

    /** x from an offset on. */
    public byte[] xBytes(int offset) {
        return bytes(x, shape.inputElements(), offset, 3);
    }

    /** w from an offset on. */
    public byte[] wBytes(int offset) {
        return bytes(w, shape.weightElements(), offset, 4);
    }

    private byte[] bytes(QuantizedType type, int length, int offset, int stream) {
        SplittableRandom random = new SplittableRandom(seed * 37L + stream);
        byte[] bytes = new byte[offset + length + offset];
        for (int i = 0; i < length; i++) {
            bytes[offset + i] = (byte) content.value(random, type);
        }
        return bytes;
    }

    /** A bias for each channel, small or, in every second case, for some as large as can be. */
    public int[] bias() {
        SplittableRandom random = new SplittableRandom(seed * 41L + 5);
        boolean large = random.nextBoolean();
        int[] bias = new int[shape.outChannels()];
        for (int j = 0; j < bias.length; j++) {
            bias[j] = large && random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(-100_000, 100_001);
        }
        return bias;
    }

    /** Output channel of an element of y. */
    public int channel(int element) {
        return out == Layout.NHWC ? element % shape.outChannels() : element / shape.outPixels() % shape.outChannels();
    }

    /** The sums, bias included, modulo 2³²; doubles hold every sum of so few products. */
    public int[] sums() {
        Quantization weights = weights();
        int perOutput = shape.weightElements() / shape.outChannels();
        float[] left = new float[shape.inputElements()];
        float[] right = new float[shape.weightElements()];
        byte[] xs = xBytes(0);
        byte[] ws = wBytes(0);
        for (int i = 0; i < left.length; i++) {
            left[i] = value(xs[i], x) - input().zeroPoint(0);
        }
        for (int i = 0; i < right.length; i++) {
            right[i] = value(ws[i], w) - weights.zeroPoint(i / perOutput);
        }
        double[] exact = ConvRun.reference(shape, in, out, left, 0, right, 0).values();
        int[] bias = bias();
        int[] sums = new int[exact.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (int) ((long) exact[i] + bias[channel(i)]);
        }
        return sums;
    }

    private static int value(byte stored, QuantizedType type) {
        return type == QuantizedType.U8 ? stored & 0xff : stored;
    }
}
