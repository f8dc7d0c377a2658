package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.MathConstants.*;

import java.util.Arrays;

/** Rows of single numbers, for machines without vectors and for what is left of a vector; what {@link VectorRow} has to equal. */
final class ScalarRow implements RowKernel {
    static final ScalarRow INSTANCE = new ScalarRow();

    private ScalarRow() {}

    @Override
    public float sum(int count, float[] x, int at, float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        addTail(0, count, x, at, partials);
        return fold(partials);
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
        return fold(partials);
    }

    static void addSquaresOfTail(int from, int count, float[] x, int at, float center, float[] partials) {
        for (int i = from; i < count; i++) {
            float d = x[at + i] - center;
            partials[i % PARTIALS] = Math.fma(d, d, partials[i % PARTIALS]);
        }
    }

    private static float fold(float[] partials) {
        for (int half = PARTIALS / 2; half >= PARTIALS / 4; half /= 2) {
            for (int i = 0; i < half; i++) {
                partials[i] += partials[half + i];
            }
        }
        return foldLast(partials);
    }

    /** Adds up the last 16 partial sums in halves, none of which is stored: a row's next pass waits for the result. */
    static float foldLast(float[] p) {
        float s0 = (p[0] + p[8]) + (p[4] + p[12]);
        float s1 = (p[1] + p[9]) + (p[5] + p[13]);
        float s2 = (p[2] + p[10]) + (p[6] + p[14]);
        float s3 = (p[3] + p[11]) + (p[7] + p[15]);
        return (s0 + s2) + (s1 + s3);
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
    public float limit(int count, float[] x, int at) {
        return limit(0, count, x, at, Float.NEGATIVE_INFINITY);
    }

    /** From one element on. */
    static float limit(int from, int count, float[] x, int at, float before) {
        float limit = before;
        for (int i = from; i < count; i++) {
            limit = x[at + i] > limit ? x[at + i] : limit;
        }
        return limit;
    }

    @Override
    public void affine(int count, float[] x, int at, float center, float factor, float term, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = Math.fma(x[at + i] - center, factor, term);
        }
    }

    @Override
    public void normalize(
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
        for (int i = 0; i < count; i++) {
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
    public float sumExpBelow(int count, float[] x, int at, float limit, float[] y, int yAt, float[] partials) {
        expBelow(count, x, at, limit, y, yAt);
        return sum(count, y, yAt, partials);
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

    /**
     * As {@link ScalarMath#exp}, but 2ⁿ is one factor, since n is nowhere positive, and what falls below the normal numbers is 0. Half of an
     * ULP of x is more than ln 2 in a single constant is off by.
     */
    private static float expOfNegative(float x) {
        float t = Math.fma(x, LOG2_E, ROUND);
        float r = Math.fma(t - ROUND, -LN2_HIGH, x);
        float z = r * r;
        float p = Math.fma(z, E6, Math.fma(r, E5, E4));
        p = Math.fma(p, z, Math.fma(r, E3, E2));
        p = Math.fma(p, z, r + 1);
        float e = p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
        return x < EXP_BELOW_LOW ? 0 : e;
    }
}
