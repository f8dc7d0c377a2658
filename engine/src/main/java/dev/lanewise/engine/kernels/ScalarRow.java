package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;

import java.util.Arrays;

/** Rows of single numbers, for machines without vectors and for what is left of a vector; what {@link VectorRow} has to equal. */
final class ScalarRow implements RowKernel {
    static final ScalarRow INSTANCE = new ScalarRow();

    private ScalarRow() {}

    @Override
    public float sum(int count, float[] x, int at, float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        addTail(0, count, x, at, partials);
        return fold(PARTIALS, partials);
    }

    /** Adds elements from one number on to their partial sums. */
    static void addTail(int from, int count, float[] x, int at, float[] partials) {
        for (int i = from; i < count; i++) {
            partials[i % PARTIALS] += x[at + i];
        }
    }

    @Override
    public float sumOfSquares(int count, float[] x, int at, float center, float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        addSquaresOfTail(0, count, x, at, center, partials);
        return fold(PARTIALS, partials);
    }

    static void addSquaresOfTail(int from, int count, float[] x, int at, float center, float[] partials) {
        for (int i = from; i < count; i++) {
            float d = x[at + i] - center;
            partials[i % PARTIALS] = Math.fma(d, d, partials[i % PARTIALS]);
        }
    }

    /** Adds up partial sums in halves. */
    static float fold(int count, float[] partials) {
        for (int half = count / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                partials[i] += partials[half + i];
            }
        }
        return partials[0];
    }

    @Override
    public float max(int count, float[] x, int at) {
        return max(0, count, x, at, Float.NEGATIVE_INFINITY);
    }

    static float max(int from, int count, float[] x, int at, float before) {
        float max = before;
        for (int i = from; i < count; i++) {
            max = Math.max(max, x[at + i]);
        }
        return max;
    }

    @Override
    public void affine(int count, float[] x, int at, float center, float factor, float term, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = Math.fma(x[at + i] - center, factor, term);
        }
    }

    @Override
    public float normalize(
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
            int yAt,
            float[] next,
            int nextAt,
            float[] partials) {
        normalizeTail(0, count, x, at, center, factor, scale, scaleAt, bias, biasAt, y, yAt);
        return sum(count, next, nextAt, partials);
    }

    /** From one element on. */
    static void normalizeTail(
            int from,
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
            int yAt) {
        for (int i = from; i < count; i++) {
            y[yAt + i] = Math.fma((x[at + i] - center) * factor, scale[scaleAt + i], bias[biasAt + i]);
        }
    }

    @Override
    public void expBelow(int count, float[] x, int at, float limit, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = expOfNegative(x[at + i] - limit);
        }
    }

    @Override
    public float sumExpBelow(
            int count, float[] x, int at, float limit, float[] y, int yAt, float[] next, int nextAt, float[] partials) {
        expBelow(count, x, at, limit, y, yAt);
        sum(count, y, yAt, partials);
        return max(count, next, nextAt);
    }

    @Override
    public void addExpBelow(int count, float[] x, int at, float limit, float[] sums, int sumsAt) {
        addTail(0, count, x, at, limit, sums, sumsAt);
    }

    /** From one element on. */
    static void addTail(int from, int count, float[] x, int at, float limit, float[] sums, int sumsAt) {
        for (int i = from; i < count; i++) {
            float e = expOfNegative(x[at + i] - limit);
            x[at + i] = e;
            sums[sumsAt + i % EXP_PARTIALS] += e;
        }
    }

    /** As {@link ScalarMath#exp}, but 2ⁿ⁺⁶⁴ is one factor, since n is nowhere positive. */
    private static float expOfNegative(float x) {
        float a = x < -SIGMOID_LIMIT ? -SIGMOID_LIMIT : x;
        float t = Math.fma(a, LOG2_E, ROUND_64);
        float n = t - ROUND_64;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, a));
        float z = r * r;
        float p = Math.fma(z, E6, Math.fma(r, E5, E4));
        p = Math.fma(p, z, Math.fma(r, E3, E2));
        p = Math.fma(p, z, r + 1);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT) * DOWN;
    }
}
