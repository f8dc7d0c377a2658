package dev.lanewise.engine.kernels;

/** Depthwise convolution of planes, pixels in lanes. */
public interface DepthwisePlane {
    /**
     * Computes rows of one output plane, every sum in the order of the taps, fused. Every tap must lie in the source, which has
     * its padding.
     *
     * @param rows output rows
     * @param cols output columns
     * @param kernelRows rows of the kernel
     * @param tapColumns for every column of the kernel, elements from an output's first tap to that one
     * @param x padded input
     * @param xAt first tap of the first output
     * @param xRow elements from the taps of one output row to those of the next
     * @param tapRow elements from one row of taps to the next
     * @param w weights, row by row
     * @param wAt the first weight
     * @param y output
     * @param yAt the first output
     * @param yRow elements from one output row to the next
     */
    void rows(
            int rows,
            int cols,
            int kernelRows,
            int[] tapColumns,
            float[] x,
            int xAt,
            int xRow,
            int tapRow,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yRow);

    /**
     * Sums of 3×3 taps in the order of the taps, fused; taps beside the image, above and below it are left out.
     *
     * @param stride pixels of the input from one pixel of the output to the next, both ways, 1 or 2
     * @param rows output rows, at least 1
     * @param cols output columns, which are also the elements from one output row to the next
     * @param x the input: the rows of all taps, an element before and two vectors after
     * @param xAt what the left tap of the middle row of taps sees of the first output, which may lie before the row
     * @param xRow pixels of a row
     * @param above whether the first row of outputs has an upper row of taps
     * @param below whether the last row of outputs has a lower row of taps
     * @param inside for the left taps of the columns 0 if they lie beside the image, else 1; from the third element on for the
     *     right ones; two vectors at least
     * @param w weights, row by row
     * @param wAt the first weight
     * @param bias what is added to each sum, −0 for nothing
     * @param y output
     * @param yAt the first output
     */
    void square3x3(
            int stride,
            int rows,
            int cols,
            float[] x,
            int xAt,
            int xRow,
            boolean above,
            boolean below,
            float[] inside,
            float[] w,
            int wAt,
            float bias,
            float[] y,
            int yAt);
}
