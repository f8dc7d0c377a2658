package dev.lanewise.jmh;

import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Requantization;
import dev.lanewise.engine.kernels.Probes;

/** Quantisation of a tensor, which memory limits, and a loop that reads and writes as much. */
public final class QuantizationBound {
    private static final float SCALE = 0.03f;
    private static final int ZERO_POINT = 117;

    /** What runs. */
    public enum Operator {
        /** Floats to bytes. */
        QUANTIZE,
        /** Bytes to floats. */
        DEQUANTIZE,
        /** Ints to bytes, by a product of floats. */
        REQUANTIZE,
        /** Ints to bytes, by a product of integers. */
        REQUANTIZE_BY_FIXED_POINT
    }

    private final Operator operator;
    private final int length;
    private final Quantization quantization = Quantization.perTensor(QuantizedType.U8, SCALE, ZERO_POINT);
    private final Requantization byFloat = Requantization.byFloat(new float[] {SCALE}, QuantizedType.U8, ZERO_POINT);
    private final Requantization byFixedPoint =
            Requantization.byFixedPoint(new float[] {SCALE}, QuantizedType.U8, ZERO_POINT);
    private final float[] floats;
    private final int[] ints;
    private final byte[] bytes;
    private final float[] loop;

    /**
     * Makes the tensors.
     *
     * @param operator what runs
     * @param length elements, a multiple of {@link Probes#BLOCK}
     */
    public QuantizationBound(Operator operator, int length) {
        this.operator = operator;
        this.length = length;
        boolean ofInts = operator == Operator.REQUANTIZE || operator == Operator.REQUANTIZE_BY_FIXED_POINT;
        floats = new float[ofInts ? 0 : length];
        ints = new int[ofInts ? length : 0];
        bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            switch (operator) {
                case QUANTIZE -> floats[i] = input(i) * SCALE;
                case DEQUANTIZE -> bytes[i] = (byte) (i * 37);
                case REQUANTIZE, REQUANTIZE_BY_FIXED_POINT -> ints[i] = Math.round(input(i) * 32);
            }
        }
        loop = new float[length + length / 4];
    }

    private static float input(int i) {
        return (i * 37 % 1001 - 500) / 3f;
    }

    /** {@return bytes that are read and written} */
    public double bytes() {
        return (double) length * (Float.BYTES + 1);
    }

    /** Runs the operator. */
    public void run() {
        switch (operator) {
            case QUANTIZE -> quantization.quantize(length, floats, 0, bytes, 0);
            case DEQUANTIZE -> quantization.dequantize(length, bytes, 0, floats, 0);
            case REQUANTIZE -> byFloat.apply(1, length, ints, 0, length, bytes, 0, length);
            case REQUANTIZE_BY_FIXED_POINT -> byFixedPoint.apply(1, length, ints, 0, length, bytes, 0, length);
        }
    }

    /** Reads and writes as much. */
    public void runLoop() {
        if (operator == Operator.DEQUANTIZE) {
            Probes.widen(loop, 0, length / 4, length);
        } else {
            Probes.narrow(loop, 0, length, length);
        }
    }

    /** Throws unless the last results are right. */
    public void requireCorrect() {
        for (int i = 0; i < length; i++) {
            double error = switch (operator) {
                case DEQUANTIZE -> floats[i] - SCALE * (Byte.toUnsignedInt(bytes[i]) - ZERO_POINT);
                case QUANTIZE -> error(i, floats[i] / SCALE, 0.5001);
                case REQUANTIZE -> error(i, ints[i] * SCALE, 0.5001);
                // rounded twice, the second time by less than 1
                case REQUANTIZE_BY_FIXED_POINT -> error(i, ints[i] * SCALE, 0.75);
            };
            if (error != 0) {
                throw new AssertionError("%s: element %d is off by %s".formatted(operator, i, error));
            }
        }
    }

    /** How far a byte is from what a number may be rounded to. */
    private double error(int i, double number, double most) {
        double low = Math.clamp(Math.ceil(number - most) + ZERO_POINT, 0, 255);
        double high = Math.clamp(Math.floor(number + most) + ZERO_POINT, 0, 255);
        int q = Byte.toUnsignedInt(bytes[i]);
        return q - Math.clamp(q, low, high);
    }

    /** Spoils a result, for a test that this is found out. */
    void spoil(int i) {
        bytes[i] ^= 0x40;
    }
}
