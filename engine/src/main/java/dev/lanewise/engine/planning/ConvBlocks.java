package dev.lanewise.engine.planning;

/** How an algorithm cuts a convolution. */
public interface ConvBlocks {
    /**
     * Pieces that do not depend on each other. Threads take ranges of them; the bits do not depend on the ranges.
     *
     * @return at least 1
     */
    int units();

    /**
     * Workspace of a thread.
     *
     * @param most the most units that a thread takes
     * @return floats
     */
    long workspaceFloats(int most);

    /**
     * Weights in the form that the algorithm reads.
     *
     * @return floats
     */
    long weightFloats();
}
