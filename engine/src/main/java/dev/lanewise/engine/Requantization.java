package dev.lanewise.engine;

import dev.lanewise.engine.kernels.FixedPoint;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.QuantizeKernel;
import dev.lanewise.engine.kernels.QuantizeSpec;
import java.util.Arrays;

/**
 * From sums of products to bytes: {@code q = min(max(round(s·M), min − Z), max − Z) + Z}, M for all columns or for each, usually
 * {@code S_a·S_b / S_q}. Two ways to multiply, each with the same bits on vectors and scalars:
 *
 * <ul>
 *   <li>{@link #byFloat}: s is rounded to fp32, the product is, and then to an integer, ties to even; as ONNX Runtime.
 *   <li>{@link #byFixedPoint}: {@code M = m·2^(−31−n)} with an integer m in [2³⁰, 2³¹) and n from 0 to 31. {@code s·m·2⁻³¹} is rounded to
 *       nearest, ties up; then times 2⁻ⁿ to nearest, ties away from zero; as gemmlowp and TensorFlow Lite. M is exactly that, so
 *       that the result is the one of exact arithmetic within 1.
 * </ul>
 *
 * <p>Immutable, and safe to use from many threads at once; applying allocates nothing.
 *
 * <p>Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018,
 * section 2.2.
 */
public final class Requantization {
    private static final QuantizeKernel KERNEL = Kernels.active().quantize();
    private static final double MULTIPLIER_RANGE = 0x1p31;

    private final QuantizeSpec spec;
    private final FixedPoint fixed;
    private final int channels;

    private Requantization(QuantizeSpec spec, FixedPoint fixed, int channels) {
        this.spec = spec;
        this.fixed = fixed;
        this.channels = channels;
    }

    /**
     * Multiplies in fp32.
     *
     * @param factors M of each column, or one for all
     * @param type type of q
     * @param zeroPoint Z
     * @return the requantisation
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no factor, one is not a finite number above 0, or {@code zeroPoint} not in the range
     *     of {@code type}
     */
    public static Requantization byFloat(float[] factors, QuantizedType type, int zeroPoint) {
        checkFactors(factors, type, zeroPoint);
        return new Requantization(spec(factors.clone(), type, zeroPoint), null, factors.length);
    }

    /**
     * Multiplies by integers.
     *
     * @param factors M of each column, or one for all, from 2⁻³² to below 1
     * @param type type of q
     * @param zeroPoint Z
     * @return the requantisation
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no factor, one is out of range, or {@code zeroPoint} not in the range of {@code type}
     */
    public static Requantization byFixedPoint(float[] factors, QuantizedType type, int zeroPoint) {
        checkFactors(factors, type, zeroPoint);
        for (int i = 0; i < factors.length; i++) {
            if (factors[i] < 0x1p-32f || factors[i] >= 1) {
                throw new IllegalArgumentException(
                        "factors[" + i + "] is " + factors[i] + "; it must be from 2^-32 to below 1");
            }
        }
        int length = factors.length == 1 ? QuantizeKernel.EQUAL_PARAMETERS : factors.length;
        int[] multipliers = new int[length];
        int[] shifts = new int[length];
        for (int i = 0; i < length; i++) {
            float factor = factors[factors.length == 1 ? 0 : i];
            // an fp32 number has 24 bits, so nothing is rounded and m stays below 2³¹
            shifts[i] = -1 - Math.getExponent(factor);
            multipliers[i] = (int) Math.scalb(factor * MULTIPLIER_RANGE, shifts[i]);
        }
        FixedPoint fixed = new FixedPoint(multipliers, shifts);
        return new Requantization(spec(factors.clone(), type, zeroPoint), fixed, factors.length);
    }

    private static QuantizeSpec spec(float[] factors, QuantizedType type, int zeroPoint) {
        int[] zeroPoints = new int[factors.length];
        Arrays.fill(zeroPoints, zeroPoint);
        return new QuantizeSpec(factors, zeroPoints, factors.length > 1, type.isUnsigned());
    }

    private static void checkFactors(float[] factors, QuantizedType type, int zeroPoint) {
        Checks.notNull(factors, "factors");
        Quantization.perTensor(type, 1, zeroPoint);
        if (factors.length == 0) {
            throw new IllegalArgumentException("factors has 0 elements; it must have 1 or more");
        }
        for (int i = 0; i < factors.length; i++) {
            if (!(factors[i] > 0) || factors[i] == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "factors[" + i + "] is " + factors[i] + "; it must be a finite number above 0");
            }
        }
    }

    /** Keeps results between two q. Only before this is handed out. */
    void clip(int low, int high) {
        spec.clip(low, high);
    }

    QuantizeSpec spec() {
        return spec;
    }

    FixedPoint fixed() {
        return fixed;
    }

    /**
     * Requantises a matrix.
     *
     * @param rows rows
     * @param cols columns
     * @param s sums
     * @param sOffset the first
     * @param lds elements from one row of s to the next
     * @param q bytes
     * @param qOffset the first
     * @param ldq elements from one row of q to the next
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if a size is negative, a leading dimension below its row, or there is a factor for each of
     *     another number of columns
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     */
    public void apply(int rows, int cols, int[] s, int sOffset, int lds, byte[] q, int qOffset, int ldq) {
        Checks.size(rows, "rows");
        Checks.size(cols, "cols");
        if (channels > 1 && cols != channels) {
            throw new IllegalArgumentException("cols is " + cols + "; it must be the number of factors, " + channels);
        }
        Checks.matrix(s, sOffset, rows, cols, lds, "s");
        Checks.matrix(q, qOffset, rows, cols, ldq, "q");
        for (int i = 0; i < rows; i++) {
            if (fixed != null) {
                KERNEL.requantize(cols, s, sOffset + i * lds, fixed, spec, 0, q, qOffset + i * ldq);
            } else {
                KERNEL.requantize(cols, s, sOffset + i * lds, 1, spec, 0, q, qOffset + i * ldq);
            }
        }
    }
}
