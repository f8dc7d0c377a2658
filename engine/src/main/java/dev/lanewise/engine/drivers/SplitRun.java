package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;

/**
 * An operator under way whose results fall into units that do not depend on each other, so that threads may take any of them.
 * Reused from run to run, so that runs allocate nothing.
 */
public abstract class SplitRun implements Run {
    /** Elements that a thread must get to be worth waking: some 20 µs of reading memory. */
    private static final long WORTH_A_THREAD = 1 << 16;

    private final Parallel parallel;
    private final float[][] scratches;
    private int units;
    private int parts;

    SplitRun(Parallel parallel, int scratchLength) {
        this.parallel = parallel;
        scratches = new float[parallel.threads()][scratchLength];
    }

    /** Runs all units, of so many elements together. */
    final void split(int count, long elements) {
        if (count == 0) {
            return;
        }
        units = count;
        long worth = isConfined() ? 1 : Math.max(1, elements / WORTH_A_THREAD);
        parts = (int) Math.min(Math.min(parallel.threads(), count), worth);
        if (parts == 1) {
            run(0);
        } else {
            parallel.run(parts, this);
        }
    }

    @Override
    public final void run(int part) {
        int start = (int) ((long) units * part / parts);
        int end = (int) ((long) units * (part + 1) / parts);
        run(part, start, end, scratches[part]);
    }

    /** Runs some units, in the scratch of the part's thread. */
    abstract void run(int part, int start, int end, float[] scratch);

    /** Whether an operand may be accessed by the calling thread alone. */
    abstract boolean isConfined();

    static boolean isConfined(Operand operand) {
        return Operand.isConfined(operand.segment());
    }
}
