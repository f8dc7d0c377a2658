package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.machine.Machine;

/** Every channel by itself: direct sums. */
record DepthwiseModel(ConvAlgorithm algorithm) implements ConvModel {
    /** Of the peak, measured on Zen 3: kernels of three columns with channels in lanes, planes that are read in place, … */
    private static final double FAST = 0.3;

    private static final double IN_PLACE = 0.35;

    /** … those with stride 2 (on Zen 4), and everything else. */
    private static final double HALF = 0.2;

    private static final double SLOW = 0.16;
    private static final double NANOS_OF_COPY = 0.4;

    /** Floats of the copy of a strip of a plane, which stays in L1. */
    private static final int PLANE_FLOATS = 5000;

    /** Floats of a strip that goes through the workspace. */
    private static final int STAGED_FLOATS = 1 << 15;

    /** Units for every thread, so that they end together. */
    private static final int UNITS = 4;

    /** Rows that kernels compute at once. */
    private static final int GROUP = 4;

    @Override
    public String refusal(ConvProblem problem) {
        ConvShape shape = problem.shape();
        return shape.isDepthwise()
                ? null
                : "it needs as many groups as input channels; groups are " + shape.groups() + ", input channels "
                        + shape.inChannels();
    }

    @Override
    public ConvBlocks blocks(ConvProblem problem, Machine machine, int threads, long floats) {
        ConvShape shape = problem.shape();
        int height = shape.outHeight();
        int rows = height;
        DepthwiseBlocks blocks = new DepthwiseBlocks(problem, Kernels.active().lanes(), rows);
        if (blocks.byPlanes() && !blocks.isInPlace()) {
            int copied = PLANE_FLOATS / blocks.inputPitch() - blocks.inputRows();
            rows = evenly(height, Math.max(1, height + copied / shape.strideHeight()), GROUP);
        } else if (blocks.isInputStaged() || blocks.isOutputStaged()) {
            rows = evenly(height, Math.max(1, STAGED_FLOATS / (shape.outWidth() * shape.outChannels())), GROUP);
        }
        int images = shape.batch() * (blocks.byPlanes() ? shape.outChannels() : 1);
        int strips = (threads * UNITS - 1) / images + 1;
        if (threads > 1 && strips > 1) {
            rows = Math.min(rows, evenly(height, Math.max(1, height / strips), GROUP));
        }
        blocks = new DepthwiseBlocks(problem, blocks.lanes(), rows);
        while (blocks.workspaceFloats(1) > floats && rows > 1) {
            rows = (rows + 1) / 2;
            blocks = new DepthwiseBlocks(problem, blocks.lanes(), rows);
        }
        return blocks;
    }

    /** Cuts a length into as few pieces as need be, about equal, and multiples of a step if they are longer than that. */
    private static int evenly(int length, int most, int step) {
        int pieces = (length - 1) / Math.min(length, most) + 1;
        int piece = (length - 1) / pieces + 1;
        return piece > step ? (piece + step - 1) / step * step : piece;
    }

    @Override
    public double nanos(ConvProblem problem, ConvBlocks blocks, ConvCosts costs) {
        ConvShape shape = problem.shape();
        DepthwiseBlocks cut = (DepthwiseBlocks) blocks;
        double part = cut.isInPlace()
                ? (shape.strideWidth() == 1 ? IN_PLACE : HALF)
                : cut.byPlanes() || shape.kernelWidth() != 3 ? SLOW : FAST;
        boolean copied = !cut.byPlanes() && (problem.in() == Layout.NCHW || problem.out() == Layout.NCHW);
        double copies = copied ? (double) shape.inputElements() + shape.outputElements() : 0;
        return shape.flop() / (part * costs.flopPerNano()) + NANOS_OF_COPY * copies;
    }

    @Override
    public double error(ConvProblem problem) {
        return Math.sqrt(problem.shape().depth()) * 0x1p-25;
    }
}
