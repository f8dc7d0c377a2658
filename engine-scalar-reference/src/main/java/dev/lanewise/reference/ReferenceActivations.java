package dev.lanewise.reference;

/**
 * The activation functions in double. Each is written so that it loses no digits where the textbook formula cancels, and takes
 * its limit at the infinities. NaN gives NaN.
 */
public final class ReferenceActivations {
    private ReferenceActivations() {}

    /**
     * The rectifier {@code max(0, x)}.
     *
     * @param x any value
     * @return x where it is positive, else 0
     */
    public static double relu(double x) {
        return x < 0 ? 0 : x;
    }

    /**
     * The clipped identity {@code max(low, min(high, x))}.
     *
     * @param x any value
     * @param low lowest result
     * @param high highest result
     * @return x, or the limit it is beyond
     */
    public static double clip(double x, double low, double high) {
        return x < low ? low : x > high ? high : x;
    }

    /**
     * The leaky rectifier.
     *
     * @param x any value
     * @param slope factor of negative values
     * @return x, or slope·x where x is negative
     */
    public static double leakyRelu(double x, double slope) {
        return x < 0 ? slope * x : x;
    }

    /**
     * The logistic function {@code 1/(1 + exp(−x))}.
     *
     * @param x any value
     * @return a value in [0, 1]
     */
    public static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /**
     * The hyperbolic tangent.
     *
     * @param x any value
     * @return a value in [−1, 1]
     */
    public static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    /**
     * The Gaussian error linear unit {@code x/2·(1 + erf(x/√2))}, computed as {@code x/2·erfc(−x/√2)}.
     *
     * @param x any value
     * @return 0 at −∞
     */
    public static double geluErf(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x / 2 * ReferenceErf.erfc(-x / StrictMath.sqrt(2));
    }

    /**
     * The tanh form of the Gaussian error linear unit, {@code x/2·(1 + tanh(√(2/π)(x + 0.044715x³)))}, computed as
     * {@code x·sigmoid(2√(2/π)(x + 0.044715x³))}.
     *
     * @param x any value
     * @return 0 at −∞
     */
    public static double geluTanh(double x) {
        double inner = StrictMath.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * sigmoid(2 * inner);
    }

    /**
     * The sigmoid linear unit {@code x·sigmoid(x)}.
     *
     * @param x any value
     * @return 0 at −∞
     */
    public static double silu(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * sigmoid(x);
    }

    /**
     * The piecewise linear sigmoid {@code max(0, min(1, x/6 + 1/2))}.
     *
     * @param x any value
     * @return a value in [0, 1]
     */
    public static double hardSigmoid(double x) {
        return clip(x / 6 + 0.5, 0, 1);
    }

    /**
     * The piecewise quadratic swish {@code x·hardSigmoid(x)}.
     *
     * @param x any value
     * @return 0 at −∞
     */
    public static double hardSwish(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * hardSigmoid(x);
    }
}
