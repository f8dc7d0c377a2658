package dev.lanewise.engine;

import dev.lanewise.engine.kernels.BinaryKind;

/**
 * A function of two numbers. All are correctly rounded but {@link #POWER}, and give the same bits on every machine. Comparisons
 * give 1 for true and 0 for false; with a NaN all are false.
 */
public enum BinaryOperation {
    /** {@code a + b}. */
    ADD(BinaryKind.ADD),
    /** {@code a − b}. */
    SUBTRACT(BinaryKind.SUBTRACT),
    /** {@code a·b}. */
    MULTIPLY(BinaryKind.MULTIPLY),
    /** {@code a/b}. */
    DIVIDE(BinaryKind.DIVIDE),
    /** The smaller; NaN if one of them is, and −0 below +0. */
    MIN(BinaryKind.MIN),
    /** The larger; NaN if one of them is, and −0 below +0. */
    MAX(BinaryKind.MAX),
    /** a to the power of b, within 1 ULP; at zeros, infinities, NaN and for negative a as {@link Math#pow}. */
    POWER(BinaryKind.POWER),
    /** 1 where {@code a = b}, else 0. */
    EQUAL(BinaryKind.EQUAL),
    /** 1 where {@code a < b}, else 0. */
    LESS(BinaryKind.LESS),
    /** 1 where {@code a ≤ b}, else 0. */
    LESS_OR_EQUAL(BinaryKind.LESS_OR_EQUAL),
    /** 1 where {@code a > b}, else 0. */
    GREATER(BinaryKind.GREATER),
    /** 1 where {@code a ≥ b}, else 0. */
    GREATER_OR_EQUAL(BinaryKind.GREATER_OR_EQUAL);

    private final BinaryKind kind;

    BinaryOperation(BinaryKind kind) {
        this.kind = kind;
    }

    BinaryKind kind() {
        return kind;
    }
}
