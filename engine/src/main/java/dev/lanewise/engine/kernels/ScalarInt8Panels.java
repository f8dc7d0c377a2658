package dev.lanewise.engine.kernels;

/** Strips four columns wide. */
final class ScalarInt8Panels implements Int8Panels {
    @Override
    public void widen(int depth, byte[] strip, int at, float[] target, int to) {
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < STRIP_VECTORS; j++) {
                target[to + j * depth + k] = strip[at + k * STRIP_VECTORS + j] & 0xff;
            }
        }
    }

    @Override
    public void multiply(
            int rows, int depth, float[] a, int aOffset, byte[] strip, int at, float[] c, int cOffset, int ldc) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < STRIP_VECTORS; j++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += a[aOffset + k * rows + i] * (strip[at + k * STRIP_VECTORS + j] & 0xff);
                }
                c[cOffset + i * ldc + j] = sum;
            }
        }
    }
}
