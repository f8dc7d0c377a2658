package dev.lanewise.engine.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The FMA peak where there are 32 registers: 24 independent accumulators, 2 factors, nothing in memory. The form is that of
 * {@link FmaPeak12}, for its reasons.
 */
final class FmaPeak24 {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;

    /** Fused multiply-adds of fp32 in one iteration. */
    static final int FMAS = 24 * S.length();

    private FmaPeak24() {}

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
        FloatVector c12 = FloatVector.broadcast(S, seeds[14]);
        FloatVector c13 = FloatVector.broadcast(S, seeds[15]);
        FloatVector c14 = FloatVector.broadcast(S, seeds[16]);
        FloatVector c15 = FloatVector.broadcast(S, seeds[17]);
        FloatVector c16 = FloatVector.broadcast(S, seeds[18]);
        FloatVector c17 = FloatVector.broadcast(S, seeds[19]);
        FloatVector c18 = FloatVector.broadcast(S, seeds[20]);
        FloatVector c19 = FloatVector.broadcast(S, seeds[21]);
        FloatVector c20 = FloatVector.broadcast(S, seeds[22]);
        FloatVector c21 = FloatVector.broadcast(S, seeds[23]);
        FloatVector c22 = FloatVector.broadcast(S, seeds[24]);
        FloatVector c23 = FloatVector.broadcast(S, seeds[25]);
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
            c12 = x.fma(y, c12);
            c13 = x.fma(y, c13);
            c14 = x.fma(y, c14);
            c15 = x.fma(y, c15);
            c16 = x.fma(y, c16);
            c17 = x.fma(y, c17);
            c18 = x.fma(y, c18);
            c19 = x.fma(y, c19);
            c20 = x.fma(y, c20);
            c21 = x.fma(y, c21);
            c22 = x.fma(y, c22);
            c23 = x.fma(y, c23);
        }
        c00 = c00.add(c12);
        c01 = c01.add(c13);
        c02 = c02.add(c14);
        c03 = c03.add(c15);
        c04 = c04.add(c16);
        c05 = c05.add(c17);
        c06 = c06.add(c18);
        c07 = c07.add(c19);
        c08 = c08.add(c20);
        c09 = c09.add(c21);
        c10 = c10.add(c22);
        c11 = c11.add(c23);
        c00 = c00.add(c06);
        c01 = c01.add(c07);
        c02 = c02.add(c08);
        c03 = c03.add(c09);
        c04 = c04.add(c10);
        c05 = c05.add(c11);
        return c00.add(c01).add(c02).add(c03).add(c04).add(c05).lane(0);
    }
}
