package dev.lanewise.reference;

/**
 * The two-dimensional convolution of networks, a cross-correlation, as the sum that defines it. With g the group of o, and
 * zeros outside of x:
 *
 * <pre>y[n][o][p][q] = Σ w[o][c][i][j] · x[n][g·inChannels/groups + c][p·strideHeight + i·dilationHeight − padTop][q·strideWidth + …]</pre>
 *
 * <p>Products of two floats are exact in double and summed there, over c, i and j upwards, so the relative error against
 * {@code |w||x|} is at most K·2⁻⁵³ for sums of K terms. Zeros outside of x are no terms at all.
 */
public final class ReferenceConv2d {
    private ReferenceConv2d() {}

    /**
     * Rows or columns of the output.
     *
     * @param in rows or columns of the input
     * @param padBefore zeros before them
     * @param padAfter zeros behind them
     * @param kernel rows or columns of the kernel
     * @param stride from one output to the next
     * @param dilation from one element of the kernel to the next
     * @return how many places the kernel fits into
     */
    public static int outSize(int in, int padBefore, int padAfter, int kernel, int stride, int dilation) {
        return (in + padBefore + padAfter - dilation * (kernel - 1) - 1) / stride + 1;
    }

    /**
     * Computes the convolution.
     *
     * @param batch images
     * @param inChannels channels of an input image
     * @param inHeight rows of an input image
     * @param inWidth columns of an input image
     * @param outChannels channels of an output image
     * @param kernelHeight rows of the kernel
     * @param kernelWidth columns of the kernel
     * @param strideHeight input rows from one output row to the next
     * @param strideWidth input columns from one output column to the next
     * @param padTop rows of zeros above the input
     * @param padLeft columns of zeros left of it
     * @param padBottom rows of zeros below it
     * @param padRight columns of zeros right of it
     * @param dilationHeight input rows from one row of the kernel to the next
     * @param dilationWidth input columns from one column of the kernel to the next
     * @param groups convolutions side by side, each on its part of the channels
     * @param channelsLastIn whether x is stored {@code [batch][row][column][channel]}, else {@code [batch][channel][row][column]}
     * @param channelsLastOut the same of y
     * @param x the images
     * @param xOffset index of their first element
     * @param w the weights, {@code [outChannels][inChannels/groups][kernelHeight][kernelWidth]}
     * @param wOffset index of their first element
     * @return y, dense
     */
    public static ReferenceProduct convolve(
            int batch,
            int inChannels,
            int inHeight,
            int inWidth,
            int outChannels,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int padTop,
            int padLeft,
            int padBottom,
            int padRight,
            int dilationHeight,
            int dilationWidth,
            int groups,
            boolean channelsLastIn,
            boolean channelsLastOut,
            float[] x,
            int xOffset,
            float[] w,
            int wOffset) {
        int outHeight = outSize(inHeight, padTop, padBottom, kernelHeight, strideHeight, dilationHeight);
        int outWidth = outSize(inWidth, padLeft, padRight, kernelWidth, strideWidth, dilationWidth);
        ReferenceImages in = new ReferenceImages(inChannels, inHeight, inWidth, channelsLastIn);
        ReferenceImages out = new ReferenceImages(outChannels, outHeight, outWidth, channelsLastOut);
        ReferenceProduct y = new ReferenceProduct(batch * out.size());
        int groupIn = inChannels / groups;
        int groupOut = outChannels / groups;
        for (int n = 0; n < batch; n++) {
            for (int o = 0; o < outChannels; o++) {
                for (int p = 0; p < outHeight; p++) {
                    for (int q = 0; q < outWidth; q++) {
                        double value = 0;
                        double magnitude = 0;
                        for (int c = 0; c < groupIn; c++) {
                            for (int i = 0; i < kernelHeight; i++) {
                                for (int j = 0; j < kernelWidth; j++) {
                                    int channel = o / groupOut * groupIn + c;
                                    int row = p * strideHeight + i * dilationHeight - padTop;
                                    int col = q * strideWidth + j * dilationWidth - padLeft;
                                    if (in.contains(row, col)) {
                                        double weight =
                                                w[wOffset + ((o * groupIn + c) * kernelHeight + i) * kernelWidth + j];
                                        double term = weight * x[xOffset + in.index(n, channel, row, col)];
                                        value += term;
                                        magnitude += Math.abs(term);
                                    }
                                }
                            }
                        }
                        y.values()[out.index(n, o, p, q)] = value;
                        y.magnitudes()[out.index(n, o, p, q)] = magnitude;
                    }
                }
            }
        }
        return y;
    }
}
