package dev.lanewise.engine.drivers;

/**
 * A convolution prepared for one algorithm: its blocks and its form of the weights. Immutable; what a thread changes while it
 * works is in its {@link ConvContext} and its workspace.
 */
interface ConvDriver {
    /**
     * Computes a range of units, epilogue included.
     *
     * @param run the images
     * @param context of this thread
     * @param first first unit
     * @param end one past the last unit
     * @param workspace array that holds this thread's workspace; anything may be in it
     * @param at first element of this thread's part, aligned as {@code PackedPanels.ALIGNMENT} says
     */
    void run(ConvRun run, ConvContext context, int first, int end, float[] workspace, int at);
}
