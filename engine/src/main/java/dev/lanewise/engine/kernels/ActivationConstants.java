package dev.lanewise.engine.kernels;

/**
 * Constants of the activation functions. Every polynomial was fitted for this project by a Remez exchange in 40 digits;
 * then one coefficient after the other, lowest first, was rounded to a float and the others fitted again. Errors are
 * relative and are those of the rounded coefficients, before any rounding of the evaluation.
 *
 * <p>{@code exp(−a)}, for a ≥ 0, is {@code 2ⁿ·exp(−r)} with n the integer nearest to −a/ln 2 and {@code r = a + n·ln 2} (Cody
 * and Waite's reduction). Adding 1.5·2²³ rounds to an integer and leaves it in the lowest bits of the sum; adding the
 * exponent's bias as well leaves there what 2ⁿ has for an exponent field, one shift away from its place.
 */
final class ActivationConstants {
    static final float LOG2_E = 0x1.715476p+0f;

    /** 20 bits, so that the first step of the reduction is exact. */
    static final float LN2_HIGH = 0x1.62e43p-1f;

    static final float LN2_LOW = -0x1.05c61p-29f;

    /** Rounds to an integer n and makes the exponent field of 2ⁿ. */
    static final float ROUND = 0x1.8p23f + 127;

    /** The same for 2ⁿ⁺⁶⁴: where n goes down to −160 and 2ⁿ itself is not a normal number. */
    static final float ROUND_64 = 0x1.8p23f + 127 + 64;

    /** 2⁶⁴, which takes results through the calculation at full precision where they end up subnormal. */
    static final float UP = 0x1p64f;

    static final float DOWN = 0x1p-64f;

    /** Bits of a float's fraction: how far left its exponent is. */
    static final int EXPONENT_SHIFT = 23;

    static final int SIGN_BIT = 0x80000000;

    /**
     * exp(r) ≈ 1 + r + r²·(E2 + E3·r + … + E6·r⁴) for |r| ≤ ln(2)/2·(1 + 2⁻¹²), minimax relative to exp(r) − 1: error 2⁻²⁶ of
     * that.
     */
    static final float E2 = 0x1.fffffep-2f;

    static final float E3 = 0x1.5554aap-3f;
    static final float E4 = 0x1.55579cp-5f;
    static final float E5 = 0x1.122c5cp-7f;
    static final float E6 = 0x1.6ab918p-10f;

    /**
     * What a sigmoid's numerator and denominator are both scaled by: the denominator, 1 to 2, then lies just below 1 where it
     * lay just above, and a float's rounding is half as large there.
     */
    static final float SCALED = 0.75f;

    /**
     * 3/4·exp(−r) ≈ 3/4 − 3/4·r + r²·(S2 + S3·r + … + S6·r⁴) for |r| ≤ ln(2)/2·(1 + 2⁻¹²), minimax relative: error 2⁻²⁸·².
     */
    static final float S2 = 0x1.7ffffcp-2f;

    static final float S3 = -0x1.fffed4p-4f;
    static final float S4 = 0x1.00037ap-5f;
    static final float S5 = -0x1.9b5b2cp-8f;
    static final float S6 = 0x1.0eebc2p-10f;

    /** exp(−104) is below half of the smallest float, and so is all beyond. */
    static final float SIGMOID_LIMIT = 105;

    /** a·exp(−a) is below half of the smallest float from 109 on. */
    static final float SILU_LIMIT = 110;

    /** 1 − tanh(10) is below 2⁻²⁷. */
    static final float TANH_LIMIT = 10;

    /** a/(1 + a) rounds to 1 from here on. */
    static final float SOFTSIGN_LIMIT = 0x1p26f;

    /** 2·√(2/π), since (1 + tanh(u))/2 is the sigmoid of 2u. */
    static final float GELU_TANH_1 = 0x1.988454p+0f;

    /** 2·√(2/π)·0.044715. */
    static final float GELU_TANH_3 = 0x1.2444f2p-4f;

    /** From here on the tanh form is below half of the smallest float for negative x. */
    static final float GELU_TANH_LIMIT = 10.875f;

    /** 1 − erf(4) is below 2⁻²⁶. */
    static final float ERF_LIMIT = 4;

    /**
     * −log(1 − erf(a))/a ≈ L0 + L0_LOW + L1·a + … + L8·a⁸ for 0 ≤ a ≤ 4, minimax relative to erf(a): error 2⁻²⁷·⁸. The first
     * coefficient, 2/√π, is the sum of two floats; one float's rounding would be felt for small a.
     */
    static final float L0 = 0x1.20dd76p+0f;

    static final float L0_LOW = -0x1.f7ac92p-25f;
    static final float L1 = 0x1.45f2fep-1f;
    static final float L2 = 0x1.a4f960p-4f;
    static final float L3 = -0x1.39c124p-6f;
    static final float L4 = -0x1.5a90e0p-13f;
    static final float L5 = 0x1.b61e18p-10f;
    static final float L6 = -0x1.4cdaf8p-11f;
    static final float L7 = 0x1.ef7d32p-14f;
    static final float L8 = -0x1.38279ap-17f;

    /** a·Φ(−a) is below half of the smallest float from here on. */
    static final float GELU_LIMIT = 14.5f;

    /**
     * Φ(−a)·exp(a²/2) ≈ (1/2 + N1·a + … + N4·a⁴)/(1 + D1·a + … + D5·a⁵) for 0 ≤ a ≤ 14.5, Φ being the normal distribution function;
     * minimax relative: error 2⁻²⁶·³. No coefficient is negative, so nothing cancels.
     */
    static final float N1 = 0x1.c019ecp-2f;

    static final float N2 = 0x1.762340p-3f;
    static final float N3 = 0x1.4b432ep-5f;
    static final float N4 = 0x1.0ba8bep-8f;
    static final float D1 = 0x1.ac4f24p+0f;
    static final float D2 = 0x1.334654p+0f;
    static final float D3 = 0x1.df3d5ap-2f;
    static final float D4 = 0x1.9f33e4p-4f;
    static final float D5 = 0x1.4f74fep-7f;

    private ActivationConstants() {}
}
