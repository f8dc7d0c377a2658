package dev.lanewise.engine.kernels;

/**
 * Depthwise convolution with channels in lanes: images have channels last. Every output is the sum of its taps in the order of
 * the kernel's columns and, in each, rows, with fused multiply-adds into one accumulator that begins at 0, to which the bias is added, −0 for
 * none; so the bits do not depend on which method computes it.
 */
public interface DepthwisePixels {
    /** Taps of a vector of channels that lie together in the weights of {@link #square}. */
    int SQUARE_BLOCK = 8;

    /**
     * Whether {@link #slide} serves a stride.
     *
     * @param stride pixels of the input from one pixel of the output to the next, both ways
     * @return true if there are methods for it, and registers for their weights
     */
    boolean slides(int stride);

    /**
     * Sums of 3×3 taps of at least as many channels as lanes, for two or three rows of the output: goes along the columns and reads each
     * element of the input once for all sums that see it. Taps beside the image are left out, a row or column of them at each edge.
     *
     * @param rows rows of the output, 2, or 3 at stride 1
     * @param stride pixels of the input from one pixel of the output to the next, both ways, 1 or 2
     * @param above whether the first row of outputs has an upper row of taps
     * @param below whether the last row of outputs has a lower row of taps
     * @param left whether the first column of outputs has a left column of taps
     * @param right whether the last column of outputs has a right column of taps; true where the stride is 2
     * @param columns columns of the output, at least 1
     * @param channels channels of a pixel
     * @param x the input
     * @param xAt first pixel that the first column of outputs sees, in the upper row of taps, which may not be there
     * @param xRow floats from one row of the input to the next
     * @param w the weights, as {@link #taps} has them
     * @param bias what is added to the sums of each channel
     * @param y the output
     * @param yAt first channel of the first pixel
     * @param yRow floats from one row of the output to the next
     */
    void slide(
            int rows,
            int stride,
            boolean above,
            boolean below,
            boolean left,
            boolean right,
            int columns,
            int channels,
            float[] x,
            int xAt,
            int xRow,
            float[] w,
            float[] bias,
            float[] y,
            int yAt,
            int yRow);

    /**
     * Rows of the output that {@link #square} computes at once, from 2 up.
     *
     * @param stride rows of the input from one row of the output to the next
     * @return the most, or 0 where there is no method for the stride
     */
    int mostRows(int stride);

    /**
     * Sums of 3×3 taps, for several rows of the output. A run of neighbouring floats of every row is computed; it may go over
     * pixels if the stride across is 1. The weights of a run are {@code [run/lanes][8][lanes]} for the first eight taps and
     * {@code [run]} for the ninth.
     *
     * @param rows rows of the output, 2 to the most
     * @param stride rows of the input from one row of the output to the next, 1 or 2
     * @param x the input
     * @param xAt what the first tap of the first float sees
     * @param xColumn floats from one column of taps to the next
     * @param xRow floats from one row of taps to the next
     * @param w the weights
     * @param wAt the first eight taps
     * @param wLast the ninth tap
     * @param bias what is added to the sums of the run
     * @param y the output
     * @param yAt the first float
     * @param yRow floats from one row of the output to the next
     * @param count floats of the run, a multiple of the lanes
     */
    void square(
            int rows,
            int stride,
            float[] x,
            int xAt,
            int xColumn,
            int xRow,
            float[] w,
            int wAt,
            int wLast,
            float[] bias,
            float[] y,
            int yAt,
            int yRow,
            int count);

    /**
     * Sums of any taps, for pixels in a line that all have the same ones. The weights are {@code [vector][row][column][lanes]};
     * where the lanes do not divide the channels, the last vector is that of the last channels, or padded if there are fewer
     * channels than lanes.
     *
     * @param pixels pixels of the output
     * @param channels channels of a pixel
     * @param rows rows of taps; none leave the bias
     * @param columns columns of taps
     * @param x the input
     * @param xAt what the first tap of the first pixel sees
     * @param xStep floats from what a tap of one pixel sees to what that of the next sees
     * @param xRow floats from one row of taps to the next
     * @param xColumn floats from one column of taps to the next
     * @param w the weights
     * @param wAt the first tap
     * @param wRow floats from one row of taps to the next
     * @param wVector floats from one vector of channels to the next
     * @param bias what is added to the sums of each channel
     * @param y the output
     * @param yAt first channel of the first pixel
     * @param yStep floats from one pixel to the next
     */
    void taps(
            int pixels,
            int channels,
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xStep,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            int wVector,
            float[] bias,
            float[] y,
            int yAt,
            int yStep);
}
