package dev.lanewise.properties.support;

import dev.lanewise.engine.WeightFormat;
import dev.lanewise.engine.WeightOnlyMatrix;
import dev.lanewise.reference.ReferenceWeightFormats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;

/**
 * Low-precision weights of full range, made from a seed.
 *
 * @param format how they are stored
 * @param rows rows of W
 * @param blocks columns of W, in blocks of the format
 * @param seed of the bytes
 */
public record WeightCase(WeightFormat format, int rows, int blocks, int seed) {
    private static final int GUARD = 3;

    public int cols() {
        return blocks * format.block();
    }

    /** Random bits; exponents of floats are kept from being extreme. */
    public byte[] bytes() {
        byte[] bytes = new byte[(int) format.rowBytes(cols()) * rows];
        new Random(seed).nextBytes(bytes);
        int step = switch (format) {
            case BF16, FP16 -> 2;
            case INT8 -> bytes.length + 1;
            case Q8_0, Q4_0 -> (int) format.rowBytes(format.block());
        };
        for (int at = 1; at < bytes.length; at += step) {
            // bf16 from 2⁻⁷ to 2, fp16 and scales from 2⁻⁷ to 2; the sign and a bit of the exponent are random
            int kept = format == WeightFormat.BF16 ? 0x83 : 0x97;
            int set = format == WeightFormat.BF16 ? 0x3c : 0x20;
            bytes[at] = (byte) ((bytes[at] & kept) | set);
        }
        return bytes;
    }

    public float[] scales() {
        if (format != WeightFormat.INT8) {
            return null;
        }
        float[] scales = new float[rows];
        for (int i = 0; i < rows; i++) {
            scales[i] = 0.01f * (i + 1);
        }
        return scales;
    }

    /** The weights in native memory, behind a guard that leaves them unaligned, or in an array. */
    public WeightOnlyMatrix matrix(boolean isNative, Arena arena) {
        byte[] bytes = bytes();
        byte[] guarded = new byte[bytes.length + GUARD];
        System.arraycopy(bytes, 0, guarded, GUARD, bytes.length);
        MemorySegment segment = MemorySegment.ofArray(guarded);
        if (isNative) {
            segment = arena.allocate(guarded.length).copyFrom(segment);
        }
        return format == WeightFormat.INT8
                ? WeightOnlyMatrix.ofInt8(rows, cols(), segment, GUARD, scales())
                : WeightOnlyMatrix.of(format, rows, cols(), segment, GUARD);
    }

    /** Every weight as its definition has it. */
    public double[] exact() {
        byte[] bytes = bytes();
        int rowBytes = (int) format.rowBytes(cols());
        double[] exact = new double[rows * cols()];
        for (int i = 0; i < rows; i++) {
            byte[] row = Arrays.copyOfRange(bytes, i * rowBytes, (i + 1) * rowBytes);
            for (int k = 0; k < cols(); k++) {
                exact[i * cols() + k] = element(row, i, k);
            }
        }
        return exact;
    }

    private double element(byte[] row, int i, int k) {
        return switch (format) {
            case BF16 -> ReferenceWeightFormats.bf16(row, k);
            case FP16 -> ReferenceWeightFormats.fp16(row, k);
            case INT8 -> (double) scales()[i] * row[k];
            case Q8_0 -> ReferenceWeightFormats.q8(row, k);
            case Q4_0 -> ReferenceWeightFormats.q4(row, k);
        };
    }

    /** What the bound counts for every weight: its magnitude, in Q4_0 with the bias. */
    public double[] magnitudes() {
        double[] magnitudes = exact();
        byte[] bytes = bytes();
        int rowBytes = (int) format.rowBytes(cols());
        for (int i = 0; i < rows; i++) {
            byte[] row = Arrays.copyOfRange(bytes, i * rowBytes, (i + 1) * rowBytes);
            for (int k = 0; k < cols(); k++) {
                int at = i * cols() + k;
                double bias = format == WeightFormat.Q4_0 ? 8 * Math.abs(ReferenceWeightFormats.scale(row, 18, k)) : 0;
                magnitudes[at] = Math.abs(magnitudes[at]) + bias;
            }
        }
        return magnitudes;
    }
}
