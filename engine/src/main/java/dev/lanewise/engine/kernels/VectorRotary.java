package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** Pairs in vectors: whole vectors here, the few pairs left over one at a time. */
final class VectorRotary implements RotaryKernel {
    static final VectorRotary INSTANCE = new VectorRotary();

    private static final int L = FLOATS.length();

    /** Swaps neighbours. */
    private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);

    private VectorRotary() {}

    @Override
    public void halves(int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle) {
        int whole = FLOATS.loopBound(pairs);
        for (int i = 0; i < whole; i += L) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector b = FloatVector.fromArray(FLOATS, x, at + pairs + i);
            FloatVector c = FloatVector.fromArray(FLOATS, cos, angle + i);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, angle + i);
            a.fma(c, b.mul(s).neg()).intoArray(y, yAt + i);
            b.fma(c, a.mul(s)).intoArray(y, yAt + pairs + i);
        }
        ScalarRotary.halves(whole, pairs, x, at, y, yAt, cos, sin, angle);
    }

    @Override
    public void neighbours(int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle) {
        int whole = FLOATS.loopBound(2 * pairs);
        for (int i = 0; i < whole; i += L) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector across = v.rearrange(SWAP).mul(FloatVector.fromArray(FLOATS, sin, angle + i));
            v.fma(FloatVector.fromArray(FLOATS, cos, angle + i), across).intoArray(y, yAt + i);
        }
        ScalarRotary.neighbours(whole, pairs, x, at, y, yAt, cos, sin, angle);
    }
}
