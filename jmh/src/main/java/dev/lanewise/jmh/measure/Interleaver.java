package dev.lanewise.jmh.measure;

import java.util.List;

/**
 * Times tasks in turn, A B B A, in slices of as many calls as fill 0.3 ms, or of one longer call.
 *
 * <p>A slice counts when the cores were quiet before and after it. Where a call is short enough one goes untimed before each
 * slice, so that a task finds the caches as it left them.
 */
public final class Interleaver {

    private static final double SLICE_NANOS = 300_000;
    private static final double LONGEST_UNTIMED = 20_000_000;
    private static final long PATIENCE_NANOS = 5_000_000;
    private static final int FEWEST_PASSES = 6;
    private static final int CALIBRATION_CALLS = 3;

    private final CoreWatch watch;
    private final long warmUpNanos;
    private final long budgetNanos;

    /**
     * Sets what every measurement may take.
     *
     * @param watch tells which slices count
     * @param warmUpSeconds for each task, before anything is timed
     * @param seconds for all slices of all tasks together; long calls may take more
     */
    public Interleaver(CoreWatch watch, double warmUpSeconds, double seconds) {
        this.watch = watch;
        this.warmUpNanos = (long) (warmUpSeconds * 1e9);
        this.budgetNanos = (long) (seconds * 1e9);
    }

    /**
     * Warms the tasks up and times them in turn.
     *
     * @param tasks at least one
     * @return every slice
     * @throws Throwable what a task throws
     */
    public Samples measure(List<Task> tasks) throws Throwable {
        double[] nanosPerCall = new double[tasks.size()];
        for (int i = 0; i < tasks.size(); i++) {
            nanosPerCall[i] = warmUp(tasks.get(i).body());
        }
        Samples samples = new Samples(tasks);
        long end = System.nanoTime() + budgetNanos;
        for (int pass = 0; pass < FEWEST_PASSES || System.nanoTime() < end; pass++) {
            samples.startPass();
            for (int i = 0; i < tasks.size(); i++) {
                int task = pass % 2 == 0 ? i : tasks.size() - 1 - i;
                slice(tasks.get(task).body(), nanosPerCall[task], samples, task);
            }
        }
        return samples;
    }

    private double warmUp(Task.Body body) throws Throwable {
        long end = System.nanoTime() + warmUpNanos;
        do {
            body.run();
        } while (System.nanoTime() < end);
        int calls = CALIBRATION_CALLS;
        double nanos = time(body, calls);
        while (nanos < SLICE_NANOS) {
            calls *= 2;
            nanos = time(body, calls);
        }
        return nanos / calls;
    }

    private void slice(Task.Body body, double nanosPerCall, Samples samples, int task) throws Throwable {
        int calls = (int) Math.max(1, Math.round(SLICE_NANOS / nanosPerCall));
        if (nanosPerCall < LONGEST_UNTIMED) {
            body.run();
        }
        boolean quiet = watch.awaitQuiet(PATIENCE_NANOS);
        double nanos = time(body, calls) / calls;
        samples.add(task, nanos, quiet && watch.isQuiet());
    }

    private static double time(Task.Body body, int calls) throws Throwable {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            body.run();
        }
        return System.nanoTime() - start;
    }
}
