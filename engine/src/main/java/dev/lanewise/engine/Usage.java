package dev.lanewise.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the runs under way, so that closing can wait for them and later runs are refused. */
final class Usage {
    private static final int CLOSED = 1 << 31;

    private final AtomicInteger state = new AtomicInteger();

    /** Starts a run. */
    void enter() {
        if (state.incrementAndGet() < 0) {
            exit();
            throw new IllegalStateException("the engine is closed; it must be open");
        }
    }

    /** Ends a run. */
    void exit() {
        if (state.decrementAndGet() == CLOSED) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Refuses where the engine is closed. */
    void requireOpen() {
        enter();
        exit();
    }

    /** Refuses further runs, and waits for those under way. */
    void close() {
        state.getAndUpdate(runs -> runs | CLOSED);
        boolean interrupted = false;
        synchronized (this) {
            while (state.get() != CLOSED) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
