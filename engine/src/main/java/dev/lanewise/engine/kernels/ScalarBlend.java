package dev.lanewise.engine.kernels;

/** An element at a time. */
final class ScalarBlend implements BlendKernel {
    static final ScalarBlend INSTANCE = new ScalarBlend();

    private ScalarBlend() {}

    @Override
    public void two(int count, float[] x, int at0, int at1, float[] w, int wAt, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = Math.fma(w[wAt + 1], x[at1 + i], w[wAt] * x[at0 + i]);
        }
    }

    @Override
    public void four(int count, float[] x, int at0, int at1, int at2, int at3, float[] w, int wAt, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            float sum = Math.fma(w[wAt + 1], x[at1 + i], w[wAt] * x[at0 + i]);
            sum = Math.fma(w[wAt + 2], x[at2 + i], sum);
            y[yAt + i] = Math.fma(w[wAt + 3], x[at3 + i], sum);
        }
    }
}
