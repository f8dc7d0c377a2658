package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Calibration;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.Quantization.ChannelAxis;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Requantization;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.reference.ReferenceQuantization;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Quantising, dequantising, requantising and calibrating. */
@AddLifecycleHook(ScaledTries.class)
class QuantizationProperties {
    private static final int PAD = 3;
    private static final int OFFSET = 5;

    /** Ties, both zeros, NaN, infinities, what saturates and what overflows; every length, every channel axis. */
    @Property
    void quantizesAsTheReference(
            @ForAll QuantizedType type,
            @ForAll boolean perChannel,
            @ForAll ChannelAxis axis,
            @ForAll @IntRange(max = 9) int rows,
            @ForAll @IntRange(max = 70) int cols,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int channels = perChannel ? axis == ChannelAxis.ROWS ? rows : cols : 1;
        if (channels == 0) {
            return;
        }
        Quantization quantization = quantization(type, perChannel, channels, random);
        int ld = cols + PAD;
        float[] r = new float[OFFSET + rows * ld + OFFSET];
        byte[] q = new byte[r.length];
        Arrays.fill(q, (byte) 0x5a);
        byte[] expected = q.clone();
        float[] back = r.clone();
        float[] expectedBack = r.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                int channel = perChannel ? axis == ChannelAxis.ROWS ? i : j : 0;
                float scale = quantization.scale(channel);
                int zero = quantization.zeroPoint(channel);
                int at = OFFSET + i * ld + j;
                r[at] = number(random, scale);
                int value = ReferenceQuantization.quantize(r[at], scale, zero, type.min(), type.max());
                assertEquals(value, quantization.quantize(r[at], channel), () -> "alone");
                expected[at] = (byte) value;
                expectedBack[at] = ReferenceQuantization.dequantize(value, scale, zero);
                boolean clipped = value == type.min() || value == type.max();
                if (!clipped) {
                    double bound = scale / 2.0 + 0x1p-24 * (Math.abs(r[at]) + 255.0 * scale);
                    assertTrue(Math.abs(expectedBack[at] - r[at]) <= bound, () -> "there and back");
                }
            }
        }
        quantization.quantize(axis, rows, cols, r, OFFSET, ld, q, OFFSET, ld);
        assertArrayEquals(expected, q);
        quantization.dequantize(axis, rows, cols, q, OFFSET, ld, back, OFFSET, ld);
        assertArrayEquals(expectedBack, back);
        if (!perChannel && rows > 0) {
            byte[] run = new byte[cols];
            quantization.quantize(cols, r, OFFSET, run, 0);
            assertArrayEquals(Arrays.copyOfRange(expected, OFFSET, OFFSET + cols), run);
            float[] runBack = new float[cols];
            quantization.dequantize(cols, run, 0, runBack, 0);
            assertArrayEquals(Arrays.copyOfRange(expectedBack, OFFSET, OFFSET + cols), runBack);
        }
    }

    /** Sums of all sizes, ties and the ends of an int, with factors for all columns or for each. */
    @Property
    void requantizesAsTheReference(
            @ForAll QuantizedType type,
            @ForAll boolean perColumn,
            @ForAll boolean fixedPoint,
            @ForAll @IntRange(max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 70) int cols,
            @ForAll @IntRange(max = 255) int zero,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] factors = new float[perColumn ? cols : 1];
        for (int j = 0; j < factors.length; j++) {
            float power = Math.scalb(1f, -1 - random.nextInt(32));
            factors[j] = random.nextInt(3) == 0 ? power : power * (float) random.nextDouble(1, 1.999);
        }
        int zeroPoint = zero + type.min();
        Requantization requantization = fixedPoint
                ? Requantization.byFixedPoint(factors, type, zeroPoint)
                : Requantization.byFloat(factors, type, zeroPoint);
        int ld = cols + PAD;
        int[] s = new int[OFFSET + rows * ld + OFFSET];
        byte[] q = new byte[s.length];
        byte[] expected = q.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                int at = OFFSET + i * ld + j;
                float factor = factors[perColumn ? j : 0];
                s[at] = switch (random.nextInt(6)) {
                    case 0 -> Integer.MIN_VALUE;
                    case 1 -> Integer.MAX_VALUE;
                    case 2 -> (int) Math.rint((random.nextInt(-300, 300) + 0.5) / factor);
                    case 3 -> random.nextInt();
                    default -> random.nextInt(-1000, 1001);
                };
                expected[at] = (byte)
                        (fixedPoint
                                ? ReferenceQuantization.requantizeFixedPoint(
                                        s[at], factor, zeroPoint, type.min(), type.max())
                                : ReferenceQuantization.requantize(s[at], factor, zeroPoint, type.min(), type.max()));
            }
        }
        requantization.apply(rows, cols, s, OFFSET, ld, q, OFFSET, ld);
        assertArrayEquals(expected, q);
    }

    /** No number is clipped by a calibration on all of them, zero is exact, and the least squared error is no larger. */
    @Property
    void calibrates(
            @ForAll QuantizedType type,
            @ForAll Calibration calibration,
            @ForAll @IntRange(max = 300) int count,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float low = (float) random.nextDouble(-10, 1);
        float[] data = new float[OFFSET + count];
        for (int i = OFFSET; i < data.length; i++) {
            data[i] = low + (float) random.nextDouble() * random.nextInt(1, 20);
        }
        Quantization all = calibration.minMax(type, count, data, OFFSET);
        assertEquals(0, all.dequantize(all.quantize(0, 0), 0));
        for (int i = OFFSET; i < data.length; i++) {
            float back = all.dequantize(all.quantize(data[i], 0), 0);
            assertTrue(Math.abs(back - data[i]) <= all.scale(0) * 1.0001, "a number is clipped");
        }
        Quantization best = calibration.meanSquaredError(type, count, data, OFFSET);
        assertTrue(squaredError(best, data) <= squaredError(all, data), "squared error");
        assertEquals(
                all.scale(0),
                calibration.percentile(type, 100, count, data, OFFSET).scale(0));
        Quantization inner = calibration.percentile(type, 90, count, data, OFFSET);
        assertTrue(inner.scale(0) <= all.scale(0) || count == 0, "a percentile takes less");
        if (count > 0) {
            Quantization rows = calibration.minMaxPerRow(type, 2, count, twice(data, count), 0, count);
            assertEquals(all.scale(0), rows.scale(1));
            assertEquals(all.zeroPoint(0), rows.zeroPoint(0));
        }
    }

    @Example
    void examples() {
        float[] data = {-1, 0, 1, 2, 3};
        Quantization asymmetric = Calibration.ASYMMETRIC.minMax(QuantizedType.U8, 5, data, 0);
        assertEquals(4 / 255f, asymmetric.scale(0));
        assertEquals(64, asymmetric.zeroPoint(0));
        Quantization symmetric = Calibration.SYMMETRIC.minMax(QuantizedType.S8, 5, data, 0);
        assertEquals(3 / 127f, symmetric.scale(0));
        assertEquals(0, symmetric.zeroPoint(0));
        assertEquals(
                2 / 127f,
                Calibration.SYMMETRIC
                        .percentile(QuantizedType.S8, 80, 5, data, 0)
                        .scale(0));
        assertEquals(
                1, Calibration.ASYMMETRIC.minMax(QuantizedType.S8, 0, data, 0).scale(0));
    }

    private static float[] twice(float[] data, int count) {
        float[] twice = new float[2 * count];
        System.arraycopy(data, OFFSET, twice, 0, count);
        System.arraycopy(data, OFFSET, twice, count, count);
        return twice;
    }

    private static double squaredError(Quantization quantization, float[] data) {
        double sum = 0;
        for (int i = OFFSET; i < data.length; i++) {
            double error = quantization.dequantize(quantization.quantize(data[i], 0), 0) - (double) data[i];
            sum += error * error;
        }
        return sum;
    }

    private static Quantization quantization(
            QuantizedType type, boolean perChannel, int channels, SplittableRandom random) {
        float[] scales = new float[channels];
        int[] zeroPoints = new int[channels];
        for (int i = 0; i < channels; i++) {
            scales[i] = random.nextBoolean() ? Math.scalb(1f, random.nextInt(-8, 4)) : random.nextFloat() + 0.001f;
            zeroPoints[i] = random.nextInt(type.min(), type.max() + 1);
        }
        return perChannel
                ? Quantization.perChannel(type, scales, zeroPoints)
                : Quantization.perTensor(type, scales[0], zeroPoints[0]);
    }

    private static float number(SplittableRandom random, float scale) {
        return switch (random.nextInt(12)) {
            case 0 -> Float.NaN;
            case 1 -> Float.POSITIVE_INFINITY;
            case 2 -> Float.NEGATIVE_INFINITY;
            case 3 -> -0f;
            case 4 -> random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE;
            case 5, 6, 7 -> (random.nextInt(-300, 300) + 0.5f) * scale;
            case 8 -> random.nextInt(-300, 300) * scale;
            default -> (float) random.nextDouble(-300, 300) * scale;
        };
    }
}
