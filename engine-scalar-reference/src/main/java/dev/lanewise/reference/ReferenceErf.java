package dev.lanewise.reference;

/**
 * The error function and its complement in double. Below 2 the series of Abramowitz and Stegun 7.1.6, whose terms are all of one
 * sign; from 2 upwards the continued fraction 7.1.14. Relative error of both below 1e-13.
 */
public final class ReferenceErf {
    private static final double SERIES_LIMIT = 2;
    private static final double TWO_OVER_SQRT_PI = 2 / StrictMath.sqrt(Math.PI);
    private static final int FRACTION_TERMS = 200;

    private ReferenceErf() {}

    /**
     * The error function {@code 2/√π · ∫₀ˣ exp(−t²) dt}.
     *
     * @param x any value
     * @return erf(x); NaN for NaN, ±1 at the infinities, ±0 at ±0
     */
    public static double erf(double x) {
        if (x < 0) {
            return -erf(-x);
        }
        return x < SERIES_LIMIT ? series(x) : 1 - erfc(x);
    }

    /**
     * The complement {@code 1 − erf(x)}, without the cancellation that this formula has for large x.
     *
     * @param x any value
     * @return erfc(x); NaN for NaN, 0 at +∞, 2 at −∞
     */
    public static double erfc(double x) {
        if (x < SERIES_LIMIT) {
            return 1 - erf(x);
        }
        return StrictMath.exp(-x * x) / StrictMath.sqrt(Math.PI) * fraction(x);
    }

    /** {@code 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1))}. */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-18; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_SQRT_PI * StrictMath.exp(-x * x) * sum;
    }

    /** {@code 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))}, from the inside out. */
    private static double fraction(double x) {
        double tail = x;
        for (int n = FRACTION_TERMS; n >= 1; n--) {
            tail = x + n / 2.0 / tail;
        }
        return 1 / tail;
    }
}
