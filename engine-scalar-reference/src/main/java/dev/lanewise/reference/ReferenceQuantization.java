package dev.lanewise.reference;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Affine quantisation, one number at a time, rounded as the engine's documentation says. */
public final class ReferenceQuantization {
    private ReferenceQuantization() {}

    /**
     * Quantises: the quotient is rounded to fp32, then to an integer, ties to even, and saturated.
     *
     * @param r a number; NaN gives min
     * @param scale S
     * @param zeroPoint Z
     * @param min least q
     * @param max greatest q
     * @return q
     */
    public static int quantize(float r, float scale, int zeroPoint, int min, int max) {
        float quotient = r / scale;
        return Float.isNaN(quotient) ? min : (int) saturate(Math.rint(quotient) + zeroPoint, min, max);
    }

    /**
     * Dequantises.
     *
     * @param q a quantised number
     * @param scale S
     * @param zeroPoint Z
     * @return {@code S·(q − Z)} rounded to fp32
     */
    public static float dequantize(int q, float scale, int zeroPoint) {
        return (float) ((double) scale * (q - zeroPoint));
    }

    /**
     * Requantises with a factor in fp32: sum and product are rounded to fp32, the product then to an integer, ties to even.
     *
     * @param sum a sum of products
     * @param factor M
     * @param zeroPoint Z
     * @param min least q
     * @param max greatest q
     * @return q
     */
    public static int requantize(int sum, float factor, int zeroPoint, int min, int max) {
        float product = (float) ((double) (float) sum * factor);
        return (int) saturate(Math.rint(product) + zeroPoint, min, max);
    }

    /**
     * Requantises with a factor as multiplier and shift, in exact arithmetic: {@code sum·m·2⁻³¹} rounded, ties up; that times 2⁻ⁿ
     * rounded, ties away from zero.
     *
     * @param sum a sum of products
     * @param factor M, from 2⁻³² to below 1
     * @param zeroPoint Z
     * @param min least q
     * @param max greatest q
     * @return q
     */
    public static int requantizeFixedPoint(int sum, float factor, int zeroPoint, int min, int max) {
        BigDecimal multiplier = new BigDecimal(factor);
        int shift = 0;
        BigDecimal half = new BigDecimal("0.5");
        while (multiplier.compareTo(half) < 0) {
            multiplier = multiplier.add(multiplier);
            shift++;
        }
        BigDecimal product = multiplier.multiply(BigDecimal.valueOf(sum));
        BigDecimal first = product.add(half).setScale(0, RoundingMode.FLOOR);
        BigDecimal divisor = new BigDecimal(BigInteger.ONE.shiftLeft(shift));
        BigDecimal second = first.divide(divisor).setScale(0, RoundingMode.HALF_UP);
        return (int) saturate(second.doubleValue() + zeroPoint, min, max);
    }

    private static double saturate(double value, int min, int max) {
        return Math.min(Math.max(value, min), max);
    }
}
