package dev.lanewise.engine;

/** In which order a recurrent layer takes the steps of a sequence. */
public enum RecurrentDirection {
    /** From the first to the last. */
    FORWARD(1),

    /** From the last to the first. */
    REVERSE(1),

    /** Once in each order, with weights of their own. */
    BIDIRECTIONAL(2);

    private final int count;

    RecurrentDirection(int count) {
        this.count = count;
    }

    /**
     * How many directions there are.
     *
     * @return 1 or 2
     */
    public int count() {
        return count;
    }

    boolean isReversed(int number) {
        return this == REVERSE || number == 1;
    }
}
