package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.MathConstants.*;

/** The elementary functions on one number: what the vector kernels do in every lane, operation by operation. */
final class ScalarMath {
    private ScalarMath() {}

    /**
     * 2ⁿ is multiplied in two halves, so that neither overflows nor vanishes before the result does. The polynomial's
     * parts are calculated side by side, since it is their latency that counts, and limits are applied last.
     */
    static float exp(float x) {
        float t = Math.fma(x, LOG2_E, ROUND_TWICE);
        float n = t - ROUND_TWICE;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float z = r * r;
        float p = Math.fma(z, E6, Math.fma(r, E5, E4));
        p = Math.fma(p, z, Math.fma(r, E3, E2));
        p = Math.fma(p, z, r + 1);
        int bits = Float.floatToRawIntBits(t);
        int half = bits >> 1;
        float y = p
                * Float.intBitsToFloat(half << EXPONENT_SHIFT)
                * Float.intBitsToFloat((bits - half) << EXPONENT_SHIFT);
        y = x > EXP_HIGH ? Float.POSITIVE_INFINITY : y;
        return x < EXP_LOW ? 0 : y;
    }

    /** {@code exp(x) − 1} times a factor where x is negative, as in erf; x times another elsewhere. */
    static float elu(float x, float below, float above) {
        float a = Math.abs(x);
        a = a > ELU_LIMIT ? ELU_LIMIT : a;
        float t = Math.fma(a, -LOG2_E, ROUND);
        float n = t - ROUND;
        float r = Math.fma(n, LN2_LOW, Math.fma(n, LN2_HIGH, a));
        float s = Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
        float p = Math.fma(-E6, r, E5);
        p = Math.fma(p, r, -E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, -E2);
        float fall = Math.fma(Math.fma(r * r, p, r), s, 1 - s);
        return x < 0 ? fall * -below : x * above;
    }

    /** log(m) + k·ln 2 for x = m·2ᵏ, m in [√½, √2): log(1 + f) = f − f²/2 + f³·P(f). */
    static float log(float x) {
        if (!(x >= Float.MIN_NORMAL && x < Float.POSITIVE_INFINITY)) {
            return x == 0
                    ? Float.NEGATIVE_INFINITY
                    : x > 0 && x < 1 ? logOf(x * LOG_UP, EXPONENT_SHIFT) : x > 0 ? x : Float.NaN;
        }
        return logOf(x, 0);
    }

    private static float logOf(float x, int scale) {
        int bits = Float.floatToRawIntBits(x);
        int k = (bits - SQRT_HALF) >> EXPONENT_SHIFT;
        float n = Float.intBitsToFloat(k + INT_TO_FLOAT) - ROUND_PLAIN - scale;
        float f = Float.intBitsToFloat(bits - (k << EXPONENT_SHIFT)) - 1;
        float p = Math.fma(G8, f, G7);
        p = Math.fma(p, f, G6);
        p = Math.fma(p, f, G5);
        p = Math.fma(p, f, G4);
        p = Math.fma(p, f, G3);
        p = Math.fma(p, f, G2);
        p = Math.fma(p, f, G1);
        p = Math.fma(p, f, G0);
        float z = f * f;
        p = Math.fma(p * f, z, n * LN2_LOW);
        return Math.fma(n, LN2_HIGH, Math.fma(z, -0.5f, p) + f);
    }

    /** max(x, 0) + log(1 + exp(−|x|)). */
    static float softplus(float x) {
        float a = Math.abs(x);
        a = a > SIGMOID_LIMIT ? SIGMOID_LIMIT : a;
        float up = expUp(a);
        float e = up * DOWN;
        float q = Math.fma(Q9, e, Q8);
        q = Math.fma(q, e, Q7);
        q = Math.fma(q, e, Q6);
        q = Math.fma(q, e, Q5);
        q = Math.fma(q, e, Q4);
        q = Math.fma(q, e, Q3);
        q = Math.fma(q, e, Q2);
        q = Math.fma(q, e, Q1);
        q = Math.fma(q, e, 1);
        return Math.fma(up * q, DOWN, x < 0 ? -0f : x);
    }

    /** With e = exp(x), x·(e² + 2e)/(e² + 2e + 2); multiplied by exp(−2x) where x is positive, so that e does not overflow. */
    static float mish(float x) {
        float a = Math.abs(x);
        a = a > SILU_LIMIT ? SILU_LIMIT : a;
        float up = expUp(a);
        float e = up * DOWN;
        boolean negative = x < 0;
        float numerator = negative ? up * (e + 2) : Math.fma(e, 2, 1);
        float denominator = negative ? Math.fma(e, e + 2, 2) : Math.fma(e + e, e, Math.fma(e, 2, 1));
        return numerator / denominator * (negative ? -a : x) * (negative ? DOWN : 1);
    }

    /** 2⁶⁴·exp(−a) for a from 0 to about 110. */
    private static float expUp(float a) {
        float t = Math.fma(a, -LOG2_E, ROUND_64);
        float n = t - ROUND_64;
        float r = Math.fma(n, LN2_LOW, Math.fma(n, LN2_HIGH, a));
        float p = Math.fma(E6, r, -E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, -E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, -1);
        p = Math.fma(p, r, 1);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
    }

    /** To the nearest integer, the even one of two. */
    static float round(float x) {
        float a = Math.abs(x);
        return Math.copySign(a < INTEGERS ? a + INTEGERS - INTEGERS : a, x);
    }

    static float floor(float x) {
        float r = round(x);
        return Math.copySign(r > x ? r - 1 : r, x);
    }

    static float ceil(float x) {
        float r = round(x);
        return Math.copySign(r < x ? r + 1 : r, x);
    }
}
