package dev.lanewise.engine.kernels;

/** Constants of the logarithm and of the trigonometric functions, fitted as those of {@link ActivationConstants}. */
final class MathConstants {
    /** Rounds to an integer n and leaves n + 254 in the lowest bits, which halve into the exponent fields of two powers of two. */
    static final float ROUND_TWICE = 0x1.8p23f + 254;

    /** exp overflows from 88.73 on. */
    static final float EXP_HIGH = 89;

    /** exp(−104) is below half of the smallest float. */
    static final float EXP_LOW = -104;

    /** Up to this distance from 0 the power of two in an exponential is a normal number, and so is the exponential. */
    static final float EXP_MODERATE = 87;

    /** Below it exponentials in softmax and attention are 0; from it on they are normal numbers. */
    static final float EXP_BELOW_LOW = -87;

    /** 1 − exp(−18) rounds to 1. */
    static final float ELU_LIMIT = 18;

    /** Bits of √½, where a float's fraction is taken to begin, so that log(m) is small on both sides of m = 1. */
    static final int SQRT_HALF = 0x3f3504f3;

    /** What a subnormal argument is scaled by: 2²³. */
    static final float LOG_UP = 0x1p23f;

    /** Adds to a small integer's bits what makes a float of it, 1.5·2²³ too large. */
    static final int INT_TO_FLOAT = 0x4b400000;

    /** Rounds to an integer, which is then in the lowest bits. */
    static final float ROUND_PLAIN = 0x1.8p23f;

    /** Floats from here on are integers. */
    static final float INTEGERS = 0x1p23f;

    /** log(1 + f) ≈ f − f²/2 + f³·(G0 + G1·f + … + G8·f⁸) for √½ − 1 ≤ f ≤ √2 − 1, minimax relative: error 2⁻²⁸·⁹. */
    static final float G0 = 0x1.555548p-2f;

    static final float G1 = -0x1.000012p-2f;
    static final float G2 = 0x1.99a450p-3f;
    static final float G3 = -0x1.555840p-3f;
    static final float G4 = 0x1.233e0cp-3f;
    static final float G5 = -0x1.fc995ap-4f;
    static final float G6 = 0x1.e6e85ap-4f;
    static final float G7 = -0x1.dbeee8p-4f;
    static final float G8 = 0x1.120a84p-4f;

    /** log(1 + e)/e ≈ 1 + Q1·e + … + Q9·e⁹ for 0 ≤ e ≤ 1, minimax relative: error 2⁻²⁷·². */
    static final float Q1 = -0x1.ffffd2p-2f;

    static final float Q2 = 0x1.554dd0p-2f;
    static final float Q3 = -0x1.ff23e6p-3f;
    static final float Q4 = 0x1.934b54p-3f;
    static final float Q5 = -0x1.3a4360p-3f;
    static final float Q6 = 0x1.b4ae20p-4f;
    static final float Q7 = -0x1.d6b0f4p-5f;
    static final float Q8 = 0x1.491890p-6f;
    static final float Q9 = -0x1.af4becp-9f;

    /** Up to here multiples of π/2 are subtracted as three floats; beyond, π's bits are looked up. */
    static final float TRIG_LIMIT = 0x1p17f;

    static final float TWO_OVER_PI = 0x1.45f306p-1f;

    /** π/2 = PI_1 + PI_2 + PI_3 but for 2⁻⁷⁵. The first step of the reduction is exact as a fused multiply-add. */
    static final float PI_1 = 0x1.921fb6p+0f;

    static final float PI_2 = -0x1.777a5cp-25f;
    static final float PI_3 = -0x1.ee59dap-50f;

    /** sin(r) ≈ r + r³·(T3 + T5·r² + T7·r⁴) for |r| ≤ π/4 + 0.03, minimax relative: error 2⁻²⁷·⁵. */
    static final float T3 = -0x1.555542p-3f;

    static final float T5 = 0x1.1105e2p-7f;
    static final float T7 = -0x1.98cb58p-13f;

    /** cos(r) ≈ 1 − r²/2 + r⁴·(T4 + T6·r² + T8·r⁴) for the same r, minimax relative: error 2⁻³²·³. */
    static final float T4 = 0x1.555548p-5f;

    static final float T6 = -0x1.6c0adap-10f;
    static final float T8 = 0x1.99853ap-16f;

    private MathConstants() {}
}
