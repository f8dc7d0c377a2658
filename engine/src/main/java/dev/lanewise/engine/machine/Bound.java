package dev.lanewise.engine.machine;

/** What keeps an operator from being faster. */
public enum Bound {
    /** Left of the ridge: the memory delivers too slowly. Block, pack, or use fewer bytes per number. */
    BANDWIDTH,
    /** Right of the ridge, or on it: the arithmetic units are busy. Do fewer operations: Winograd, FFT, sparsity. */
    COMPUTE
}
