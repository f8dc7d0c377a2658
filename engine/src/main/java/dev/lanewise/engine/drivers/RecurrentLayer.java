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

    /** Elements of all gates of a sequence. */
    int sums() {
        return gates * gateLength;
    }
}
