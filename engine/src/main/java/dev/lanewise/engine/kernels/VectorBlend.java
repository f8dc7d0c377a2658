package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Whole vectors here, the few elements left over one by one. */
final class VectorBlend implements BlendKernel {
    static final VectorBlend INSTANCE = new VectorBlend();

    private VectorBlend() {}

    @Override
    public void two(int count, float[] x, int at0, int at1, float[] w, int wAt, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        for (int i = 0; i < whole; i += FLOATS.length()) {
            FloatVector product = FloatVector.fromArray(FLOATS, x, at0 + i).mul(w0);
            w1.fma(FloatVector.fromArray(FLOATS, x, at1 + i), product).intoArray(y, yAt + i);
        }
        ScalarBlend.INSTANCE.two(count - whole, x, at0 + whole, at1 + whole, w, wAt, y, yAt + whole);
    }

    @Override
    public void four(int count, float[] x, int at0, int at1, int at2, int at3, float[] w, int wAt, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3]);
        for (int i = 0; i < whole; i += FLOATS.length()) {
            FloatVector sum = FloatVector.fromArray(FLOATS, x, at0 + i).mul(w0);
            sum = w1.fma(FloatVector.fromArray(FLOATS, x, at1 + i), sum);
            sum = w2.fma(FloatVector.fromArray(FLOATS, x, at2 + i), sum);
            w3.fma(FloatVector.fromArray(FLOATS, x, at3 + i), sum).intoArray(y, yAt + i);
        }
        ScalarBlend.INSTANCE.four(
                count - whole, x, at0 + whole, at1 + whole, at2 + whole, at3 + whole, w, wAt, y, yAt + whole);
    }
}
