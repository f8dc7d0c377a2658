package dev.lanewise.engine.kernels;

/** Constants of the power function, in double; fitted by a Remez exchange as those of {@link ActivationConstants}, not rounded further. */
final class PowerConstants {
    /** Bits of √½ in double, where a fraction is taken to begin. */
    static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;

    static final int EXPONENT_SHIFT = 52;

    /** Adds to a small integer's bits what makes a double of it, 1.5·2⁵² too large. */
    static final long INT_TO_DOUBLE = 0x4338000000000000L;

    /** Moves shifted bits up, so that a logical shift is as good as an arithmetic one: AVX2 has no other. */
    static final long BIAS = 2048;

    static final double ROUND = 0x1.8p52;

    /** Rounds to an integer n and makes the exponent field of 2ⁿ. */
    static final double ROUND_TO_POWER = 0x1.8p52 + 1023;

    /** Beyond ±160 a power is infinite or zero as a float. */
    static final double LIMIT = 160;

    /** log₂(m) ≈ s·(A0 + A1·s² + … + A5·s¹⁰), s = (m − 1)/(m + 1), √½ ≤ m ≤ √2: relative error 2⁻⁴⁵. */
    static final double A0 = 0x1.71547652b8251p+1;

    static final double A1 = 0x1.ec709dc53c408p-1;
    static final double A2 = 0x1.2776c29371afep-1;
    static final double A3 = 0x1.a61a2e9c985e6p-2;
    static final double A4 = 0x1.47955e1eca8fcp-2;
    static final double A5 = 0x1.21b070d342b94p-2;

    /** 2ʳ ≈ B0 + B1·r + … + B6·r⁶ for |r| ≤ ½: relative error 2⁻²⁹. */
    static final double B0 = 0x1.0000000262579p+0;

    static final double B1 = 0x1.62e430c823c17p-1;
    static final double B2 = 0x1.ebfbdadaf99eep-3;
    static final double B3 = 0x1.c6aed465af088p-5;
    static final double B4 = 0x1.3b2dbc64292d6p-7;
    static final double B5 = 0x1.5f4595a30b6fap-10;
    static final double B6 = 0x1.41d31723aa892p-13;

    private PowerConstants() {}
}
