package dev.lanewise.engine.packing;

/**
 * Where the patches of a convolution lie: output pixel (y, x) meets input pixel {@code (y·strideHeight − padTop +
 * i·dilationHeight, x·strideWidth − padLeft + j·dilationWidth)} at kernel element (i, j).
 *
 * @param channels channels of an input image
 * @param groupChannels those that an output channel sees
 * @param inHeight rows of an input image
 * @param inWidth columns of an input image
 * @param outHeight rows of an output image
 * @param outWidth columns of an output image
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param strideHeight input rows from one output row to the next
 * @param strideWidth input columns from one output column to the next
 * @param padTop rows of zeros above the input
 * @param padLeft columns of zeros left of it
 * @param dilationHeight input rows from one row of the kernel to the next
 * @param dilationWidth input columns from one column of the kernel to the next
 */
public record PatchShape(
        int channels,
        int groupChannels,
        int inHeight,
        int inWidth,
        int outHeight,
        int outWidth,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padLeft,
        int dilationHeight,
        int dilationWidth) {

    /**
     * Elements of the kernel for one channel.
     *
     * @return rows times columns
     */
    public int taps() {
        return kernelHeight * kernelWidth;
    }

    /**
     * Elements of a patch.
     *
     * @return kernel elements times channels of a group
     */
    public int depth() {
        return taps() * groupChannels;
    }

    /**
     * Pixels of an output image.
     *
     * @return rows times columns
     */
    public int outPixels() {
        return outHeight * outWidth;
    }

    /**
     * Whether patches of neighbouring pixels are neighbours and none reaches into the padding.
     *
     * @return true for strides of 1 and no padding
     */
    public boolean isPlain() {
        return strideHeight == 1
                && strideWidth == 1
                && padTop == 0
                && padLeft == 0
                && outHeight + (kernelHeight - 1) * dilationHeight <= inHeight
                && outWidth + (kernelWidth - 1) * dilationWidth <= inWidth;
    }

    /**
     * Whether every patch is one pixel and the pixels follow each other.
     *
     * @return true for a plain kernel of one element
     */
    public boolean isPointwise() {
        return taps() == 1 && isPlain() && outPixels() == inHeight * inWidth;
    }

    /**
     * The same with all pixels in one row.
     *
     * @return an image of one row, if every patch is one pixel; else this
     */
    public PatchShape flattened() {
        int pixels = outPixels();
        return isPointwise()
                ? new PatchShape(channels, groupChannels, 1, pixels, 1, pixels, 1, 1, 1, 1, 0, 0, 1, 1)
                : this;
    }
}
