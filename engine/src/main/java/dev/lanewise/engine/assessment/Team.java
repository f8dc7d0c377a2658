package dev.lanewise.engine.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads that work at the same time and tell how fast they were together. */
final class Team implements AutoCloseable {
    private static final int SPINS_BEFORE_PARK = 10_000;
    private static final long PARK_NANOS = 10_000;

    private final ExecutorService threads;

    Team(int size) {
        threads = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "lanewise-assessment");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Lets each probe work on a thread of its own, all of them over the same stretches of time.
     *
     * @return for each sample what all threads did per second
     */
    double[] sample(List<Probe> probes, int samples, long sampleNanos) throws InterruptedException {
        AtomicInteger arrivals = new AtomicInteger();
        List<Callable<double[]>> tasks = new ArrayList<>();
        for (Probe probe : probes) {
            tasks.add(() -> work(probe, probes.size(), arrivals, samples, sampleNanos));
        }
        double[] sums = new double[samples];
        for (Future<double[]> rates : threads.invokeAll(tasks)) {
            double[] one = result(rates);
            for (int i = 0; i < samples; i++) {
                sums[i] += one[i];
            }
        }
        return sums;
    }

    private static double[] work(Probe probe, int threads, AtomicInteger arrivals, int samples, long sampleNanos) {
        double[] rates = new double[samples];
        probe.settle();
        for (int sample = 0; sample < samples; sample++) {
            arrivals.incrementAndGet();
            await(arrivals, threads * (sample + 1));
            long done = 0;
            long start = System.nanoTime();
            long elapsed;
            do {
                done += probe.step();
                elapsed = System.nanoTime() - start;
            } while (elapsed < sampleNanos);
            rates[sample] = done * 1e9 / elapsed;
        }
        return rates;
    }

    /** Spins, so that all start within less than a microsecond; parks where there are more threads than processors. */
    private static void await(AtomicInteger arrivals, int all) {
        for (int spins = 0; arrivals.get() < all; spins++) {
            if (spins < SPINS_BEFORE_PARK) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
    }

    private static double[] result(Future<double[]> rates) throws InterruptedException {
        try {
            return rates.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
