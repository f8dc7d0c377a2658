package dev.lanewise.engine.planning;

/**
 * A strided convolution as one of stride 1. Each phase of the image, which has every stride-th row and column, becomes channels of
 * their own, and the kernel is taken apart in the same way: 11×11 of stride 4 is 3×3 on 16 times the channels. Where the stride does not
 * divide the kernel there are weights of zero. The padding is part of the phases.
 *
 * <p>The channels come in runs that lie together in a row of the image: with channels last, for each row of a stride, the channels of its
 * columns; with planes, for each row of a stride and each channel, the columns.
 *
 * @param problem a convolution of one group without dilation
 */
public record StridePhases(ConvProblem problem) {
    /** The most elements of tensors made of phases. */
    private static final long MOST_ELEMENTS = 1L << 30;

    /**
     * Whether tensors of phases are small enough for arrays; zeros make them larger than the original.
     *
     * @return true for all but the largest
     */
    boolean fit() {
        ConvShape s = problem.shape();
        long channels = (long) s.inChannels() * s.strideHeight() * s.strideWidth();
        long taps = (long) kernelHeight() * kernelWidth();
        long pixels = (long) (s.outHeight() + kernelHeight()) * (s.outWidth() + kernelWidth());
        return channels * pixels * s.batch() < MOST_ELEMENTS && channels * taps * s.outChannels() < MOST_ELEMENTS;
    }

    int kernelHeight() {
        return Math.ceilDiv(problem.shape().kernelHeight(), problem.shape().strideHeight());
    }

    int kernelWidth() {
        return Math.ceilDiv(problem.shape().kernelWidth(), problem.shape().strideWidth());
    }

    /**
     * The convolution of stride 1.
     *
     * @return its sizes, without padding
     */
    public ConvShape dense() {
        ConvShape s = problem.shape();
        int channels = s.inChannels() * s.strideHeight() * s.strideWidth();
        return ConvShape.builder(channels, s.outChannels(), kernelHeight(), kernelWidth())
                .input(s.batch(), s.outHeight() + kernelHeight() - 1, s.outWidth() + kernelWidth() - 1)
                .build();
    }

    /**
     * Runs of channels, those of the first row of a stride first.
     *
     * @return rows of a stride, with planes times the channels
     */
    public int runs() {
        ConvShape s = problem.shape();
        return s.strideHeight() * (problem.in() == Layout.NHWC ? 1 : s.inChannels());
    }

    /**
     * Channels of a run, elements from one pixel of the phases to the next in the image.
     *
     * @return columns of a stride, with channels last times the channels
     */
    public int runLength() {
        ConvShape s = problem.shape();
        return s.strideWidth() * pixelLength();
    }

    /**
     * Elements from one pixel of the image to the next.
     *
     * @return 1, with channels last the channels
     */
    public int pixelLength() {
        return problem.in() == Layout.NHWC ? problem.shape().inChannels() : 1;
    }

    /**
     * Takes the kernel apart.
     *
     * @param weights {@code [outChannels][inChannels][kernelHeight][kernelWidth]}
     * @param offset their first element
     * @return the same of {@link #dense()}
     */
    public float[] weights(float[] weights, int offset) {
        ConvShape s = problem.shape();
        ConvShape d = dense();
        float[] target = new float[d.weightElements()];
        int from = offset;
        for (int outIn = 0; outIn < s.outChannels() * s.inChannels(); outIn++) {
            int out = outIn / s.inChannels();
            int in = outIn % s.inChannels();
            for (int i = 0; i < s.kernelHeight(); i++) {
                for (int j = 0; j < s.kernelWidth(); j++) {
                    int channel = channel(i % s.strideHeight(), j % s.strideWidth(), in);
                    int tap = i / s.strideHeight() * d.kernelWidth() + j / s.strideWidth();
                    target[(out * d.inChannels() + channel) * d.kernelHeight() * d.kernelWidth() + tap] =
                            weights[from++];
                }
            }
        }
        return target;
    }

    private int channel(int row, int column, int in) {
        ConvShape s = problem.shape();
        return problem.in() == Layout.NHWC
                ? (row * s.strideWidth() + column) * s.inChannels() + in
                : (row * s.inChannels() + in) * s.strideWidth() + column;
    }
}
