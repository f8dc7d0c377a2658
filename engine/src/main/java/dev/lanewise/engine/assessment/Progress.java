package dev.lanewise.engine.assessment;

/** Is told how far a measurement has come. */
@FunctionalInterface
public interface Progress {
    /**
     * Called before each step and after the last, on the thread that called {@link Assessment#measure()}.
     *
     * @param done steps done
     * @param total steps in all; the same at every call
     * @param step what comes next, in a few words; empty after the last step
     */
    void advanced(int done, int total, String step);
}
