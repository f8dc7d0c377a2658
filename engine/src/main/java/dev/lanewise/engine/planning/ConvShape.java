package dev.lanewise.engine.planning;

/**
 * The sizes of a two-dimensional convolution. The weights are {@code [outChannels][inChannels/groups][kernelHeight][kernelWidth]}
 * for either layout of the images. A convolution in one dimension has height 1 throughout.
 *
 * <p>{@code outHeight = ⌊(inHeight + padTop + padBottom − dilationHeight·(kernelHeight − 1) − 1) / strideHeight⌋ + 1}, and the
 * same across. All sizes count elements.
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
 * @param groups how many convolutions lie side by side, each on its part of the channels; {@code inChannels} for depthwise
 */
public record ConvShape(
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
        int groups) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is out of range, the groups do not divide the channels, the kernel does not
     *     fit into the padded input, or a tensor has more elements than an array holds
     */
    public ConvShape {
        SizeChecks.atLeast(batch, 1, "batch");
        SizeChecks.atLeast(inChannels, 1, "inChannels");
        SizeChecks.atLeast(inHeight, 1, "inHeight");
        SizeChecks.atLeast(inWidth, 1, "inWidth");
        SizeChecks.atLeast(outChannels, 1, "outChannels");
        SizeChecks.atLeast(kernelHeight, 1, "kernelHeight");
        SizeChecks.atLeast(kernelWidth, 1, "kernelWidth");
        SizeChecks.atLeast(strideHeight, 1, "strideHeight");
        SizeChecks.atLeast(strideWidth, 1, "strideWidth");
        SizeChecks.atLeast(padTop, 0, "padTop");
        SizeChecks.atLeast(padLeft, 0, "padLeft");
        SizeChecks.atLeast(padBottom, 0, "padBottom");
        SizeChecks.atLeast(padRight, 0, "padRight");
        SizeChecks.atLeast(dilationHeight, 1, "dilationHeight");
        SizeChecks.atLeast(dilationWidth, 1, "dilationWidth");
        SizeChecks.atLeast(groups, 1, "groups");
        SizeChecks.divides(groups, inChannels, "inChannels");
        SizeChecks.divides(groups, outChannels, "outChannels");
        fits(inHeight, padTop, padBottom, kernelHeight, dilationHeight, "Height", "rows");
        fits(inWidth, padLeft, padRight, kernelWidth, dilationWidth, "Width", "columns");
        SizeChecks.elements("input", batch, inChannels, inHeight, inWidth);
        SizeChecks.elements("weights", outChannels, inChannels / groups, kernelHeight, kernelWidth);
        SizeChecks.elements(
                "output",
                batch,
                outChannels,
                longOut(inHeight, padTop, padBottom, kernelHeight, strideHeight, dilationHeight),
                longOut(inWidth, padLeft, padRight, kernelWidth, strideWidth, dilationWidth));
    }

    /**
     * Starts to describe a convolution of stride 1, without padding, dilation and groups.
     *
     * @param inChannels channels of an input image
     * @param outChannels channels of an output image
     * @param kernelHeight rows of the kernel
     * @param kernelWidth columns of the kernel
     * @return a builder that needs an input yet
     */
    public static Builder builder(int inChannels, int outChannels, int kernelHeight, int kernelWidth) {
        return new Builder(inChannels, outChannels, kernelHeight, kernelWidth);
    }

    /**
     * The same convolution of another number of images.
     *
     * @param images how many
     * @return the shape
     * @throws IllegalArgumentException if there are none, or too many for an array
     */
    public ConvShape withBatch(int images) {
        return with(images, inChannels);
    }

    /**
     * The same convolution of another number of input channels.
     *
     * @param channels how many
     * @return the shape
     * @throws IllegalArgumentException if there are none, or the groups do not divide them
     */
    public ConvShape withChannels(int channels) {
        return with(batch, channels);
    }

    private ConvShape with(int images, int channels) {
        return new ConvShape(
                images,
                channels,
                inHeight,
                inWidth,
                outChannels,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padLeft,
                padBottom,
                padRight,
                dilationHeight,
                dilationWidth,
                groups);
    }

    /**
     * Rows of an output image.
     *
     * @return at least 1
     */
    public int outHeight() {
        return out(inHeight, padTop, padBottom, kernelHeight, strideHeight, dilationHeight);
    }

    /**
     * Columns of an output image.
     *
     * @return at least 1
     */
    public int outWidth() {
        return out(inWidth, padLeft, padRight, kernelWidth, strideWidth, dilationWidth);
    }

    /**
     * Pixels of an output image.
     *
     * @return rows times columns
     */
    public int outPixels() {
        return outHeight() * outWidth();
    }

    /**
     * Elements of the input.
     *
     * @return batch, channels, rows and columns multiplied
     */
    public int inputElements() {
        return batch * inChannels * inHeight * inWidth;
    }

    /**
     * Elements of the output.
     *
     * @return batch, channels, rows and columns multiplied
     */
    public int outputElements() {
        return batch * outChannels * outPixels();
    }

    /**
     * Elements of the weights.
     *
     * @return output channels, input channels of a group, rows and columns multiplied
     */
    public int weightElements() {
        return outChannels * groupInChannels() * kernelHeight * kernelWidth;
    }

    /**
     * Input channels that an output channel sees.
     *
     * @return input channels of a group
     */
    public int groupInChannels() {
        return inChannels / groups;
    }

    /**
     * Output channels that see the same input channels.
     *
     * @return output channels of a group
     */
    public int groupOutChannels() {
        return outChannels / groups;
    }

    /**
     * Terms of the sum that makes an element of the output.
     *
     * @return kernel rows, kernel columns and input channels of a group multiplied
     */
    public int depth() {
        return kernelHeight * kernelWidth * groupInChannels();
    }

    /**
     * Work of the direct sum, padding included.
     *
     * @return two for every multiply-add
     */
    public long flop() {
        return 2L * outputElements() * depth();
    }

    /**
     * Whether every input channel makes its own output channels.
     *
     * @return true if there are as many groups as input channels
     */
    public boolean isDepthwise() {
        return groups == inChannels;
    }

    /**
     * Whether output pixels are neighbours in the input.
     *
     * @return true for a stride of 1 both ways
     */
    public boolean isDense() {
        return strideHeight == 1 && strideWidth == 1 && dilationHeight == 1 && dilationWidth == 1;
    }

    /**
     * One line for humans.
     *
     * @return sizes, and what is not the default
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(batch)
                .append('×')
                .append(inChannels)
                .append('×')
                .append(inHeight)
                .append('×')
                .append(inWidth);
        text.append(" → ")
                .append(outChannels)
                .append('×')
                .append(outHeight())
                .append('×')
                .append(outWidth());
        text.append(", kernel ").append(kernelHeight).append('×').append(kernelWidth);
        if (strideHeight != 1 || strideWidth != 1) {
            text.append(", stride ").append(strideHeight).append('×').append(strideWidth);
        }
        if (padTop + padLeft + padBottom + padRight > 0) {
            text.append(", padding ").append(padTop).append(' ').append(padLeft);
            text.append(' ').append(padBottom).append(' ').append(padRight);
        }
        if (dilationHeight != 1 || dilationWidth != 1) {
            text.append(", dilation ").append(dilationHeight).append('×').append(dilationWidth);
        }
        if (groups != 1) {
            text.append(", groups ").append(groups);
        }
        return text.toString();
    }

    private static int out(int in, int before, int after, int kernel, int stride, int dilation) {
        return (int) longOut(in, before, after, kernel, stride, dilation);
    }

    private static long longOut(int in, int before, int after, int kernel, int stride, int dilation) {
        return ((long) in + before + after - dilation * (kernel - 1L) - 1) / stride + 1;
    }

    private static void fits(int in, int before, int after, int kernel, int dilation, String side, String unit) {
        long reach = dilation * (kernel - 1L) + 1;
        long padded = (long) in + before + after;
        if (reach > padded) {
            throw new IllegalArgumentException("kernel" + side + " " + kernel + " with dilation " + dilation
                    + " covers " + reach + " " + unit + "; it must fit into the padded input's " + padded);
        }
    }

    /** Describes a convolution. */
    public static final class Builder {
        private final int inChannels;
        private final int outChannels;
        private final int kernelHeight;
        private final int kernelWidth;
        private int batch;
        private int height;
        private int width;
        private int strideHeight = 1;
        private int strideWidth = 1;
        private int top;
        private int left;
        private int bottom;
        private int right;
        private int dilationHeight = 1;
        private int dilationWidth = 1;
        private int groups = 1;

        private Builder(int inChannels, int outChannels, int kernelHeight, int kernelWidth) {
            this.inChannels = inChannels;
            this.outChannels = outChannels;
            this.kernelHeight = kernelHeight;
            this.kernelWidth = kernelWidth;
        }

        /**
         * The images.
         *
         * @param images how many
         * @param rows rows of each
         * @param columns columns of each
         * @return this
         */
        public Builder input(int images, int rows, int columns) {
            batch = images;
            height = rows;
            width = columns;
            return this;
        }

        /**
         * Input pixels from one output pixel to the next.
         *
         * @param down rows; 1 is the default
         * @param across columns; 1 is the default
         * @return this
         */
        public Builder stride(int down, int across) {
            strideHeight = down;
            strideWidth = across;
            return this;
        }

        /**
         * Zeros around the input.
         *
         * @param rowsAbove 0 is the default
         * @param columnsLeft 0 is the default
         * @param rowsBelow 0 is the default
         * @param columnsRight 0 is the default
         * @return this
         */
        public Builder padding(int rowsAbove, int columnsLeft, int rowsBelow, int columnsRight) {
            top = rowsAbove;
            left = columnsLeft;
            bottom = rowsBelow;
            right = columnsRight;
            return this;
        }

        /**
         * Input pixels from one element of the kernel to the next.
         *
         * @param down rows; 1 is the default
         * @param across columns; 1 is the default
         * @return this
         */
        public Builder dilation(int down, int across) {
            dilationHeight = down;
            dilationWidth = across;
            return this;
        }

        /**
         * Convolutions side by side.
         *
         * @param count a divisor of both numbers of channels; 1 is the default
         * @return this
         */
        public Builder groups(int count) {
            groups = count;
            return this;
        }

        /**
         * Checks the sizes.
         *
         * @return the shape
         * @throws IllegalArgumentException if they do not make a convolution; see {@link ConvShape}
         */
        public ConvShape build() {
            return new ConvShape(
                    batch,
                    inChannels,
                    height,
                    width,
                    outChannels,
                    kernelHeight,
                    kernelWidth,
                    strideHeight,
                    strideWidth,
                    top,
                    left,
                    bottom,
                    right,
                    dilationHeight,
                    dilationWidth,
                    groups);
        }
    }
}
