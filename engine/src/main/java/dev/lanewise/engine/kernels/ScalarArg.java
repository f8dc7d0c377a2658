package dev.lanewise.engine.kernels;

/** A column at a time. */
final class ScalarArg implements ArgKernel {
    static final ScalarArg INSTANCE = new ScalarArg();

    private ScalarArg() {}

    @Override
    public void update(int count, int number, boolean last, float[] x, int at, float[] best, int[] numbers) {
        update(0, count, number, last, x, at, best, numbers);
    }

    static void update(int start, int end, int number, boolean last, float[] x, int at, float[] best, int[] numbers) {
        for (int i = start; i < end; i++) {
            float value = x[at + i];
            boolean larger = last
                    ? value >= best[i] || Float.isNaN(value)
                    : value > best[i] || (Float.isNaN(value) && !Float.isNaN(best[i]));
            if (larger) {
                best[i] = value;
                numbers[i] = number;
            }
        }
    }
}
