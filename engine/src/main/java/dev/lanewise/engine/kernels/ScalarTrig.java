package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.SIGN_BIT;
import static dev.lanewise.engine.kernels.MathConstants.*;

/**
 * Sine and cosine on one number. Small arguments are reduced as in the vector kernels (Cody and Waite), large ones, which those
 * leave to this class, with as many bits of π as they need (Payne and Hanek, "Radian Reduction for Trigonometric Functions",
 * ACM SIGNUM Newsletter 18(1), 1983).
 */
final class ScalarTrig {
    /** 1/(2π), behind eight bits of zero. */
    private static final long[] TURNS = {
        0x0028be60db939105L, 0x4a7f09d5f47d4d37L, 0x7036d8a5664f10e4L, 0x107f9458eaf7aef1L
    };

    private ScalarTrig() {}

    static float sin(float x) {
        return wave(x, 0, Float.floatToRawIntBits(x) & SIGN_BIT);
    }

    static float cos(float x) {
        return wave(x, 1, 0);
    }

    private static float wave(float x, int quarters, int sign) {
        float a = Math.abs(x);
        if (a <= TRIG_LIMIT) {
            float t = Math.fma(a, TWO_OVER_PI, ROUND_PLAIN);
            float n = t - ROUND_PLAIN;
            float r = Math.fma(n, -PI_3, Math.fma(n, -PI_2, Math.fma(n, -PI_1, a)));
            return polynomial(r, Float.floatToRawIntBits(t) + quarters, sign);
        }
        if (!(a < Float.POSITIVE_INFINITY)) {
            return Float.NaN;
        }
        long turns = turns(Float.floatToRawIntBits(a));
        long quadrant = (turns + (1L << 61)) >>> 62;
        double r = (turns - (quadrant << 62)) * (Math.PI * 0x1p-63);
        return polynomial((float) r, (int) quadrant + quarters, sign);
    }

    /** x/(2π) without its integer part, in units of 2⁻⁶⁴. x = m·2ᵉ; bits of 1/(2π) that give whole turns are skipped. */
    private static long turns(int bits) {
        long m = (bits & 0x7fffff) | 0x800000;
        int skip = (bits >>> 23) - 150 + 8;
        int at = skip >>> 6;
        int shift = skip & 63;
        long high = TURNS[at] << shift | TURNS[at + 1] >>> 1 >>> (63 - shift);
        long low = TURNS[at + 1] << shift | TURNS[at + 2] >>> 1 >>> (63 - shift);
        return m * high + ((m * (low >>> 32)) >>> 32);
    }

    private static float polynomial(float r, int quadrant, int sign) {
        float z = r * r;
        float s = Math.fma(T7, z, T5);
        s = Math.fma(s, z, T3);
        s = Math.fma(s * z, r, r);
        float c = Math.fma(T8, z, T6);
        c = Math.fma(c, z, T4);
        c = Math.fma(c * z, z, Math.fma(z, -0.5f, 1));
        int result = Float.floatToRawIntBits((quadrant & 1) == 0 ? s : c);
        return Float.intBitsToFloat(result ^ sign ^ (quadrant << 30 & SIGN_BIT));
    }
}
