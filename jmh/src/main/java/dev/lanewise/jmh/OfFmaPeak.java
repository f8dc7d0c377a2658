package dev.lanewise.jmh;

import dev.lanewise.engine.kernels.Probes;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Auxiliary scores of a compute-bound benchmark: {@code gflops} in GFLOP/s, and {@code ofFmaPeak}, that over the FMA peak of one
 * thread, measured just before and just after each iteration. The better of the two stands, as a disturbed peak would flatter.
 *
 * <p>JMH divides both by the nanoseconds of an iteration, provided the benchmark's unit is operations per nanosecond.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class OfFmaPeak {

    private static final int PROBES = 25;
    private static final int ITERATIONS = 5_000;

    private double peak;
    private double flops;
    private float sink;

    /** Makes the counters; JMH does. */
    public OfFmaPeak() {}

    /** Measures the peak. */
    @Setup(Level.Iteration)
    public void begin() {
        peak = peak();
        flops = 0;
    }

    /** Measures the peak again. */
    @TearDown(Level.Iteration)
    public void finish() {
        peak = Math.max(peak, peak());
    }

    /**
     * Counts one call.
     *
     * @param work FLOP of the call
     */
    public void add(double work) {
        flops += work;
    }

    /** {@return FLOP so far} */
    public double gflops() {
        return flops;
    }

    /** {@return the nanoseconds that the FLOP so far take at the peak of one thread} */
    public double ofFmaPeak() {
        return flops / peak;
    }

    /** {@return a sum that nobody needs} */
    float sink() {
        return sink;
    }

    private double peak() {
        double best = 0;
        for (int i = 0; i < PROBES; i++) {
            long before = System.nanoTime();
            sink += Probes.fma(ITERATIONS);
            best = Math.max(best, 2.0 * Probes.fmasPerIteration() * ITERATIONS / (System.nanoTime() - before));
        }
        return best;
    }
}
