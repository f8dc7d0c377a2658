package dev.lanewise.engine.kernels;

/**
 * Windows over images, as many side by side as elements lie next to each other. Element i of the results belongs to the window of the
 * elements {@code x[at + i + r·rowStep + c·colStep]}. All implementations give the same bits.
 */
public interface PoolKernel {
    /**
     * The largest element of each window, as {@link Math#max} has it; −∞ of an empty one.
     *
     * @param rows rows of the window
     * @param cols columns of the window
     * @param count windows
     * @param x holds the image
     * @param at first element of the first window
     * @param rowStep elements from one row of the window to the next
     * @param colStep elements from one column of the window to the next
     * @param y results
     * @param yAt the first of them
     */
    void max(int rows, int cols, int count, float[] x, int at, int rowStep, int colStep, float[] y, int yAt);

    /**
     * The sum of each window, row by row, divided by a number.
     *
     * @param rows rows of the window
     * @param cols columns of the window
     * @param count windows
     * @param x holds the image
     * @param at first element of the first window
     * @param rowStep elements from one row of the window to the next
     * @param colStep elements from one column of the window to the next
     * @param divisor by which the sum is divided
     * @param y results
     * @param yAt the first of them
     */
    void average(
            int rows,
            int cols,
            int count,
            float[] x,
            int at,
            int rowStep,
            int colStep,
            float divisor,
            float[] y,
            int yAt);
}
