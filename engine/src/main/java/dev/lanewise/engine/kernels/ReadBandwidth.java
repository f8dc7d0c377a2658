package dev.lanewise.engine.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Reads a working set and does next to nothing with it: a sum in 8 accumulators, so that loads alone limit it. */
final class ReadBandwidth {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = S.length();

    /** Floats of one iteration; lengths are multiples of it. */
    static final int BLOCK = 8 * L;

    private ReadBandwidth() {}

    static float run(float[] a, int offset, int length, int passes) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        int end = offset + length;
        for (int pass = 0; pass < passes; pass++) {
            for (int i = offset; i < end; i += BLOCK) {
                s0 = s0.add(FloatVector.fromArray(S, a, i));
                s1 = s1.add(FloatVector.fromArray(S, a, i + L));
                s2 = s2.add(FloatVector.fromArray(S, a, i + 2 * L));
                s3 = s3.add(FloatVector.fromArray(S, a, i + 3 * L));
                s4 = s4.add(FloatVector.fromArray(S, a, i + 4 * L));
                s5 = s5.add(FloatVector.fromArray(S, a, i + 5 * L));
                s6 = s6.add(FloatVector.fromArray(S, a, i + 6 * L));
                s7 = s7.add(FloatVector.fromArray(S, a, i + 7 * L));
            }
        }
        return s0.add(s1).add(s2).add(s3).add(s4).add(s5).add(s6).add(s7).lane(0);
    }
}
