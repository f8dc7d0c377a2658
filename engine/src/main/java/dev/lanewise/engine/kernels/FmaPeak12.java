package dev.lanewise.engine.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The FMA peak where there are 16 registers: 12 independent accumulators, 2 factors, nothing in memory. Latency times ports
 * asks for 8 (Zen, Skylake) to 10 of them.
 *
 * <p>Each FMA adds a product to its accumulator. In the other form, where the accumulator is a factor, C2 copies registers
 * in the loop and reaches from 60 to 100 % of the peak from one JVM to the next; this one reached 103.0 to 103.6 GFLOP/s in
 * every JVM where a C loop reaches 103.7 (one core of a Zen 3 at 3.24 GHz, JDK 25.0.3).
 */
final class FmaPeak12 {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;

    /** Fused multiply-adds of fp32 in one iteration. */
    static final int FMAS = 24 * S.length();

    private FmaPeak12() {}

    static float run(float[] seeds, int iterations) {
        FloatVector x = FloatVector.broadcast(S, seeds[0]);
        FloatVector y = FloatVector.broadcast(S, seeds[1]);
        FloatVector c00 = FloatVector.broadcast(S, seeds[2]);
        FloatVector c01 = FloatVector.broadcast(S, seeds[3]);
        FloatVector c02 = FloatVector.broadcast(S, seeds[4]);
        FloatVector c03 = FloatVector.broadcast(S, seeds[5]);
        FloatVector c04 = FloatVector.broadcast(S, seeds[6]);
        FloatVector c05 = FloatVector.broadcast(S, seeds[7]);
        FloatVector c06 = FloatVector.broadcast(S, seeds[8]);
        FloatVector c07 = FloatVector.broadcast(S, seeds[9]);
        FloatVector c08 = FloatVector.broadcast(S, seeds[10]);
        FloatVector c09 = FloatVector.broadcast(S, seeds[11]);
        FloatVector c10 = FloatVector.broadcast(S, seeds[12]);
        FloatVector c11 = FloatVector.broadcast(S, seeds[13]);
        for (int i = 0; i < iterations; i++) {
            c00 = x.fma(y, c00);
            c01 = x.fma(y, c01);
            c02 = x.fma(y, c02);
            c03 = x.fma(y, c03);
            c04 = x.fma(y, c04);
            c05 = x.fma(y, c05);
            c06 = x.fma(y, c06);
            c07 = x.fma(y, c07);
            c08 = x.fma(y, c08);
            c09 = x.fma(y, c09);
            c10 = x.fma(y, c10);
            c11 = x.fma(y, c11);
            c00 = x.fma(y, c00);
            c01 = x.fma(y, c01);
            c02 = x.fma(y, c02);
            c03 = x.fma(y, c03);
            c04 = x.fma(y, c04);
            c05 = x.fma(y, c05);
            c06 = x.fma(y, c06);
            c07 = x.fma(y, c07);
            c08 = x.fma(y, c08);
            c09 = x.fma(y, c09);
            c10 = x.fma(y, c10);
            c11 = x.fma(y, c11);
        }
        c00 = c00.add(c06);
        c01 = c01.add(c07);
        c02 = c02.add(c08);
        c03 = c03.add(c09);
        c04 = c04.add(c10);
        c05 = c05.add(c11);
        return c00.add(c01).add(c02).add(c03).add(c04).add(c05).lane(0);
    }
}
