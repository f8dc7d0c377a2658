package dev.lanewise.engine.planning;

/**
 * How a depthwise convolution is cut. Images with channels last are computed with channels in lanes; a unit is a strip of rows
 * of all channels. Where a layout is the other one, or an input channel makes several output channels, the strip goes through
 * the workspace. From planes to planes pixels are in lanes: a unit is a strip of one output channel, and the part of the
 * input that it sees is copied to the workspace, padding included.
 *
 * @param problem the convolution
 * @param lanes fp32 numbers in a vector
 * @param rows output rows of a unit
 */
public record DepthwiseBlocks(ConvProblem problem, int lanes, int rows) implements ConvBlocks {
    /** Workspace is cut into parts that begin on a cache line. */
    private static final int LINE = 16;

    /**
     * Whether lanes hold pixels.
     *
     * @return true from NCHW to NCHW
     */
    public boolean byPlanes() {
        return problem.in() == Layout.NCHW && problem.out() == Layout.NCHW;
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
     * Floats from one row of the copy of a plane to the next: one piece for every pixel of a stride.
     *
     * @return floats
     */
    public int inputPitch() {
        return problem.shape().strideWidth() * piecePitch();
    }

    /**
     * Floats from one piece of a row of the input to the next: every stride-th pixel.
     *
     * @return floats
     */
    public int piecePitch() {
        TapAxis across = TapAxis.across(problem.shape());
        return (across.reach(across.out()) - 1) / across.stride() + 1;
    }

    /**
     * Floats of the copy of the input.
     *
     * @return floats, 0 where there is no copy
     */
    public int inputFloats() {
        ConvShape shape = problem.shape();
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
