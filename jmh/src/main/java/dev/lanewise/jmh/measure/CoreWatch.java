package dev.lanewise.jmh.measure;

import java.util.concurrent.locks.LockSupport;

/**
 * Tells whether this process has its cores for itself, by the rate of a {@link Sentinel} on each: quiet means within 4 % of the
 * best rate seen. With two threads a helper runs a second sentinel at the same time and sleeps in between.
 */
public final class CoreWatch implements AutoCloseable {

    /** The part of the best rate from which a core counts as quiet. */
    public static final double QUIET = 0.96;

    private static final int WARM_UP = 20_000;
    private static final int CALIBRATION = 20_000;
    // the best rate follows the clock down, by 4 % in some thousand looks
    private static final double DECAY = 1 - 1e-5;

    private final Sentinel sentinel = new Sentinel();
    private final Thread helper;
    private double best;
    private volatile int asked;
    private volatile int answered;
    private volatile double helpersRate = Double.POSITIVE_INFINITY;
    private volatile boolean closed;

    /**
     * Warms up and finds the best rate, which takes about a second.
     *
     * @param threads 1, or 2 for the calling thread and one more
     */
    public CoreWatch(int threads) {
        if (threads < 1 || threads > 2) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be 1 or 2");
        }
        for (int i = 0; i < WARM_UP; i++) {
            sentinel.iterationsPerMicrosecond();
        }
        helper = threads == 2 ? Thread.ofPlatform().daemon().name("core-watch").start(this::help) : null;
        for (int i = 0; i < CALIBRATION / threads; i++) {
            isQuiet();
        }
    }

    /**
     * Looks once, for some 20 µs.
     *
     * @return whether every core is quiet
     */
    public boolean isQuiet() {
        double rate = rate();
        best = Math.max(best * DECAY, rate);
        return rate >= QUIET * best;
    }

    /**
     * Looks until every core is quiet or the time is up.
     *
     * @param nanos how long to wait at most
     * @return whether every core is quiet
     */
    public boolean awaitQuiet(long nanos) {
        long end = System.nanoTime() + nanos;
        boolean quiet = isQuiet();
        while (!quiet && System.nanoTime() < end) {
            quiet = isQuiet();
        }
        return quiet;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(helper);
    }

    private double rate() {
        if (helper == null) {
            return sentinel.iterationsPerMicrosecond();
        }
        int question = asked + 1;
        asked = question;
        LockSupport.unpark(helper);
        double own = sentinel.iterationsPerMicrosecond();
        while (answered != question) {
            Thread.onSpinWait();
        }
        return Math.min(own, helpersRate);
    }

    private void help() {
        Sentinel second = new Sentinel();
        for (int i = 0; i < WARM_UP; i++) {
            second.iterationsPerMicrosecond();
        }
        while (!closed) {
            int question = asked;
            if (question == answered) {
                LockSupport.park(this);
            } else {
                helpersRate = second.iterationsPerMicrosecond();
                answered = question;
            }
        }
    }
}
