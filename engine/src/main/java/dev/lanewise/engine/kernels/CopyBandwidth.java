package dev.lanewise.engine.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Copies parts of arrays to others: from four loads to one store to one load to four stores, through the caches. */
final class CopyBandwidth {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = S.length();

    /** Floats of one iteration; lengths are multiples of it. */
    static final int BLOCK = 4 * L;

    private CopyBandwidth() {}

    static void run(float[] a, int source, int target, int length, int passes) {
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < length; i += BLOCK) {
                FloatVector v0 = FloatVector.fromArray(S, a, source + i);
                FloatVector v1 = FloatVector.fromArray(S, a, source + i + L);
                FloatVector v2 = FloatVector.fromArray(S, a, source + i + 2 * L);
                FloatVector v3 = FloatVector.fromArray(S, a, source + i + 3 * L);
                v0.intoArray(a, target + i);
                v1.intoArray(a, target + i + L);
                v2.intoArray(a, target + i + 2 * L);
                v3.intoArray(a, target + i + 3 * L);
            }
        }
    }

    static void add(float[] a, int first, int second, int target, int length) {
        for (int i = 0; i < length; i += BLOCK) {
            FloatVector v0 = FloatVector.fromArray(S, a, first + i);
            FloatVector v1 = FloatVector.fromArray(S, a, first + i + L);
            FloatVector v2 = FloatVector.fromArray(S, a, first + i + 2 * L);
            FloatVector v3 = FloatVector.fromArray(S, a, first + i + 3 * L);
            v0.add(FloatVector.fromArray(S, a, second + i)).intoArray(a, target + i);
            v1.add(FloatVector.fromArray(S, a, second + i + L)).intoArray(a, target + i + L);
            v2.add(FloatVector.fromArray(S, a, second + i + 2 * L)).intoArray(a, target + i + 2 * L);
            v3.add(FloatVector.fromArray(S, a, second + i + 3 * L)).intoArray(a, target + i + 3 * L);
        }
    }

    static void narrow(float[] a, int source, int target, int length) {
        for (int i = 0, j = target; i < length; i += BLOCK, j += L) {
            FloatVector v0 = FloatVector.fromArray(S, a, source + i);
            FloatVector v1 = FloatVector.fromArray(S, a, source + i + L);
            FloatVector v2 = FloatVector.fromArray(S, a, source + i + 2 * L);
            FloatVector v3 = FloatVector.fromArray(S, a, source + i + 3 * L);
            v0.add(v1).add(v2.add(v3)).intoArray(a, j);
        }
    }

    static void widen(float[] a, int source, int target, int length) {
        for (int i = 0, j = source; i < length; i += BLOCK, j += L) {
            FloatVector v = FloatVector.fromArray(S, a, j);
            v.intoArray(a, target + i);
            v.intoArray(a, target + i + L);
            v.intoArray(a, target + i + 2 * L);
            v.intoArray(a, target + i + 3 * L);
        }
    }
}
