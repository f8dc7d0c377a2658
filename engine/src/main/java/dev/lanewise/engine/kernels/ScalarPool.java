package dev.lanewise.engine.kernels;

/** A window at a time. */
final class ScalarPool implements PoolKernel {
    static final ScalarPool INSTANCE = new ScalarPool();

    private ScalarPool() {}

    @Override
    public void max(int rows, int cols, int count, float[] x, int at, int rowStep, int colStep, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < cols; c++) {
                    max = Math.max(max, x[at + i + r * rowStep + c * colStep]);
                }
            }
            y[yAt + i] = max;
        }
    }

    @Override
    public void average(
            int rows,
            int cols,
            int count,
            float[] x,
            int at,
            int rowStep,
            int colStep,
            float divisor,
            float[] y,
            int yAt) {
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < cols; c++) {
                    sum += x[at + i + r * rowStep + c * colStep];
                }
            }
            y[yAt + i] = sum / divisor;
        }
    }
}
