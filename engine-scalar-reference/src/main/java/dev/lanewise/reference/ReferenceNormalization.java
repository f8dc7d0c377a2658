package dev.lanewise.reference;

/** Softmax and normalisations in double, element by element from the formulas. */
public final class ReferenceNormalization {
    private ReferenceNormalization() {}

    /**
     * {@code exp(xᵢ − max x)/Σⱼ exp(xⱼ − max x)}, or its logarithm.
     *
     * @param log whether the logarithm is wanted
     * @param x arguments
     * @param from the first of a row
     * @param n length of the row
     * @param stride elements from one to the next
     * @return the row's results
     */
    public static double[] softmax(boolean log, float[] x, int from, int n, int stride) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[from + i * stride]);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += StrictMath.exp(x[from + i * stride] - max);
        }
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double d = x[from + i * stride] - max;
            y[i] = log ? d - StrictMath.log(sum) : StrictMath.exp(d) / sum;
        }
        return y;
    }

    /**
     * The mean of a row.
     *
     * @param x numbers
     * @param from the first of the row
     * @param n length of the row
     * @return the mean
     */
    public static double mean(float[] x, int from, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[from + i];
        }
        return sum / n;
    }

    /**
     * The mean squared distance of a row from a center.
     *
     * @param x numbers
     * @param from the first of the row
     * @param n length of the row
     * @param center what distances are from: the mean for a variance, 0 for a mean square
     * @return the mean square
     */
    public static double meanSquare(float[] x, int from, int n, double center) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (x[from + i] - center) * (x[from + i] - center);
        }
        return sum / n;
    }

    /**
     * {@code (x − mean)/√(variance + epsilon)·scale + bias}.
     *
     * @param x a number
     * @param mean what is subtracted
     * @param variance what it is divided by the square root of
     * @param epsilon added to the variance
     * @param scale factor
     * @param bias term
     * @return the normalised number
     */
    public static double normalize(double x, double mean, double variance, double epsilon, double scale, double bias) {
        return (x - mean) / Math.sqrt(variance + epsilon) * scale + bias;
    }
}
