package dev.lanewise.inference;

import java.time.Duration;

/** Repeats a run until it has become as fast as it gets: until the compiler is done with it. */
final class WarmUp {
    /** Runs without a gain after which no more is expected; the compiler's last tier takes a while to come. */
    private static final int PATIENCE = 10;
    /** What counts as a gain. */
    private static final double GAIN = 0.97;
    /** However short a run, the compiler works beside it for about so long. */
    private static final long LEAST_NANOS = 300_000_000L;

    private WarmUp() {}

    /** Returns the time of the fastest run. */
    static Duration repeat(Runnable run, Duration atMost) {
        long begin = System.nanoTime();
        long best = Long.MAX_VALUE;
        int idle = 0;
        while (true) {
            long start = System.nanoTime();
            run.run();
            long end = System.nanoTime();
            long nanos = end - start;
            idle = nanos < GAIN * best ? 0 : idle + 1;
            best = Math.min(best, nanos);
            boolean steady = idle >= PATIENCE && end - begin >= LEAST_NANOS;
            if (steady || end - begin >= atMost.toNanos()) {
                return Duration.ofNanos(best);
            }
        }
    }
}
