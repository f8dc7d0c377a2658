package dev.lanewise.reference;

/** Attention of one query in double, from the formula: all scores, their softmax, the weighted sum. */
public final class ReferenceAttention {
    private final double[] weights;

    /**
     * Scores and weights of one query.
     *
     * @param scale factor of scores
     * @param q holds the query
     * @param qAt its first element
     * @param size its length
     * @param k holds the keys
     * @param kAt the first of them
     * @param ldk elements from one to the next
     * @param mask what is added to each score; −∞ hides a key
     */
    public ReferenceAttention(double scale, float[] q, int qAt, int size, float[] k, int kAt, int ldk, double[] mask) {
        int keys = mask.length;
        double[] scores = new double[keys];
        weights = new double[keys];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < keys; j++) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += (double) q[qAt + i] * k[kAt + j * ldk + i];
            }
            scores[j] = mask[j] == Double.NEGATIVE_INFINITY ? mask[j] : scale * sum + mask[j];
            max = Math.max(max, scores[j]);
        }
        double total = 0;
        for (int j = 0; j < keys && max != Double.NEGATIVE_INFINITY; j++) {
            weights[j] = StrictMath.exp(scores[j] - max);
            total += weights[j];
        }
        for (int j = 0; j < keys && total > 0; j++) {
            weights[j] /= total;
        }
    }

    /**
     * The result.
     *
     * @param v holds the values
     * @param vAt the element wanted of the first of them
     * @param ldv elements from one to the next
     * @return the weighted sum; 0 if no key counts
     */
    public double result(float[] v, int vAt, int ldv) {
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            sum += weights[j] * v[vAt + j * ldv];
        }
        return sum;
    }
}
