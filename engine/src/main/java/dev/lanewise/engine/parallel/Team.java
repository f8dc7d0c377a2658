package dev.lanewise.engine.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The parts of one job as threads take them: the caller and its helpers each claim the next part until none is left, so a
 * helper that never comes delays nothing. Reused from run to run.
 */
final class Team {
    /** Parts in the upper half, the next part to claim in the lower: one word, so that no claim mixes two jobs. */
    private final AtomicLong claims = new AtomicLong();

    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final long spinNanos;
    private volatile Job job;
    private volatile Thread caller;

    Team(long spinNanos) {
        this.spinNanos = spinNanos;
    }

    /** Makes the parts claimable. Helpers may be woken afterwards. */
    void open(int count, Job work) {
        caller = Thread.currentThread();
        failure.set(null);
        job = work;
        unfinished.set(count);
        claims.set((long) count << Integer.SIZE);
    }

    /** Claims and does parts until none is left. */
    void work() {
        for (int part = claim(); part >= 0; part = claim()) {
            try {
                job.run(part);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                if (unfinished.decrementAndGet() == 0) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    private int claim() {
        while (true) {
            long seen = claims.get();
            int part = (int) seen;
            if (part >= (int) (seen >>> Integer.SIZE)) {
                return -1;
            }
            if (claims.compareAndSet(seen, seen + 1)) {
                return part;
            }
        }
    }

    /** Waits until all parts are done, spinning at first; throws what a part threw. */
    void join() {
        long spinUntil = System.nanoTime() + spinNanos;
        while (unfinished.get() > 0) {
            if (System.nanoTime() < spinUntil) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, 1_000_000);
            }
        }
        job = null;
        caller = null;
        switch (failure.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }
}
