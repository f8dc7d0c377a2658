package dev.lanewise.engine.drivers;

import java.util.List;

/**
 * A recurrent layer, prepared.
 *
 * @param inputSize length of an input
 * @param gates gates of the cell
 * @param gateLength elements of a gate, padding included
 * @param hiddenSize elements of a gate
 * @param outputSize length of the state, which differs from a gate's only where it is projected
 * @param outputLength the same, padding included
 * @param remembers whether there is a memory beside the state
 * @param batchFirst whether sequences lie one after the other, else steps do
 * @param directions one or two
 */
public record RecurrentLayer(
        int inputSize,
        int gates,
        int gateLength,
        int hiddenSize,
        int outputSize,
        int outputLength,
        boolean remembers,
        boolean batchFirst,
        List<RecurrentWeights> directions) {

    /** Floats of a cache line. */
    private static final int LINE = 16;

    /**
     * Elements from the gates of a sequence to those of the next: an odd number of cache lines, so that sequences do not meet in
     * few sets of the cache.
     */
    int stride() {
        return (Math.ceilDiv(gates * gateLength, LINE) | 1) * LINE;
    }
}
