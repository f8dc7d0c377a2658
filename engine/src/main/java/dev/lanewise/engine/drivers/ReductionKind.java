package dev.lanewise.engine.drivers;

/** What becomes of many numbers. */
public enum ReductionKind {
    /** Their sum. */
    SUM,
    /** Their sum, divided by how many they are. */
    MEAN,
    /** The largest. */
    MAX,
    /** The smallest. */
    MIN,
    /** Their product. */
    PRODUCT,
    /** The sum of their absolute values. */
    L1,
    /** The root of the sum of their squares. */
    L2,
    /** The sum of their squares. */
    SUM_OF_SQUARES,
    /** The logarithm of their sum. */
    LOG_SUM,
    /** The logarithm of the sum of their exponentials. */
    LOG_SUM_EXP
}
