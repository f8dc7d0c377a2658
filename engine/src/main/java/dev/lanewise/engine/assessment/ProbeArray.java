package dev.lanewise.engine.assessment;

import dev.lanewise.engine.kernels.Probes;
import dev.lanewise.engine.machine.Machine;
import java.util.Arrays;

/** The one array that all probes work on, with the probes warmed up on it; so large that no collector moves it. */
final class ProbeArray {
    private static final int QUICK_TIMES_L3 = 4;
    private static final int TIMES_L3 = 16;

    // arrays are aligned to 8 bytes, lines have 64: one of these even offsets starts a line
    private static final int LINE_FLOATS = 16;

    private static final long WARM_NANOS = 300_000_000;
    private static final long MAX_WARM_NANOS = 3_000_000_000L;
    private static final int WARM_CALLS = 20_000;
    private static final int WARM_FLOATS = 2048;
    private static final long FMA_NANOS = 50_000;

    private final float[] floats;
    private final int offset;
    private final int fmaIterations;

    private ProbeArray(float[] floats, int offset, int fmaIterations) {
        this.floats = floats;
        this.offset = offset;
        this.fmaIterations = fmaIterations;
    }

    static ProbeArray allocate(Machine machine, boolean quick) {
        long bytes = WorkingSets.memoryBytes(machine, quick ? QUICK_TIMES_L3 : TIMES_L3);
        long heap = Runtime.getRuntime().maxMemory();
        // the collector needs some room of its own
        if (bytes > heap / 4 * 3) {
            throw new IllegalStateException("main memory is measured with " + (bytes >> 20) + " MiB, the heap has "
                    + (heap >> 20) + " MiB; it must have at least " + ((bytes / 3 * 4) >> 20) + " MiB (java -Xmx)");
        }
        float[] floats = new float[(int) (bytes / Float.BYTES)];
        // written once, or all of it would be one page of zeros
        Arrays.fill(floats, 1);
        warmUp(floats);
        return new ProbeArray(floats, lineStart(floats), calibrateFma());
    }

    float[] floats() {
        return floats;
    }

    /** First element to use, so that vectors do not cross cache lines where that matters. */
    int offset() {
        return offset;
    }

    /** Iterations of the FMA probe that take some 50 µs. */
    int fmaIterations() {
        return fmaIterations;
    }

    /** Floats that each of this many threads has for itself, whole lines of them. */
    int part(int threads) {
        return (floats.length - LINE_FLOATS) / threads / LINE_FLOATS * LINE_FLOATS;
    }

    /** Runs each probe in short calls until its own compilation, not one on the stack, is in place. */
    private static void warmUp(float[] floats) {
        warmUp(() -> Probes.fma(WARM_FLOATS / Probes.BLOCK));
        warmUp(() -> Probes.read(floats, 0, WARM_FLOATS, 2));
        warmUp(() -> {
            Probes.copy(floats, 0, 2 * WARM_FLOATS, WARM_FLOATS, 2);
            return floats[2 * WARM_FLOATS];
        });
    }

    private static void warmUp(FloatSupplier probe) {
        float sink = 0;
        long start = System.nanoTime();
        long elapsed;
        int calls = 0;
        do {
            sink += probe.get();
            calls++;
            elapsed = System.nanoTime() - start;
            // a call is a hundred times slower before it is compiled, so time alone says nothing
        } while ((elapsed < WARM_NANOS || calls < WARM_CALLS) && elapsed < MAX_WARM_NANOS && !Float.isNaN(sink));
    }

    private interface FloatSupplier {
        float get();
    }

    /** The offset that reads fastest from the first-level cache; arrays do not tell their address. */
    private static int lineStart(float[] floats) {
        int best = 0;
        long bestNanos = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 50; attempt++) {
            for (int offset = 0; offset < LINE_FLOATS; offset += 2) {
                long start = System.nanoTime();
                float sum = Probes.read(floats, offset, WARM_FLOATS, 64);
                long nanos = System.nanoTime() - start;
                if (nanos < bestNanos && sum != 0) {
                    bestNanos = nanos;
                    best = offset;
                }
            }
        }
        return best;
    }

    private static int calibrateFma() {
        int iterations = 1;
        while (fmaNanos(iterations) < FMA_NANOS) {
            iterations *= 2;
        }
        return iterations;
    }

    private static long fmaNanos(int iterations) {
        long best = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            long start = System.nanoTime();
            float result = Probes.fma(iterations);
            long nanos = System.nanoTime() - start;
            best = Float.isNaN(result) ? best : Math.min(best, nanos);
        }
        return best;
    }
}
