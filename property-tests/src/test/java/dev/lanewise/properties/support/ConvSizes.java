package dev.lanewise.properties.support;

import dev.lanewise.engine.planning.ConvShape;

/** Sizes of a convolution on the way to a shape: made to fit, and cut down until a test can afford it. */
final class ConvSizes {
    /** Images and channels are cut down in turn to so many pixels of the output, so many channels, before anything else is. */
    private static final int PIXELS = 100;

    private static final int CHANNELS = 8;

    /** Multiplications that outweigh making an element. */
    private static final int PER_ELEMENT = 4;

    int batch = 1;
    int groups = 1;
    int groupIn = 1;
    int groupOut = 1;
    int height = 1;
    int width = 1;
    int kernelHeight = 1;
    int kernelWidth = 1;
    int strideHeight = 1;
    int strideWidth = 1;
    int dilationHeight = 1;
    int dilationWidth = 1;
    int top;
    int left;
    int bottom;
    int right;

    private boolean image;

    /** The shape, with at most so many multiplications, and some for every element. */
    ConvShape shape(long most) {
        height = Math.max(height, leastHeight());
        width = Math.max(width, leastWidth());
        ConvShape shape = build();
        while (shape.flop() / 2 > most || shape.inputElements() + shape.outputElements() > most / PER_ELEMENT) {
            shrink();
            shape = build();
        }
        return shape;
    }

    private ConvShape build() {
        return ConvShape.builder(groups * groupIn, groups * groupOut, kernelHeight, kernelWidth)
                .input(batch, height, width)
                .stride(strideHeight, strideWidth)
                .padding(top, left, bottom, right)
                .dilation(dilationHeight, dilationWidth)
                .groups(groups)
                .build();
    }

    private void shrink() {
        image = !image;
        boolean done = image
                ? shrinkImage(PIXELS) || shrinkChannels(CHANNELS)
                : shrinkChannels(CHANNELS) || shrinkImage(PIXELS);
        if (!done && batch > 1) {
            batch--;
        } else if (!done && !shrinkImage(1) && !shrinkChannels(1)) {
            shrinkKernel();
        }
    }

    /** Halves the longer side, if there are more pixels than that and the kernel still fits. */
    private boolean shrinkImage(int pixels) {
        if (build().outPixels() <= pixels) {
            return false;
        }
        int less = Math.max(height / 2, leastHeight());
        int narrower = Math.max(width / 2, leastWidth());
        if (narrower < width && (width >= height || less == height)) {
            width = narrower;
            return true;
        }
        boolean lower = less < height;
        height = less;
        return lower;
    }

    /** Halves groups or their channels, whatever is most, if it is more than that. */
    private boolean shrinkChannels(int channels) {
        int most = Math.max(groups, Math.max(groupIn, groupOut));
        if (most <= channels) {
            return false;
        }
        if (groups == most) {
            groups /= 2;
        } else if (groupIn == most) {
            groupIn /= 2;
        } else {
            groupOut /= 2;
        }
        return true;
    }

    private void shrinkKernel() {
        kernelHeight = (kernelHeight + 1) / 2;
        kernelWidth = (kernelWidth + 1) / 2;
        top = Math.min(top, kernelHeight);
        left = Math.min(left, kernelWidth);
        bottom = Math.min(bottom, kernelHeight);
        right = Math.min(right, kernelWidth);
        height = Math.max(height, leastHeight());
        width = Math.max(width, leastWidth());
    }

    private int leastHeight() {
        return Math.max(1, dilationHeight * (kernelHeight - 1) + 1 - top - bottom);
    }

    private int leastWidth() {
        return Math.max(1, dilationWidth * (kernelWidth - 1) + 1 - left - right);
    }
}
