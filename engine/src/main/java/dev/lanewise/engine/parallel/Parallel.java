package dev.lanewise.engine.parallel;

/** Runs the parts of a job on several threads. The calling thread always takes part. */
public interface Parallel extends AutoCloseable {
    /**
     * Threads that a job may run on, the caller's included.
     *
     * @return at least 1
     */
    int threads();

    /**
     * Runs all parts, and returns when they are done. Which thread runs which part is not defined.
     *
     * @param parts how many parts
     * @param job what to do
     */
    void run(int parts, Job job);

    /** Ends threads that this object started. */
    @Override
    void close();

    /**
     * Everything on the calling thread.
     *
     * @return a new object
     */
    static Parallel onCaller() {
        return new Parallel() {
            @Override
            public int threads() {
                return 1;
            }

            @Override
            public void run(int parts, Job job) {
                for (int part = 0; part < parts; part++) {
                    job.run(part);
                }
            }

            @Override
            public void close() {}
        };
    }
}
