package dev.lanewise.engine.planning;

import java.util.Locale;

/**
 * An algorithm that was considered for a convolution.
 *
 * @param algorithm the algorithm
 * @param refusal why it cannot serve, or null
 * @param blocks how it cuts the convolution; null where it does not apply to the shape
 * @param parts threads that share its units
 * @param workspaceBytes workspace of a run, all threads
 * @param weightBytes its own form of the weights
 * @param nanos predicted time of a run
 * @param error expected L2-relative error on uniform data
 */
public record ConvCandidate(
        ConvAlgorithm algorithm,
        String refusal,
        ConvBlocks blocks,
        int parts,
        long workspaceBytes,
        long weightBytes,
        double nanos,
        double error) {

    /**
     * Whether it can be chosen.
     *
     * @return true if nothing speaks against it
     */
    public boolean isPossible() {
        return refusal == null;
    }

    /**
     * One line for humans.
     *
     * @return the numbers, or why it cannot serve
     */
    @Override
    public String toString() {
        if (blocks == null) {
            return algorithm + ": " + refusal;
        }
        String numbers = String.format(
                Locale.ROOT,
                "%s predicted %.3f ms, workspace %.2f MiB, weights %.2f MiB, error %.1e",
                algorithm,
                nanos / 1e6,
                workspaceBytes / 1048576.0,
                weightBytes / 1048576.0,
                error);
        return refusal == null ? numbers : numbers + ": " + refusal;
    }
}
