package dev.lanewise.engine.planning;

/**
 * The sizes of a two-dimensional transposed convolution, with the meaning of ONNX's ConvTranspose. The weights are
 * {@code [inChannels][outChannels/groups][kernelHeight][kernelWidth]} for either layout of the images.
 *
 * <p>{@code outHeight = strideHeight·(inHeight − 1) + dilationHeight·(kernelHeight − 1) + 1 + outputPaddingHeight − padTop − padBottom},
 * and the same across. All sizes count elements.
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
 * @param outputPaddingHeight rows added below the output
 * @param outputPaddingWidth columns added right of it
 * @param dilationHeight output rows from one row of the kernel to the next
 * @param dilationWidth output columns from one column of the kernel to the next
 * @param groups how many convolutions lie side by side, each on its part of the channels; {@code inChannels} for depthwise
 */
public record ConvTransposeShape(
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
        int groups) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is out of range, the groups do not divide the channels, nothing is left of the
     *     output, or a tensor has more elements than an array holds
     */
    public ConvTransposeShape {
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
        SizeChecks.atLeast(outputPaddingHeight, 0, "outputPaddingHeight");
        SizeChecks.atLeast(outputPaddingWidth, 0, "outputPaddingWidth");
        SizeChecks.atLeast(dilationHeight, 1, "dilationHeight");
        SizeChecks.atLeast(dilationWidth, 1, "dilationWidth");
        SizeChecks.atLeast(groups, 1, "groups");
        SizeChecks.divides(groups, inChannels, "inChannels");
        SizeChecks.divides(groups, outChannels, "outChannels");
        long outHeight =
                out(inHeight, kernelHeight, strideHeight, padTop, padBottom, outputPaddingHeight, dilationHeight);
        long outWidth = out(inWidth, kernelWidth, strideWidth, padLeft, padRight, outputPaddingWidth, dilationWidth);
        isLeft(outHeight, padTop, padBottom, "rows");
        isLeft(outWidth, padLeft, padRight, "columns");
        SizeChecks.elements("input", batch, inChannels, inHeight, inWidth);
        SizeChecks.elements("weights", inChannels, outChannels / groups, kernelHeight, kernelWidth);
        SizeChecks.elements("output", batch, outChannels, outHeight, outWidth);
    }

    /**
     * Starts to describe a transposed convolution of stride 1, without padding, dilation and groups.
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
     * Rows of an output image.
     *
     * @return at least 1
     */
    public int outHeight() {
        return (int) out(inHeight, kernelHeight, strideHeight, padTop, padBottom, outputPaddingHeight, dilationHeight);
    }

    /**
     * Columns of an output image.
     *
     * @return at least 1
     */
    public int outWidth() {
        return (int) out(inWidth, kernelWidth, strideWidth, padLeft, padRight, outputPaddingWidth, dilationWidth);
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
     * @return input channels, output channels of a group, rows and columns multiplied
     */
    public int weightElements() {
        return inChannels * groupOutChannels() * kernelHeight * kernelWidth;
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
     * Most terms of the sum that makes an element of the output; a stride leaves out elements of the kernel.
     *
     * @return input channels of a group, and elements of the kernel that meet in one place, multiplied
     */
    public int depth() {
        return groupInChannels()
                * TransposedAxis.mostTaps(kernelHeight, strideHeight, dilationHeight)
                * TransposedAxis.mostTaps(kernelWidth, strideWidth, dilationWidth);
    }

    /**
     * Work of adding the kernel for every element of the input, what is cut off included.
     *
     * @return two for every multiply-add
     */
    public long flop() {
        return 2L * inputElements() * groupOutChannels() * kernelHeight * kernelWidth;
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
        if (outputPaddingHeight + outputPaddingWidth > 0) {
            text.append(", output padding ")
                    .append(outputPaddingHeight)
                    .append(' ')
                    .append(outputPaddingWidth);
        }
        if (dilationHeight != 1 || dilationWidth != 1) {
            text.append(", dilation ").append(dilationHeight).append('×').append(dilationWidth);
        }
        if (groups != 1) {
            text.append(", groups ").append(groups);
        }
        return text.toString();
    }

    private static long out(int in, int kernel, int stride, int before, int after, int added, int dilation) {
        return stride * (in - 1L) + dilation * (kernel - 1L) + 1 + added - before - after;
    }

    private static void isLeft(long out, int before, int after, String unit) {
        if (out < 1) {
            throw new IllegalArgumentException("padding cuts " + before + " and " + after + " of the output's "
                    + (out + before + after) + " " + unit + "; it must leave at least 1");
        }
    }

    /** Describes a transposed convolution. */
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
        private int addedRows;
        private int addedColumns;
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
         * Output pixels from one input pixel to the next.
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
         * What is cut off the output.
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
         * What is added to the output, behind it: a stride reaches several sizes, and this says which.
         *
         * @param rows 0 is the default
         * @param columns 0 is the default
         * @return this
         */
        public Builder outputPadding(int rows, int columns) {
            addedRows = rows;
            addedColumns = columns;
            return this;
        }

        /**
         * Output pixels from one element of the kernel to the next.
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
         * @throws IllegalArgumentException if they do not make a transposed convolution; see {@link ConvTransposeShape}
         */
        public ConvTransposeShape build() {
            return new ConvTransposeShape(
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
                    addedRows,
                    addedColumns,
                    dilationHeight,
                    dilationWidth,
                    groups);
        }
    }
}
