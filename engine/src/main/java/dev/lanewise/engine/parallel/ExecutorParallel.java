package dev.lanewise.engine.parallel;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The caller's threads. Parts that the executor does not get to are done by the calling thread. */
public final class ExecutorParallel implements Parallel {
    private final Executor executor;
    private final int threads;
    private final long spinNanos;

    /**
     * Uses an executor; it is never shut down.
     *
     * @param executor runs helpers
     * @param threads threads that a job runs on, with its caller's
     * @param spinNanos how long a caller spins for the last part before it parks
     */
    public ExecutorParallel(Executor executor, int threads, long spinNanos) {
        this.executor = executor;
        this.threads = threads;
        this.spinNanos = spinNanos;
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public void run(int parts, Job job) {
        // a team of its own: a helper that an executor starts late must not meet another job
        Team team = new Team(spinNanos);
        team.open(parts, job);
        try {
            callHelpers(team, Math.min(parts, threads) - 1);
        } finally {
            // whatever the executor did, the run must be over when this method is left
            team.work();
            team.join();
        }
    }

    private void callHelpers(Team team, int helpers) {
        try {
            for (int i = 0; i < helpers; i++) {
                executor.execute(team::work);
            }
        } catch (RejectedExecutionException e) {
            // the calling thread does what nobody else will
        }
    }

    @Override
    public void close() {}
}
