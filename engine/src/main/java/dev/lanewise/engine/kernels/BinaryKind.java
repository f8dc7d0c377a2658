package dev.lanewise.engine.kernels;

/** Functions of two numbers. Every implementation of one kind gives the same bits; {@link ScalarBinary} is the one to read. */
public enum BinaryKind {
    /** {@code a + b}. */
    ADD,
    /** {@code a − b}. */
    SUBTRACT,
    /** {@code a·b}. */
    MULTIPLY,
    /** {@code a/b}. */
    DIVIDE,
    /** The smaller; NaN if one of them is, and −0 below +0. */
    MIN,
    /** The larger; NaN if one of them is, and −0 below +0. */
    MAX,
    /** a to the power of b. */
    POWER,
    /** 1 where {@code a = b}, else 0. */
    EQUAL,
    /** 1 where {@code a < b}, else 0. */
    LESS,
    /** 1 where {@code a ≤ b}, else 0. */
    LESS_OR_EQUAL,
    /** 1 where {@code a > b}, else 0. */
    GREATER,
    /** 1 where {@code a ≥ b}, else 0. */
    GREATER_OR_EQUAL
}
