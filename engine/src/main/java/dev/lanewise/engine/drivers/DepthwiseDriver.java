package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.DepthwiseBlocks;
import dev.lanewise.engine.planning.TapAxis;
import java.util.Arrays;

/**
 * Depthwise convolution with channels in lanes, from planes to planes with pixels in lanes. Pixels whose taps all fall into the input are computed by the fast kernels, those
 * at the edges with the taps that do.
 */
final class DepthwiseDriver implements ConvDriver {
    /** Floats of a run of 3×3 sums where they are to be had: shorter runs cost more to begin than to compute. */
    private static final int RUN = 256;

    /** The most floats of a run; its weights are nine times as many. */
    private static final int MOST_RUN = 4096;

    /**
     * Pixels of so many floats, or a multiple, crowd into few sets of L1: then three rows at once read less that has gone. Measured on a Zen 4
     * with 512 channels at 14×14, wherever the arrays lie: 25 to 31 µs, two rows 21 to 37; with 256 channels two rows were faster.
     */
    private static final int CROWDED = 512;

    /** Rows of images whose edges above and below take so little time that kernels of their own would stay uncompiled for long. */
    private static final int TALL = 48;

    private static final Kernels KERNELS = Kernels.active();
    private static final int LANES = KERNELS.lanes();

    final ConvShape shape;
    final DepthwiseBlocks blocks;
    final TapAxis down;
    final TapAxis across;

    /** {@code [vector][row][column][lanes]}, the last vector that of the last channels; for planes as they were given. */
    final float[] weights;

    /** For planes, where each column of taps lies. */
    final int[] tapColumns;

    /** For planes that can be read where they are, else null. */
    final Depthwise3x3Planes squares;

    /** Rows of 3×3 sums that a pass along the columns makes, edges included, or 0 where it does not serve. */
    final int slidingRows;

    /** The columns that such a pass makes. */
    final int firstSliding;

    final int endSliding;

    /** Pixels of a run of 3×3 sums, or 0 where the kernel for them does not serve. */
    final int run;

    /** The first eight taps of a run, {@code [vector][8][lanes]}, then the ninth. */
    final float[] runWeights;

    DepthwiseDriver(ConvProblem problem, ConvCandidate choice, float[] source, int offset) {
        shape = problem.shape();
        blocks = (DepthwiseBlocks) choice.blocks();
        down = TapAxis.down(shape);
        across = TapAxis.across(shape);
        tapColumns = DepthwisePlanes.tapColumns(blocks, across);
        weights = blocks.byPlanes()
                ? Arrays.copyOfRange(source, offset, offset + shape.weightElements())
                : weights(source, offset);
        squares = blocks.isInPlace() ? new Depthwise3x3Planes(down, across, weights) : null;
        // at stride 1 taps may be outside on both sides of a row, at stride 2 on the left
        firstSliding = Math.max(0, (across.pad() + across.stride() - 2) / across.stride());
        int lastOrigin = across.in() - (across.stride() == 1 ? 2 : 3);
        endSliding = Math.min(across.out(), Math.floorDiv(lastOrigin + across.pad(), across.stride()) + 1);
        slidingRows = blocks.byPlanes() || firstSliding >= endSliding ? 0 : slidingRows();
        run = blocks.byPlanes() || slidingRows > 0 ? 0 : run();
        runWeights = runWeights(source, offset);
    }

    private float[] weights(float[] source, int offset) {
        int channels = shape.outChannels();
        int taps = shape.depth();
        int vectors = (channels + LANES - 1) / LANES;
        float[] target = new float[vectors * taps * LANES];
        for (int vector = 0; vector < vectors; vector++) {
            int first = Math.max(0, Math.min(vector * LANES, channels - LANES));
            for (int i = 0; i < Math.min(LANES, channels); i++) {
                for (int tap = 0; tap < taps; tap++) {
                    target[(vector * taps + tap) * LANES + i] = source[offset + (first + i) * taps + tap];
                }
            }
        }
        return target;
    }

    private int slidingRows() {
        boolean slides = shape.kernelHeight() == 3
                && shape.kernelWidth() == 3
                && shape.dilationHeight() == 1
                && shape.dilationWidth() == 1
                && shape.strideHeight() == shape.strideWidth()
                && shape.outChannels() >= LANES
                && KERNELS.depthwisePixels().slides(shape.strideWidth());
        boolean crowded = shape.strideWidth() == 1 && shape.outChannels() % CROWDED == 0;
        return !slides ? 0 : crowded ? 3 : 2;
    }

    /** Whether a pass makes some rows: of those of low images, a row of taps may be outside above, and one below. */
    boolean slides(int row, int rows) {
        int outside = down.out() < TALL ? 1 : 0;
        return slidingRows >= rows
                && down.origin(row) >= -outside
                && down.origin(row + rows - 1) + 2 < down.in() + outside;
    }

    private int run() {
        int channels = shape.outChannels();
        int inside = across.endInside() - across.firstInside();
        boolean square = shape.kernelHeight() == 3
                && shape.kernelWidth() == 3
                && shape.dilationHeight() == 1
                && KERNELS.depthwisePixels().mostRows(shape.strideHeight()) > 0;
        int step = LANES;
        while (step > 1 && channels * (step / 2) % LANES == 0) {
            step /= 2;
        }
        if (!square || inside < step || channels * step > MOST_RUN || (step > 1 && shape.strideWidth() > 1)) {
            return 0;
        }
        if (shape.strideWidth() > 1) {
            return 1;
        }
        int most = Math.min(inside, Math.max(step, RUN / channels)) / step * step;
        int runs = (inside - 1) / most + 1;
        return Math.min(most, ((inside - 1) / runs + step) / step * step);
    }

    private float[] runWeights(float[] source, int offset) {
        int channels = shape.outChannels();
        int floats = run * channels;
        float[] target = new float[floats * 9];
        for (int i = 0; i < floats; i++) {
            int from = offset + i % channels * 9;
            for (int tap = 0; tap < 8; tap++) {
                target[(i / LANES * 8 + tap) * LANES + i % LANES] = source[from + tap];
            }
            target[floats * 8 + i] = source[from + 8];
        }
        return target;
    }

    /** Rows of the first image, or some of its planes. */
    void part(ConvRun conv, ConvContext context, int first, int end, float[] workspace, int at) {
        if (blocks.byPlanes()) {
            run(conv, context, first * blocks.strips(), end * blocks.strips(), workspace, at);
            return;
        }
        context.depthwise.begin(this, conv, workspace, at);
        context.depthwise.strip(0, first, end);
        context.depthwise.end();
    }

    @Override
    public void run(ConvRun conv, ConvContext context, int first, int end, float[] workspace, int at) {
        if (squares != null && blocks.strips() == 1) {
            squares.planes(conv, first, end, workspace, at);
            return;
        }
        if (blocks.byPlanes()) {
            for (int unit = first; unit < end; unit++) {
                DepthwisePlanes.strip(this, conv, unit, workspace, at, blocks.strips() == 1 && unit > first);
            }
            return;
        }
        DepthwisePart part = context.depthwise;
        part.begin(this, conv, workspace, at);
        for (int unit = first; unit < end; unit++) {
            int row = unit % blocks.strips() * blocks.rows();
            part.strip(unit / blocks.strips(), row, Math.min(row + blocks.rows(), shape.outHeight()));
        }
        part.end();
    }
}
