package dev.lanewise.engine.kernels;

/**
 * Sums, largest elements and normalisations of rows. Sums run in {@value #PARTIALS} partial sums, element i in number i modulo
 * {@value #PARTIALS}, which are then added in halves: 64, 32, …, 1. So all implementations give the same bits, whatever
 * their lanes.
 */
public interface RowKernel {
    /** How many partial sums there are; a multiple of four times the most lanes. */
    int PARTIALS = 64;

    /** How many partial sums of exponentials there are; a multiple of the most lanes. */
    int EXP_PARTIALS = 16;

    /**
     * The sum of a row.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @param partials scratch of {@link #PARTIALS} elements
     * @return the sum
     */
    float sum(int count, float[] x, int at, float[] partials);

    /**
     * The sum of squared distances from a center.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @param center what is subtracted
     * @param partials scratch of {@link #PARTIALS} elements
     * @return the sum
     */
    float sumOfSquares(int count, float[] x, int at, float center, float[] partials);

    /**
     * The largest element, as {@link Math#max} has it.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @return the largest; −∞ for an empty row
     */
    float max(int count, float[] x, int at);

    /**
     * The largest number of a row, which may be a zero of either sign where both are; NaN does not count. Cheaper than {@link #max}.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @return the largest; −∞ if there is none
     */
    float limit(int count, float[] x, int at);

    /**
     * {@code y = fma(x − center, factor, term)}.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @param center what is subtracted
     * @param factor what the difference is multiplied by
     * @param term what is added to the product; −0 changes nothing
     * @param y results; may be x
     * @param yAt the first of them
     */
    void affine(int count, float[] x, int at, float center, float factor, float term, float[] y, int yAt);

    /**
     * {@code y = fma((x − center)·factor, scale, bias)}.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @param center what is subtracted
     * @param factor what the difference is multiplied by
     * @param scale factors of each element
     * @param scaleAt the first of them
     * @param bias terms of each element
     * @param biasAt the first of them
     * @param y results; may be x
     * @param yAt the first of them
     */
    void normalize(
            int count,
            float[] x,
            int at,
            float center,
            float factor,
            float[] scale,
            int scaleAt,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt);

    /**
     * {@code y = exp(x − limit)} for x that are nowhere above the limit, within 2 ULP of the exponential of that difference
     * and 2⁻²⁸ of its product with the difference; 0 where the difference is below −87.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @param limit the largest element
     * @param y results; may be x
     * @param yAt the first of them
     */
    void expBelow(int count, float[] x, int at, float limit, float[] y, int yAt);

    /**
     * {@code y = exp(x − limit)} as {@link #expBelow}, and their sum as {@link #sum}.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @param limit the largest element
     * @param y results; may be x
     * @param yAt the first of them
     * @param partials scratch of {@link #PARTIALS} elements
     * @return the sum
     */
    float sumExpBelow(int count, float[] x, int at, float limit, float[] y, int yAt, float[] partials);

    /**
     * Replaces x by {@code exp(x − limit)}, as {@link #expBelow}, and adds element i to partial sum i modulo {@value #EXP_PARTIALS}.
     *
     * @param count length of the row
     * @param x holds the row
     * @param at its first element
     * @param limit at least the largest element
     * @param sums the partial sums
     * @param sumsAt the first of {@link #EXP_PARTIALS}
     */
    void addExpBelow(int count, float[] x, int at, float limit, float[] sums, int sumsAt);

    /**
     * Adds up partial sums of exponentials in halves.
     *
     * @param sums the partial sums, overwritten
     * @param sumsAt the first of {@link #EXP_PARTIALS}
     * @return their sum
     */
    static float foldExp(float[] sums, int sumsAt) {
        for (int half = EXP_PARTIALS / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                sums[sumsAt + i] += sums[sumsAt + half + i];
            }
        }
        return sums[sumsAt];
    }
}
