package dev.lanewise.engine.parallel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads of an engine's own. Between runs they are parked; within a run who waits spins for a bounded time before
 * it parks. One job at a time has the threads: a job that finds them busy runs on its caller alone, with the same bits.
 */
public final class OwnPool implements Parallel {
    private final Worker[] workers;
    private final Team team;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * Starts {@code threads - 1} threads.
     *
     * @param threads threads that a job runs on, with its caller's
     * @param spinNanos how long a caller spins for the last part before it parks
     */
    public OwnPool(int threads, long spinNanos) {
        team = new Team(spinNanos);
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i);
            workers[i].start();
        }
    }

    @Override
    public int threads() {
        return workers.length + 1;
    }

    @Override
    public void run(int parts, Job job) {
        if (parts == 1 || !busy.compareAndSet(false, true)) {
            for (int part = 0; part < parts; part++) {
                job.run(part);
            }
            return;
        }
        try {
            team.open(parts, job);
            for (int i = 0; i < Math.min(parts - 1, workers.length); i++) {
                workers[i].wake();
            }
            team.work();
            team.join();
        } finally {
            busy.set(false);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private final class Worker extends Thread {
        private volatile boolean called;

        Worker(int number) {
            super("lanewise-" + (number + 1));
            setDaemon(true);
        }

        void wake() {
            called = true;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            while (!closed) {
                if (called) {
                    called = false;
                    team.work();
                } else {
                    LockSupport.park(this);
                }
            }
        }
    }
}
