package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.PowerConstants.*;

/** Powers of one number: {@code 2^(b·log₂ a)}, calculated in double. */
final class ScalarPower {
    private ScalarPower() {}

    /** As {@link Math#pow} says for what is not a positive number. */
    static float pow(float a, float b) {
        if (isOrdinary(a, b)) {
            return positive(a, b);
        }
        if (b == 0) {
            return 1;
        }
        if (Float.isNaN(a) || Float.isNaN(b)) {
            return Float.NaN;
        }
        return Float.isInfinite(b) ? infinitePower(Math.abs(a), b) : powerOfAny(a, b);
    }

    /** Whether the vector kernel computes this. A float converted to a double is normal. */
    static boolean isOrdinary(float a, float b) {
        return a > 0 && a < Float.POSITIVE_INFINITY && Math.abs(b) < Float.POSITIVE_INFINITY;
    }

    private static float infinitePower(float a, float b) {
        if (a == 1) {
            return Float.NaN;
        }
        return a > 1 == b > 0 ? Float.POSITIVE_INFINITY : 0;
    }

    /** a is negative, zero or infinite; b is finite and not zero. */
    private static float powerOfAny(float a, float b) {
        boolean whole = Math.rint(b) == b;
        boolean odd = whole && Math.abs(b) < 0x1p24f && ((int) b & 1) == 1;
        float magnitude = Math.abs(a);
        float power;
        if (magnitude == 0 || Float.isInfinite(magnitude)) {
            power = magnitude > 0 == b > 0 ? Float.POSITIVE_INFINITY : 0;
        } else if (whole) {
            power = positive(magnitude, b);
        } else {
            return Float.NaN;
        }
        return odd ? Math.copySign(power, a) : power;
    }

    private static float positive(float a, float b) {
        long bits = Double.doubleToRawLongBits(a);
        long k = (bits - SQRT_HALF + (BIAS << EXPONENT_SHIFT)) >>> EXPONENT_SHIFT;
        double n = Double.longBitsToDouble(k + INT_TO_DOUBLE) - (ROUND + BIAS);
        double m = Double.longBitsToDouble(bits - (k << EXPONENT_SHIFT) + (BIAS << EXPONENT_SHIFT));
        double s = (m - 1) / (m + 1);
        double z = s * s;
        double p = Math.fma(A5, z, A4);
        p = Math.fma(p, z, A3);
        p = Math.fma(p, z, A2);
        p = Math.fma(p, z, A1);
        p = Math.fma(p, z, A0);
        double e = Math.fma(p, s, n) * b;
        e = e > LIMIT ? LIMIT : e;
        e = e < -LIMIT ? -LIMIT : e;
        double t = e + ROUND_TO_POWER;
        double r = e - (t - ROUND_TO_POWER);
        double q = Math.fma(B6, r, B5);
        q = Math.fma(q, r, B4);
        q = Math.fma(q, r, B3);
        q = Math.fma(q, r, B2);
        q = Math.fma(q, r, B1);
        q = Math.fma(q, r, B0);
        return (float) (q * Double.longBitsToDouble(Double.doubleToRawLongBits(t) << EXPONENT_SHIFT));
    }
}
