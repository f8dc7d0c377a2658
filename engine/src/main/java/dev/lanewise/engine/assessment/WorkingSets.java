package dev.lanewise.engine.assessment;

import dev.lanewise.engine.kernels.Probes;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MemoryLevel;
import java.util.EnumMap;
import java.util.Map;

/** How much data makes each level of the memory do the work. */
final class WorkingSets {
    private static final long MIN_MEMORY = 64L << 20;
    private static final long MAX_MEMORY = 512L << 20;

    // copies are done in halves of whole blocks
    private static final int UNIT = 2 * Probes.BLOCK;

    private WorkingSets() {}

    /** Bytes that main memory is measured with, all threads together: a multiple of the third-level cache. */
    static long memoryBytes(Machine machine, int timesL3) {
        return Math.clamp(machine.l3Bytes() * timesL3, MIN_MEMORY, MAX_MEMORY);
    }

    /**
     * Floats per thread for each level that can be told apart from the one before: half of the first- and second-level cache;
     * of the third 8 times the second, but no more than fills half of it; an equal part of the memory's.
     *
     * @param threads threads that work at the same time
     * @param part floats that each thread has for the largest set
     */
    static Map<MemoryLevel, Integer> floatsPerThread(Machine machine, int threads, int part) {
        Map<MemoryLevel, Integer> sets = new EnumMap<>(MemoryLevel.class);
        long l1 = machine.l1Bytes() / 2;
        sets.put(MemoryLevel.L1, floats(l1, part));
        long l2 = machine.l2Bytes() / 2;
        if (l2 >= 2 * l1) {
            sets.put(MemoryLevel.L2, floats(l2, part));
        }
        long l3 = Math.min(8 * machine.l2Bytes(), machine.l3Bytes() / (2L * threads));
        if (2 * l3 >= 3 * machine.l2Bytes()) {
            sets.put(MemoryLevel.L3, floats(l3, part));
        }
        sets.put(MemoryLevel.MEMORY, floats(Long.MAX_VALUE, part));
        return sets;
    }

    private static int floats(long bytes, int part) {
        long floats = Math.min(bytes / Float.BYTES, part);
        return (int) Math.max(UNIT, floats / UNIT * UNIT);
    }
}
