package dev.lanewise.engine.planning;

import dev.lanewise.engine.machine.Machine;

/**
 * What work and traffic cost, in nanoseconds. Only ratios matter for the choice of an algorithm, so the clock is a guess.
 *
 * @param flopPerNano fused multiply-adds of one thread at full speed, two FLOP each
 * @param l2BytesPerNano traffic with the L2 cache
 * @param l3BytesPerNano traffic with the L3 cache
 * @param memoryBytesPerNano traffic with the memory
 * @param machine the caches
 */
record ConvCosts(
        double flopPerNano, double l2BytesPerNano, double l3BytesPerNano, double memoryBytesPerNano, Machine machine) {

    /** Two fused multiply-adds a cycle at 3.2 GHz, and what Zen 3 was measured to read. */
    static ConvCosts of(Machine machine) {
        return new ConvCosts(2 * 2 * 3.2 * machine.lanes(), 80, 30, 17, machine);
    }

    /** Nanoseconds to read bytes again and again that together take so much room. */
    double traffic(double bytes, double room) {
        if (room <= machine.l2Bytes()) {
            return bytes / l2BytesPerNano;
        }
        return bytes / (room <= machine.l3Bytes() ? l3BytesPerNano : memoryBytesPerNano);
    }
}
