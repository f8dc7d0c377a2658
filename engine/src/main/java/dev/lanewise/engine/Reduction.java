package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ReductionKind;

/** What becomes of many numbers. A sum of none is 0. */
public enum Reduction {
    /** Their sum. */
    SUM(ReductionKind.SUM),
    /** Their sum, divided by how many they are; NaN of none. */
    MEAN(ReductionKind.MEAN),
    /** The largest; NaN if one is, and −0 below +0; −∞ of none. */
    MAX(ReductionKind.MAX),
    /** The smallest; NaN if one is, and −0 below +0; +∞ of none. */
    MIN(ReductionKind.MIN),
    /** Their product; 1 of none. */
    PRODUCT(ReductionKind.PRODUCT),
    /** The sum of their absolute values. */
    L1(ReductionKind.L1),
    /** The square root of the sum of their squares, which may overflow before. */
    L2(ReductionKind.L2),
    /** The sum of their squares. */
    SUM_OF_SQUARES(ReductionKind.SUM_OF_SQUARES),
    /** The natural logarithm of their sum. */
    LOG_SUM(ReductionKind.LOG_SUM),
    /** The natural logarithm of the sum of their exponentials, without overflow; −∞ of none. */
    LOG_SUM_EXP(ReductionKind.LOG_SUM_EXP);

    private final ReductionKind kind;

    Reduction(ReductionKind kind) {
        this.kind = kind;
    }

    ReductionKind kind() {
        return kind;
    }
}
