package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Gates in vectors: whole vectors here, the few elements left over as single numbers. */
final class VectorGates implements GateKernel {
    static final VectorGates INSTANCE = new VectorGates();

    private VectorGates() {}

    @Override
    public void multiplyAdd(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        for (int k = 0; k < whole; k += FLOATS.length()) {
            FloatVector.fromArray(FLOATS, a, aAt + k)
                    .fma(FloatVector.fromArray(FLOATS, b, bAt + k), FloatVector.fromArray(FLOATS, y, yAt + k))
                    .intoArray(y, yAt + k);
        }
        ScalarGates.INSTANCE.multiplyAdd(count - whole, a, aAt + whole, b, bAt + whole, y, yAt + whole);
    }

    @Override
    public void remember(int count, float[] gates, int f, int i, int g, float[] c, int cAt) {
        int whole = FLOATS.loopBound(count);
        for (int k = 0; k < whole; k += FLOATS.length()) {
            FloatVector news =
                    FloatVector.fromArray(FLOATS, gates, i + k).mul(FloatVector.fromArray(FLOATS, gates, g + k));
            FloatVector.fromArray(FLOATS, gates, f + k)
                    .fma(FloatVector.fromArray(FLOATS, c, cAt + k), news)
                    .intoArray(c, cAt + k);
        }
        ScalarGates.INSTANCE.remember(count - whole, gates, f + whole, i + whole, g + whole, c, cAt + whole);
    }

    @Override
    public void mix(int count, float[] gates, int z, int n, float[] h, int hAt) {
        int whole = FLOATS.loopBound(count);
        for (int k = 0; k < whole; k += FLOATS.length()) {
            FloatVector keep = FloatVector.fromArray(FLOATS, gates, z + k);
            FloatVector news =
                    FloatVector.broadcast(FLOATS, 1).sub(keep).mul(FloatVector.fromArray(FLOATS, gates, n + k));
            keep.fma(FloatVector.fromArray(FLOATS, h, hAt + k), news).intoArray(h, hAt + k);
        }
        ScalarGates.INSTANCE.mix(count - whole, gates, z + whole, n + whole, h, hAt + whole);
    }
}
