package dev.lanewise.engine.kernels;

/** Depthwise convolution of planes, pixels in lanes. Every output is a sum in the order of the taps, fused, that begins
 * with the bias. */
public interface DepthwisePlane {
    /**
     * Computes rows of one output plane. Every tap must lie in the source, which has its padding.
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
     * @param start what the sums begin with
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
            float start,
            float[] y,
            int yAt,
            int yRow);
}
