package dev.lanewise.engine.kernels;

/**
 * Factors below 1 as integers, {@code M = m·2^(−31−n)} with m in [2³⁰, 2³¹): a multiplication that keeps the high half,
 * rounded to nearest, ties up; then a shift, rounded to nearest, ties away from zero.
 *
 * <p>Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018,
 * section 2.2, and its library gemmlowp.
 *
 * @param multipliers m
 * @param shifts n, 0 to 31
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FixedPoint(int[] multipliers, int[] shifts) {
    /**
     * Multiplies.
     *
     * @param s any int
     * @param multiplier m
     * @param shift n
     * @return s times M, rounded twice
     */
    public static int apply(int s, int multiplier, int shift) {
        int high = (int) (((long) s * multiplier + (1L << 30)) >> 31);
        int mask = (1 << shift) - 1;
        int half = (mask >>> 1) + (high >>> 31);
        return (high >> shift) + ((high & mask) > half ? 1 : 0);
    }
}
