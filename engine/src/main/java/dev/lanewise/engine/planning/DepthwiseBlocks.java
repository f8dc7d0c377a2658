package dev.lanewise.engine.planning;

/**
 * How a depthwise convolution is cut. Images with channels last are computed with channels in lanes; a unit is a strip of rows
 * of all channels. Where a layout is the other one, or an input channel makes several output channels, the strip goes through
 * the workspace. From planes to planes pixels are in lanes: a unit is a strip of one output channel, and the input is read
 * where it is, or the part that the strip sees is copied to the workspace, padding included.
 *
 * @param problem the convolution
 * @param lanes fp32 numbers in a vector
 * @param rows output rows of a unit
 */
public record DepthwiseBlocks(ConvProblem problem, int lanes, int rows) implements ConvBlocks {
    /** Workspace is cut into parts that begin on a cache line. */
    private static final int LINE = 16;

    /** Floats before and after rows of planes that kernels may read and do not use: two of the longest vectors. */
    public static final int MARGIN = 32;

    /**
     * Whether lanes hold pixels.
     *
     * @return true from NCHW to NCHW, unless rows are so short that transposing both ways is faster
     */
    public boolean byPlanes() {
        return problem.in() == Layout.NCHW && problem.out() == Layout.NCHW && !isShort();
    }

    /**
     * Rows that take too little of a vector. Measured on Zen 4 with 16 lanes: where planes are not read in place, channels in
     * lanes were twice as fast from 28 pixels to 14 with stride 2, three times from 14 to 7; in place, 14 pixels ran twice as
     * fast as with channels in lanes.
     */
    private boolean isShort() {
        ConvShape shape = problem.shape();
        return shape.kernelHeight() == 3
                && shape.kernelWidth() == 3
                && shape.groupOutChannels() == 1
                && shape.outChannels() >= lanes
                && lanes > 1
                && shape.outWidth() < (isSquare() ? lanes / 2 : shape.strideWidth() * lanes);
    }

    /**
     * Whether planes have a 3×3 kernel whose middle tap sees every pixel of the input, or every second: they are read where they
     * are.
     *
     * @return true at stride 1 and 2 without dilation where padding is at most one pixel
     */
    public boolean isInPlace() {
        return byPlanes() && isSquare();
    }

    private boolean isSquare() {
        ConvShape shape = problem.shape();
        int stride = shape.strideWidth();
        return shape.kernelHeight() == 3
                && shape.kernelWidth() == 3
                && stride <= 2
                && shape.strideHeight() == stride
                && shape.dilationHeight() == 1
                && shape.dilationWidth() == 1
                && hasMiddle(TapAxis.down(shape))
                && hasMiddle(TapAxis.across(shape));
    }

    /** Whether the middle tap always falls into the input. */
    private static boolean hasMiddle(TapAxis axis) {
        return axis.pad() <= 1 && axis.origin(axis.out() - 1) + 1 < axis.in();
    }

    /**
     * Whether rows of output planes are shorter than a vector, and so computed in the workspace, a vector each.
     *
     * @return true for narrow planes that are not read in place
     */
    public boolean isNarrow() {
        return byPlanes() && !isInPlace() && problem.shape().outWidth() < lanes;
    }

    /**
     * Whether the input goes through the workspace on its way to channels in lanes.
     *
     * @return true for planes, and where channels multiply
     */
    public boolean isInputStaged() {
        return !byPlanes() && (problem.in() == Layout.NCHW || problem.shape().groupOutChannels() > 1);
    }

    /**
     * Whether the output goes through the workspace.
     *
     * @return true if it is NCHW, the input NHWC
     */
    public boolean isOutputStaged() {
        return !byPlanes() && problem.out() == Layout.NCHW;
    }

    /**
     * Strips of rows of an image.
     *
     * @return at least 1
     */
    public int strips() {
        return (problem.shape().outHeight() - 1) / rows + 1;
    }

    @Override
    public int units() {
        ConvShape shape = problem.shape();
        return byPlanes() ? shape.batch() * shape.outChannels() * strips() : shape.batch() * strips();
    }

    /**
     * Rows of the input that a unit sees, padding included.
     *
     * @return rows
     */
    public int inputRows() {
        return TapAxis.down(problem.shape()).reach(rows);
    }

    /**
     * Floats from one row of the copy of a plane to the next: as in the input, or a piece for every pixel of a stride.
     *
     * @return floats
     */
    public int inputPitch() {
        ConvShape shape = problem.shape();
        return isInPlace() ? shape.inWidth() : shape.strideWidth() * piecePitch();
    }

    /**
     * Floats from one piece of a row of the input to the next: every stride-th pixel.
     *
     * @return floats
     */
    public int piecePitch() {
        TapAxis across = TapAxis.across(problem.shape());
        return (across.reach(Math.max(across.out(), lanes)) - 1) / across.stride() + 1;
    }

    /**
     * Floats of the copy of the input.
     *
     * @return floats, 0 where there is no copy
     */
    public int inputFloats() {
        ConvShape shape = problem.shape();
        if (byPlanes()) {
            return roundUp(inputRows() * inputPitch() + 2 * MARGIN);
        }
        return isInputStaged()
                ? roundUp(Math.min(inputRows(), shape.inHeight()) * shape.inWidth() * shape.outChannels())
                : 0;
    }

    /**
     * Floats of the copy of the output.
     *
     * @return floats, 0 where there is no copy
     */
    public int outputFloats() {
        ConvShape shape = problem.shape();
        if (isNarrow()) {
            return roundUp(rows * lanes);
        }
        return isOutputStaged() ? roundUp(rows * shape.outWidth() * shape.outChannels()) : 0;
    }

    @Override
    public long workspaceFloats(int most) {
        int floats = inputFloats() + outputFloats();
        return floats == 0 ? 0 : floats + LINE;
    }

    @Override
    public long weightFloats() {
        ConvShape shape = problem.shape();
        return byPlanes()
                ? shape.weightElements()
                : (long) (shape.outChannels() + lanes - 1) / lanes * lanes * shape.kernelHeight() * shape.kernelWidth();
    }

    private static int roundUp(int floats) {
        return (floats + LINE - 1) / LINE * LINE;
    }
}
