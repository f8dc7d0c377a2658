package dev.lanewise.jmh;

import dev.lanewise.engine.kernels.Probes;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Auxiliary scores of a memory-bound benchmark: {@code gbytes} in GB/s, and {@code ofBandwidth}, that over what a loop reads or
 * copies of the same working set, measured before and after each iteration. The better of the two stands, as a disturbed loop
 * would flatter.
 *
 * <p>JMH divides both by the nanoseconds of an iteration, provided the benchmark's unit is operations per nanosecond.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class OfBandwidth {

    private static final double PROBED_BYTES = 1 << 26;
    private static final int PROBES = 5;

    private float[] workingSet;
    private boolean copies;
    private double before;
    private double after;
    private double bytes;
    private float sink;

    /** Makes the counters; JMH does. */
    public OfBandwidth() {}

    /** What was measured after the last iteration is what there was before this one. */
    @Setup(Level.Iteration)
    public void begin() {
        before = after;
        bytes = 0;
    }

    /** Measures the loop. */
    @TearDown(Level.Iteration)
    public void finish() {
        after = bandwidth();
    }

    /**
     * Counts one call that reads an array from front to back.
     *
     * @param data what it reads, for the loop to read as well
     */
    public void addReading(float[] data) {
        workingSet = data;
        bytes += (double) Float.BYTES * data.length;
    }

    /**
     * Counts one call that copies as much as half an array holds, reads and writes.
     *
     * @param data an array whose one half the loop copies to the other
     */
    public void addCopying(float[] data) {
        copies = true;
        addReading(data);
    }

    /** {@return bytes so far} */
    public double gbytes() {
        return bytes;
    }

    /** {@return the nanoseconds that the loop takes for as many bytes} */
    public double ofBandwidth() {
        return bytes / Math.max(before, after);
    }

    /** {@return a sum that nobody needs} */
    float sink() {
        return sink;
    }

    private double bandwidth() {
        int length = copies ? workingSet.length / 2 : workingSet.length;
        length -= length % Probes.BLOCK;
        double bytesPerPass = (copies ? 2.0 : 1.0) * length * Float.BYTES;
        int passes = (int) Math.max(1, PROBED_BYTES / bytesPerPass);
        double best = 0;
        for (int i = 0; i < PROBES; i++) {
            long started = System.nanoTime();
            if (copies) {
                Probes.copy(workingSet, 0, length, length, passes);
            } else {
                sink += Probes.read(workingSet, 0, length, passes);
            }
            best = Math.max(best, passes * bytesPerPass / (System.nanoTime() - started));
        }
        return best;
    }
}
