package dev.lanewise.inference;

/**
 * How a session runs.
 *
 * @param threads threads of a run, the caller's included
 * @param planLimit input shapes whose plans are kept, the ones used last
 */
public record SessionOptions(int threads, int planLimit) {
    /** One thread, plans for 16 shapes. */
    public static final SessionOptions DEFAULT = new SessionOptions(1, 16);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public SessionOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
        if (planLimit < 1) {
            throw new IllegalArgumentException("planLimit is " + planLimit + "; it must be at least 1");
        }
    }

    /** The same with another number of threads. */
    public SessionOptions withThreads(int count) {
        return new SessionOptions(count, planLimit);
    }

    /** The same with another number of plans. */
    public SessionOptions withPlanLimit(int count) {
        return new SessionOptions(threads, count);
    }
}
