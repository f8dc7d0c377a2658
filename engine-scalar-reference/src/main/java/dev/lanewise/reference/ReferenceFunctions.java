package dev.lanewise.reference;

/** Functions of one number in double, beside those of {@link ReferenceActivations}. NaN gives NaN. */
public final class ReferenceFunctions {
    private ReferenceFunctions() {}

    /**
     * The exponential linear unit, scaled.
     *
     * @param x any value
     * @param below factor of {@code exp(x) − 1} where x is negative
     * @param above factor of x elsewhere
     * @return the function's value
     */
    public static double elu(double x, double below, double above) {
        return x < 0 ? below * StrictMath.expm1(x) : above * x;
    }

    /**
     * The smooth rectifier {@code log(1 + exp(x))}.
     *
     * @param x any value
     * @return the function's value, which nothing overflows on the way to
     */
    public static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /**
     * The softsign {@code x/(1 + |x|)}.
     *
     * @param x any value
     * @return a value in [−1, 1]
     */
    public static double softsign(double x) {
        return Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
    }

    /**
     * {@code x·tanh(softplus(x))}; with {@code e = exp(x)}, x·(e² + 2e)/(e² + 2e + 2).
     *
     * @param x any value
     * @return 0 at −∞
     */
    public static double mish(double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return -0.0;
        }
        if (x > 100) {
            return x;
        }
        double e = StrictMath.exp(x);
        return x * (e * (e + 2)) / (e * (e + 2) + 2);
    }
}
