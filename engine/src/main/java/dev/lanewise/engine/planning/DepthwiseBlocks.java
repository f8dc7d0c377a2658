package dev.lanewise.engine.planning;

/**
 * How a depthwise convolution is cut. Images with channels last are computed with channels in lanes; a unit is a strip of rows
 * of all channels. Where a layout is the other one, or an input channel makes several output channels, the strip goes through
 * the workspace. From planes to planes pixels are in lanes: a unit is a rectangle of one output channel, and the part of the
 * input that it sees is copied to the workspace, padding included.
 *
 * @param problem the convolution
 * @param lanes fp32 numbers in a vector
 * @param rows output rows of a unit
 * @param cols output columns of a unit
 */
public record DepthwiseBlocks(ConvProblem problem, int lanes, int rows, int cols) implements ConvBlocks {
    /** Workspace is cut into parts that begin on a cache line. */
    private static final int LINE = 16;

    /** Vectors of a row that are computed at once, at most. */
    private static final int MOST_VECTORS = 8;

    /**
     * Whether lanes hold pixels.
     *
     * @return true from NCHW to NCHW
     */
    public boolean byPlanes() {
        return problem.in() == Layout.NCHW && problem.out() == Layout.NCHW;
    }

    /**
     * Whether lanes hold pixels of several rows: with the kernel 3×3, stride 1 and a border of one zero, input and output pixels
     * have the same places.
     *
     * @return true for that very case
     */
    public boolean isFlat() {
        ConvShape shape = problem.shape();
        return byPlanes()
                && shape.isDense()
                && shape.kernelHeight() == 3
                && shape.kernelWidth() == 3
                && shape.padTop() == 1
                && shape.padLeft() == 1
                && shape.padBottom() == 1
                && shape.padRight() == 1;
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

    /**
     * Rectangles of a strip.
     *
     * @return at least 1
     */
    public int tiles() {
        return (problem.shape().outWidth() - 1) / cols + 1;
    }

    @Override
    public int units() {
        ConvShape shape = problem.shape();
        return byPlanes() ? shape.batch() * shape.outChannels() * strips() * tiles() : shape.batch() * strips();
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
     * Floats from one row of a rectangle's copy of the input to the next: one piece for every pixel of a stride.
     *
     * @return floats
     */
    public int inputPitch() {
        return problem.shape().strideWidth() * piecePitch();
    }

    /**
     * Floats from one piece of a row of the input to the next: every stride-th pixel, and what is read beyond.
     *
     * @return floats
     */
    public int piecePitch() {
        int stride = problem.shape().strideWidth();
        return (TapAxis.across(problem.shape()).reach(cols) - 1) / stride + 1 + MOST_VECTORS * lanes;
    }

    /**
     * Floats from one row of a rectangle of the output to the next.
     *
     * @return floats
     */
    public int outputPitch() {
        return (cols - 1) / lanes * lanes + lanes;
    }

    /**
     * Floats of the copy of the input.
     *
     * @return floats, 0 where there is no copy
     */
    public int inputFloats() {
        ConvShape shape = problem.shape();
        if (isFlat()) {
            // a row above and below, and what vectors see before and behind
            return roundUp((rows + 2) * shape.inWidth() + 2 * lanes + LINE);
        }
        if (byPlanes()) {
            return roundUp(inputRows() * inputPitch());
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
        if (isFlat()) {
            return LINE;
        }
        if (byPlanes()) {
            return roundUp(rows * outputPitch());
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
