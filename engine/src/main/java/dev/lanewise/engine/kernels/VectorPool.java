package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** A vector of windows at a time; those left over one by one. */
final class VectorPool implements PoolKernel {
    static final VectorPool INSTANCE = new VectorPool();

    private VectorPool() {}

    @Override
    public void max(int rows, int cols, int count, float[] x, int at, int rowStep, int colStep, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += FLOATS.length()) {
            FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int r = 0; r < rows; r++) {
                int from = at + i + r * rowStep;
                for (int c = 0; c < cols; c++) {
                    max = max.max(FloatVector.fromArray(FLOATS, x, from + c * colStep));
                }
            }
            max.intoArray(y, yAt + i);
        }
        ScalarPool.INSTANCE.max(rows, cols, count - whole, x, at + whole, rowStep, colStep, y, yAt + whole);
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
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += FLOATS.length()) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int r = 0; r < rows; r++) {
                int from = at + i + r * rowStep;
                for (int c = 0; c < cols; c++) {
                    sum = sum.add(FloatVector.fromArray(FLOATS, x, from + c * colStep));
                }
            }
            sum.div(divisor).intoArray(y, yAt + i);
        }
        ScalarPool.INSTANCE.average(
                rows, cols, count - whole, x, at + whole, rowStep, colStep, divisor, y, yAt + whole);
    }
}
