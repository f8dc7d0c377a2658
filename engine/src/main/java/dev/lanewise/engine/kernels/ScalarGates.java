package dev.lanewise.engine.kernels;

/** Gates one at a time; what {@link VectorGates} has to equal. */
final class ScalarGates implements GateKernel {
    static final ScalarGates INSTANCE = new ScalarGates();

    private ScalarGates() {}

    @Override
    public void multiplyAdd(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int k = 0; k < count; k++) {
            y[yAt + k] = Math.fma(a[aAt + k], b[bAt + k], y[yAt + k]);
        }
    }

    @Override
    public void remember(int count, float[] gates, int f, int i, int g, float[] c, int cAt) {
        for (int k = 0; k < count; k++) {
            c[cAt + k] = Math.fma(gates[f + k], c[cAt + k], gates[i + k] * gates[g + k]);
        }
    }

    @Override
    public void mix(int count, float[] gates, int z, int n, float[] h, int hAt) {
        for (int k = 0; k < count; k++) {
            h[hAt + k] = Math.fma(gates[z + k], h[hAt + k], (1 - gates[z + k]) * gates[n + k]);
        }
    }
}
