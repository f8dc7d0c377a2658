package dev.lanewise.engine.kernels;

/** Pairs one at a time; what {@link VectorRotary} has to equal. */
final class ScalarRotary implements RotaryKernel {
    static final ScalarRotary INSTANCE = new ScalarRotary();

    private ScalarRotary() {}

    @Override
    public void halves(int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle) {
        halves(0, pairs, x, at, y, yAt, cos, sin, angle);
    }

    /** From one pair on. */
    static void halves(
            int from, int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle) {
        for (int i = from; i < pairs; i++) {
            float a = x[at + i];
            float b = x[at + pairs + i];
            y[yAt + i] = Math.fma(a, cos[angle + i], -(b * sin[angle + i]));
            y[yAt + pairs + i] = Math.fma(b, cos[angle + i], a * sin[angle + i]);
        }
    }

    @Override
    public void neighbours(int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle) {
        neighbours(0, pairs, x, at, y, yAt, cos, sin, angle);
    }

    /** From one element of a pair's first on. */
    static void neighbours(
            int from, int pairs, float[] x, int at, float[] y, int yAt, float[] cos, float[] sin, int angle) {
        for (int i = from; i < 2 * pairs; i += 2) {
            float a = x[at + i];
            float b = x[at + i + 1];
            y[yAt + i] = Math.fma(a, cos[angle + i], b * sin[angle + i]);
            y[yAt + i + 1] = Math.fma(b, cos[angle + i + 1], a * sin[angle + i + 1]);
        }
    }
}
