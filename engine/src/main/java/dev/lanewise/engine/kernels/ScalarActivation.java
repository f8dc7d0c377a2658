package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;

/**
 * The activation functions on one number: what the vector kernels do in every lane, operation by operation. A conditional
 * here is a blend there, so each branch costs its work in both.
 */
public final class ScalarActivation {
    private ScalarActivation() {}

    /**
     * Applies a function.
     *
     * @param kind which
     * @param first its first parameter: the lower limit, or the slope below zero
     * @param second its second parameter: the upper limit, or the slope above zero
     * @param x any value
     * @return the function's value, NaN for NaN
     */
    public static float apply(ActivationKind kind, float first, float second, float x) {
        return switch (kind) {
            case NONE -> x;
            case RELU -> x < 0 ? 0 : x;
            case LEAKY_RELU -> x < 0 ? x * first : x;
            case THRESHOLDED_RELU -> x < first ? 0 : x;
            case SOFTSIGN -> softsign(x);
            case CLIP -> clip(x, first, second);
            case HARD_SIGMOID -> hardSigmoid(x < -3 ? -3 : x);
            case HARD_SWISH -> hardSwish(x < -3 ? -3 : x);
            case SCALED_HARD_SWISH -> Math.fma(hardSwish(x < -3 ? -3 : x), first, second);
            case SIGMOID -> sigmoid(x);
            case SILU -> silu(x);
            case GELU_TANH -> geluTanh(x);
            case TANH -> tanh(x);
            case ERF -> erf(x);
            case GELU_ERF -> geluErf(x);
            case ELU -> ScalarMath.elu(x, first, second);
            case SOFTPLUS -> ScalarMath.softplus(x);
            case MISH -> ScalarMath.mish(x);
            case EXP -> ScalarMath.exp(x);
            case LOG -> ScalarMath.log(x);
            case SQRT -> (float) Math.sqrt(x);
            case RSQRT -> 1 / (float) Math.sqrt(x);
            case SIN -> ScalarTrig.sin(x);
            case COS -> ScalarTrig.cos(x);
            case ABS -> Math.abs(x);
            case NEG -> -x;
            case FLOOR -> ScalarMath.floor(x);
            case CEIL -> ScalarMath.ceil(x);
            case ROUND -> ScalarMath.round(x);
        };
    }

    private static float clip(float x, float low, float high) {
        float raised = x < low ? low : x;
        return raised > high ? high : raised;
    }

    private static float softsign(float x) {
        float a = Math.abs(x);
        a = a > SOFTSIGN_LIMIT ? SOFTSIGN_LIMIT : a;
        return withSign(a / (a + 1), x);
    }

    /** Adding before dividing, since x/6 + 1/2 would cancel near −3. */
    private static float hardSigmoid(float x) {
        float sum = x + 3;
        return (sum > 6 ? 6 : sum) * (1 / 6f);
    }

    private static float hardSwish(float x) {
        return x * hardSigmoid(x);
    }

    /** With e = exp(−|x|), 1/(1 + e) or e/(1 + e): neither cancels nor overflows. */
    private static float sigmoid(float x) {
        float a = Math.abs(x);
        a = a > SIGMOID_LIMIT ? SIGMOID_LIMIT : a;
        float e = expUp(a);
        return (x < 0 ? e : SCALED * UP) / Math.fma(e, DOWN, SCALED) * DOWN;
    }

    private static float silu(float x) {
        float a = Math.abs(x);
        a = a > SILU_LIMIT ? SILU_LIMIT : a;
        float e = expUp(a);
        return (x < 0 ? -e : SCALED) / Math.fma(e, DOWN, SCALED) * (x < 0 ? a : x) * (x < 0 ? DOWN : 1);
    }

    /** x·sigmoid(2√(2/π)(x + 0.044715x³)), which is the same and cancels nowhere. */
    private static float geluTanh(float x) {
        float a = Math.abs(x);
        a = a > GELU_TANH_LIMIT ? GELU_TANH_LIMIT : a;
        float e = expUp(Math.fma(a, GELU_TANH_1, a * a * a * GELU_TANH_3));
        return (x < 0 ? -e : SCALED) / Math.fma(e, DOWN, SCALED) * (x < 0 ? a : x) * (x < 0 ? DOWN : 1);
    }

    /** With h = (1 − exp(−2|x|))/2, h/(1 − h); h keeps its relative precision down to the smallest x. */
    private static float tanh(float x) {
        float a = Math.abs(x);
        a = a > TANH_LIMIT ? TANH_LIMIT : a;
        float t = Math.fma(a, -2 * LOG2_E, ROUND);
        float n = t - ROUND;
        float r = Math.fma(n, LN2_LOW / 2, Math.fma(n, LN2_HIGH / 2, a));
        float s = Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
        float p = Math.fma(-32 * E6, r, 16 * E5);
        p = Math.fma(p, r, -8 * E4);
        p = Math.fma(p, r, 4 * E3);
        p = Math.fma(p, r, -2 * E2);
        p = Math.fma(r * r, p, r);
        float h = Math.fma(p, s, Math.fma(s, -0.5f, 0.5f));
        return withSign(h / Math.fma(p, -s, Math.fma(s, 0.5f, 0.5f)), x);
    }

    /** 1 − exp(−b), where b = −log(1 − erf(|x|)) is a polynomial. */
    private static float erf(float x) {
        float a = Math.abs(x);
        a = a > ERF_LIMIT ? ERF_LIMIT : a;
        float b = Math.fma(L8, a, L7);
        b = Math.fma(b, a, L6);
        b = Math.fma(b, a, L5);
        b = Math.fma(b, a, L4);
        b = Math.fma(b, a, L3);
        b = Math.fma(b, a, L2);
        b = Math.fma(b, a, L1);
        b = Math.fma(b, a, L0_LOW);
        b = Math.fma(a, L0, b * a);
        float t = Math.fma(b, -LOG2_E, ROUND);
        float n = t - ROUND;
        float r = Math.fma(n, LN2_LOW, Math.fma(n, LN2_HIGH, b));
        float s = Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
        float p = Math.fma(-E6, r, E5);
        p = Math.fma(p, r, -E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, -E2);
        return withSign(Math.fma(Math.fma(r * r, p, r), s, 1 - s), x);
    }

    /** x·Φ(x) = max(x, 0) − |x|·Φ(−|x|): for negative x nothing cancels, for positive x at most one bit. */
    private static float geluErf(float x) {
        float a = Math.abs(x);
        a = a > GELU_LIMIT ? GELU_LIMIT : a;
        float half = a * 0.5f;
        float square = half * a;
        float rest = Math.fma(half, a, -square);
        float t = Math.fma(square, -LOG2_E, ROUND_64);
        float n = t - ROUND_64;
        float r = Math.fma(n, LN2_HIGH, square) + Math.fma(n, LN2_LOW, rest);
        float p = Math.fma(E6, r, -E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, -E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, -1);
        p = Math.fma(p, r, 1);
        float e = p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
        p = Math.fma(N4, a, N3);
        p = Math.fma(p, a, N2);
        p = Math.fma(p, a, N1);
        p = Math.fma(p * a, a, half);
        float q = Math.fma(D5, a, D4);
        q = Math.fma(q, a, D3);
        q = Math.fma(q, a, D2);
        q = Math.fma(q, a, D1);
        q = Math.fma(q, a, 1);
        return (x < 0 ? -0f : x) - e * p / q * DOWN;
    }

    /** 2⁶⁴·3/4·exp(−a) for a from 0 to about 110. */
    private static float expUp(float a) {
        float t = Math.fma(a, -LOG2_E, ROUND_64);
        float n = t - ROUND_64;
        float r = Math.fma(n, LN2_LOW, Math.fma(n, LN2_HIGH, a));
        float p = Math.fma(S6, r, S5);
        p = Math.fma(p, r, S4);
        p = Math.fma(p, r, S3);
        p = Math.fma(p, r, S2);
        p = Math.fma(p, r, -SCALED);
        p = Math.fma(p, r, SCALED);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
    }

    private static float withSign(float magnitude, float sign) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | (Float.floatToRawIntBits(sign) & SIGN_BIT));
    }
}
