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
     * Sums of 3×3 taps at stride 1 for pixels that have the same places in input and output, whatever their rows: vectors run
     * over the ends of rows. A column of taps that lies outside the image is masked. The sum of the left column, fused from the
     * top, is what those of the middle column are fused to; the sum of the right column is added at the end.
     *
     * @param x the input: a row more above and below than the pixels, and one element before and after
     * @param xAt the first pixel
     * @param xRow pixels of a row
     * @param edges 0 at the first pixel of each row, −1 at every other, from the first pixel to one past the last
     * @param w weights, row by row
     * @param wAt the first weight
     * @param y output
     * @param yAt the first pixel
     * @param count pixels
     */
    void same3x3(float[] x, int xAt, int xRow, int[] edges, float[] w, int wAt, float[] y, int yAt, int count);

    /**
     * Sums of 3×3 taps at stride 2, in the order of the taps, fused; columns of taps beside the image are left out.
     *
     * @param rows output rows
     * @param cols output columns
     * @param x the input: the rows of all taps, an element before and two vectors after
     * @param xAt first pixel of the row that the first row of taps sees
     * @param xRow pixels of a row
     * @param pad columns of padding on the left, 0 or 1
     * @param w weights, row by row
     * @param wAt the first weight
     * @param y output
     * @param yAt the first output
     * @param yRow elements from one output row to the next, at least the lanes
     */
    void half3x3(
            int rows,
            int cols,
            float[] x,
            int xAt,
            int xRow,
            int pad,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yRow);
}
