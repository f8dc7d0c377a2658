package dev.lanewise.properties.support;

import dev.lanewise.reference.ReferenceProduct;

/** The error bounds of sums in fp32, always against the sums of absolute values, never against the result. */
public final class Bounds {
    private static final double UNIT = 0x1p-24;

    /** Roundings outside of the sum: alpha, beta, and adding them up. */
    private static final int OF_FACTORS = 3;

    /** Roundings of an epilogue: scale and column bias, row bias, residual. */
    private static final int OF_EPILOGUE = 3;

    /** Blocked sums round kc times inside of a block and once per block; no engine's kc is outside of these. */
    private static final int LARGEST_KC = 512;

    private static final int SMALLEST_KC = 64;

    private Bounds() {}

    /** Roundings of a sum of k products, whatever the blocks. */
    static int ofSum(int m, int n, int k) {
        return isBlocked(m, n) ? Math.min(k, LARGEST_KC + (k + SMALLEST_KC - 1) / SMALLEST_KC) : k;
    }

    /** Roundings of a sum of k products in blocks of kc. */
    static int ofSum(int m, int n, int k, int kc) {
        return isBlocked(m, n) ? Math.min(k, kc + (k + kc - 1) / kc) : k;
    }

    /** Sums of one row or column, and those of scalar kernels, need not be blocked. */
    private static boolean isBlocked(int m, int n) {
        return m > 1 && n > 1 && Width.LANES > 1;
    }

    /** γ of so many roundings, and half a subnormal for each that may underflow. */
    static double componentwise(int roundings, int k, double magnitude, double largestFactor) {
        double gamma = roundings * UNIT / (1 - roundings * UNIT);
        return gamma * magnitude + (k + OF_FACTORS) * (double) Float.MIN_VALUE * Math.max(1, largestFactor);
    }

    /** For uniform data: 2·√K·2⁻²⁴·(|A||B|), and the single roundings. */
    static double uniform(int k, double magnitude) {
        return (2 * Math.sqrt(k) + OF_FACTORS) * UNIT * magnitude;
    }

    /** The bound of what an epilogue adds to and scales, before its activation. */
    static double ofEpilogue(GemmCase gemm, double magnitude, double largestFactor) {
        int roundings = ofSum(gemm.m(), gemm.n(), gemm.k()) + OF_FACTORS + OF_EPILOGUE;
        return componentwise(roundings, gemm.k(), magnitude, largestFactor);
    }

    /**
     * Checks a product of fp32 against that of doubles: NaN and infinities alike, no difference where nothing rounds, else
     * within the bound.
     */
    public static void check(Operand actual, ReferenceProduct expected, GemmCase gemm, double largestFactor) {
        check(actual, expected, gemm, largestFactor, ofSum(gemm.m(), gemm.n(), gemm.k()));
    }

    /** The same where the roundings of a sum are known. */
    public static void check(
            Operand actual, ReferenceProduct expected, GemmCase gemm, double largestFactor, int roundingsOfSum) {
        for (int row = 0; row < actual.rows(); row++) {
            for (int col = 0; col < actual.cols(); col++) {
                int at = row * actual.cols() + col;
                double magnitude = expected.magnitudes()[at];
                double bound = gemm.exact()
                        ? 0
                        : componentwise(roundingsOfSum + OF_FACTORS, gemm.k(), magnitude, largestFactor);
                if (gemm.uniform()) {
                    bound = Math.min(bound, uniform(gemm.k(), magnitude));
                }
                checkElement(actual, row, col, expected.values()[at], bound);
            }
        }
    }

    /** Checks one element. */
    public static void checkElement(Operand actual, int row, int col, double expected, double bound) {
        float value = actual.get(row, col);
        boolean right = Double.isNaN(expected)
                ? Float.isNaN(value)
                : Double.isInfinite(expected) ? value == expected : Math.abs(value - expected) <= bound;
        if (!right) {
            throw new AssertionError("row %d, column %d of %d×%d is %s; it must be %s ± %s"
                    .formatted(row, col, actual.rows(), actual.cols(), value, expected, bound));
        }
    }
}
