package dev.lanewise.reference;

/**
 * The transposed two-dimensional convolution, with the meaning of ONNX's ConvTranspose: every element of x adds the kernel,
 * scaled by it, to y. With g the group of c, and what falls outside of y dropped:
 *
 * <pre>y[n][g·outChannels/groups + o][p·strideHeight + i·dilationHeight − padTop][q·strideWidth + …] += w[c][o][i][j] · x[n][c][p][q]</pre>
 *
 * <p>Products of two floats are exact in double and summed there, so the relative error against {@code |w||x|} is at most
 * K·2⁻⁵³ for sums of K terms. Elements of y that nothing is added to are zero: an output padding beyond the kernel's reach,
 * and gaps of strides longer than the kernel.
 */
public final class ReferenceConvTranspose2d {
    private ReferenceConvTranspose2d() {}

    /**
     * Rows or columns of the output.
     *
     * @param in rows or columns of the input
     * @param padBefore rows or columns cut off before the output
     * @param padAfter those cut off behind it
     * @param outputPadding rows or columns added behind it
     * @param kernel rows or columns of the kernel
     * @param stride in the output, from one input to the next
     * @param dilation in the output, from one element of the kernel to the next
     * @return the size
     */
    public static int outSize(
            int in, int padBefore, int padAfter, int outputPadding, int kernel, int stride, int dilation) {
        return stride * (in - 1) + outputPadding + dilation * (kernel - 1) + 1 - padBefore - padAfter;
    }

    /**
     * Computes the transposed convolution.
     *
     * @param batch images
     * @param inChannels channels of an input image
     * @param inHeight rows of an input image
     * @param inWidth columns of an input image
     * @param outChannels channels of an output image
     * @param kernelHeight rows of the kernel
     * @param kernelWidth columns of the kernel
     * @param strideHeight output rows from one input row to the next
     * @param strideWidth output columns from one input column to the next
     * @param padTop rows cut off above the output
     * @param padLeft columns cut off left of it
     * @param padBottom rows cut off below it
     * @param padRight columns cut off right of it
     * @param outputPaddingHeight rows added below it
     * @param outputPaddingWidth columns added right of it
     * @param dilationHeight output rows from one row of the kernel to the next
     * @param dilationWidth output columns from one column of the kernel to the next
     * @param groups convolutions side by side, each on its part of the channels
     * @param channelsLastIn whether x is stored {@code [batch][row][column][channel]}, else {@code [batch][channel][row][column]}
     * @param channelsLastOut the same of y
     * @param x the images
     * @param xOffset index of their first element
     * @param w the weights, {@code [inChannels][outChannels/groups][kernelHeight][kernelWidth]}
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
            int outputPaddingHeight,
            int outputPaddingWidth,
            int dilationHeight,
            int dilationWidth,
            int groups,
            boolean channelsLastIn,
            boolean channelsLastOut,
            float[] x,
            int xOffset,
            float[] w,
            int wOffset) {
        int outHeight =
                outSize(inHeight, padTop, padBottom, outputPaddingHeight, kernelHeight, strideHeight, dilationHeight);
        int outWidth = outSize(inWidth, padLeft, padRight, outputPaddingWidth, kernelWidth, strideWidth, dilationWidth);
        ReferenceImages in = new ReferenceImages(inChannels, inHeight, inWidth, channelsLastIn);
        ReferenceImages out = new ReferenceImages(outChannels, outHeight, outWidth, channelsLastOut);
        ReferenceProduct y = new ReferenceProduct(batch * out.size());
        int groupIn = inChannels / groups;
        int groupOut = outChannels / groups;
        for (int n = 0; n < batch; n++) {
            for (int c = 0; c < inChannels; c++) {
                for (int p = 0; p < inHeight; p++) {
                    for (int q = 0; q < inWidth; q++) {
                        double element = x[xOffset + in.index(n, c, p, q)];
                        for (int o = 0; o < groupOut; o++) {
                            for (int i = 0; i < kernelHeight; i++) {
                                for (int j = 0; j < kernelWidth; j++) {
                                    int channel = c / groupIn * groupOut + o;
                                    int row = p * strideHeight + i * dilationHeight - padTop;
                                    int col = q * strideWidth + j * dilationWidth - padLeft;
                                    if (out.contains(row, col)) {
                                        double weight =
                                                w[wOffset + ((c * groupOut + o) * kernelHeight + i) * kernelWidth + j];
                                        int at = out.index(n, channel, row, col);
                                        y.values()[at] += weight * element;
                                        y.magnitudes()[at] += Math.abs(weight * element);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return y;
    }
}
