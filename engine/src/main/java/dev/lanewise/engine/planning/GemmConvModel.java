package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.packing.PatchShape;
import dev.lanewise.engine.planning.GemmConvBlocks.Source;

/** Convolution as a matrix product of patches and weights: pointwise, im2col, implicit. */
record GemmConvModel(ConvAlgorithm algorithm) implements ConvModel {
    /** Pixels of a block of NHWC images: its patches fill half of L2 where sums are long, and C stays beside them. */
    private static final int MOST_ROWS = 168;

    /** Pixels of a rectangle of NCHW images: its patches and a slice of weights share L2. */
    private static final int MOST_COLS = 256;

    /** Measured on Zen 3 with eight lanes: of the peak, for a tile, for an element of a patch, and for a run of them. */
    private static final double EFFICIENCY = 0.92;

    private static final double NANOS_OF_TILE = 4;
    private static final double NANOS_OF_COPY = 0.4;
    private static final double NANOS_OF_RUN = 3.6;

    /** With fewer pixels than this for each thread, reading all weights costs more than packing patches twice. */
    private static final int FEW_PIXELS = 64;

    /** Elements of the largest array. */
    private static final int MOST_FLOATS = Integer.MAX_VALUE - 64;

    private static final int LANES = Kernels.active().lanes();

    @Override
    public String refusal(ConvProblem problem) {
        ConvShape shape = problem.shape();
        if (algorithm == ConvAlgorithm.POINTWISE) {
            if (shape.kernelHeight() * shape.kernelWidth() > 1) {
                return "the kernel is not 1×1";
            }
            if (shape.padTop() + shape.padLeft() + shape.padBottom() + shape.padRight() > 0) {
                return "the image is padded";
            }
            return shape.groups() == 1 ? null : "there are groups";
        }
        if (algorithm == ConvAlgorithm.IM2COL) {
            ConvBlocks blocks = blocks(problem, Machine.host(), 1, Long.MAX_VALUE);
            long floats = blocks.workspaceFloats(blocks.units());
            return floats > MOST_FLOATS
                    ? "the matrix of patches has " + floats + " elements, too many for an array"
                    : null;
        }
        return null;
    }

    @Override
    public ConvBlocks blocks(ConvProblem problem, Machine machine, int threads, long floats) {
        int kc = BlockSizes.kcOfConvolution(problem.shape().depth());
        return problem.in() == Layout.NHWC
                ? byPixels(problem, machine, kc, threads, floats)
                : byChannels(problem, machine, kc, threads, floats);
    }

    private GemmConvBlocks byPixels(ConvProblem problem, Machine machine, int kc, int threads, long floats) {
        ConvShape shape = problem.shape();
        int pixels = shape.batch() * shape.outPixels();
        int outputs = shape.groupOutChannels();
        Source source = source(problem);
        boolean fewPixels = pixels < threads * FEW_PIXELS && shape.groups() < threads;
        int channels = fewPixels ? piece(outputs, threads, 2 * LANES) : outputs;
        int most = Math.min(MOST_ROWS, BlockSizes.mc(machine, kc));
        int pieces = (pixels - 1) / most + 1;
        if (!fewPixels && shape.groups() % threads != 0) {
            pieces = (pieces + threads - 1) / threads * threads;
        }
        int cols = piece(pixels, pieces, Kernels.PANEL_ROWS);
        GemmConvBlocks blocks = new GemmConvBlocks(problem, source, kc, 1, cols, channels, outputs, true);
        while (tooLarge(blocks, floats) && cols > Kernels.PANEL_ROWS) {
            cols = piece(cols, 2, Kernels.PANEL_ROWS);
            blocks = new GemmConvBlocks(problem, source, kc, 1, cols, channels, outputs, true);
        }
        if (!tooLarge(blocks, floats)) {
            return blocks;
        }
        int few = problem.in() == problem.out() ? channels : Math.min(channels, 2 * LANES);
        return new GemmConvBlocks(problem, source, kc, 1, Kernels.PANEL_ROWS, few, outputs, false);
    }

    private GemmConvBlocks byChannels(ConvProblem problem, Machine machine, int kc, int threads, long floats) {
        ConvShape shape = problem.shape();
        PatchShape patches = GemmConvBlocks.patches(shape);
        int outputs = shape.groupOutChannels();
        Source source = source(problem);
        boolean fewPixels = shape.batch() * shape.outPixels() < threads * FEW_PIXELS && shape.groups() < threads;
        int channels = fewPixels ? piece(outputs, threads, Kernels.PANEL_ROWS) : outputs;
        int slice = Math.max(12, (int) (machine.l2Bytes() / 2 / Float.BYTES / kc) / 12 * 12);
        int share = fewPixels ? 1 : threads;
        GemmConvBlocks blocks = null;
        int inL2 = (int) (machine.l2Bytes() / 2 / Float.BYTES / kc);
        for (int most = Math.clamp(inL2, LANES, MOST_COLS);
                most >= LANES && (blocks == null || tooLarge(blocks, floats));
                most /= 2) {
            blocks = rectangle(problem, source, kc, patches, most, share, channels, slice);
        }
        if (!tooLarge(blocks, floats)) {
            return blocks;
        }
        int cols = Math.min(patches.outWidth(), LANES);
        int few = problem.in() == problem.out() ? channels : Math.min(channels, 12);
        return new GemmConvBlocks(problem, source, kc, 1, cols, few, slice, false);
    }

    /** The rectangle that gives the least work to the busiest thread, what a last micro-panel lacks included. */
    private static GemmConvBlocks rectangle(
            ConvProblem problem,
            Source source,
            int kc,
            PatchShape patches,
            int most,
            int threads,
            int channels,
            int slice) {
        int width = patches.outWidth();
        if (width > most) {
            int cols = piece(width, (width - 1) / most + 1, 2 * LANES);
            return new GemmConvBlocks(problem, source, kc, 1, cols, channels, slice, true);
        }
        GemmConvBlocks best = null;
        long least = Long.MAX_VALUE;
        for (int rows = Math.min(most / width, patches.outHeight()); rows > 0; rows--) {
            GemmConvBlocks blocks = new GemmConvBlocks(problem, source, kc, rows, width, channels, slice, true);
            int busiest = (blocks.units() - 1) / threads + 1;
            int vectors = (rows * width - 1) / LANES + 1;
            // a block costs half a vector by itself: packing overlaps with its neighbours; so does a vector without a
            // second one
            long work = (long) busiest * (2 * vectors + 1 + vectors % 2);
            if (work < least) {
                least = work;
                best = blocks;
            }
        }
        return best;
    }

    private Source source(ConvProblem problem) {
        if (algorithm == ConvAlgorithm.IM2COL) {
            return Source.WHOLE;
        }
        boolean image = algorithm == ConvAlgorithm.POINTWISE
                && problem.in() == Layout.NHWC
                && GemmConvBlocks.patches(problem.shape()).isPointwise();
        return image ? Source.IMAGE : Source.BLOCK;
    }

    private static boolean tooLarge(GemmConvBlocks blocks, long floats) {
        return blocks.source() != Source.WHOLE && blocks.workspaceFloats(1) > floats;
    }

    private static int piece(int total, int pieces, int step) {
        int size = (total - 1) / pieces + 1;
        return Math.min(total, (size + step - 1) / step * step);
    }

    @Override
    public double nanos(ConvProblem problem, ConvBlocks blocks, ConvCosts costs) {
        ConvShape shape = problem.shape();
        boolean columns = problem.out() == Layout.NHWC;
        double pixels = (double) shape.batch() * shape.outPixels();
        double padded = roundUp(shape.groupOutChannels(), columns ? LANES : Kernels.PANEL_ROWS);
        double products =
                2 * pixels * shape.depth() * padded * shape.groups() * paddingOfPixels((GemmConvBlocks) blocks);
        double tiles = pixels / Kernels.PANEL_ROWS * shape.groups() * Math.ceil(padded / (2 * LANES));
        double weights = 4.0 * blocks.weightFloats();
        double images = 4.0 * shape.inputElements() + 4.0 * shape.outputElements();
        return products / (EFFICIENCY * costs.flopPerNano())
                + NANOS_OF_TILE * tiles
                + patchNanos(problem, pixels * shape.depth() * shape.groups(), costs)
                + costs.traffic(weights * blocks.units() / shape.groups(), weights) / 3
                + costs.traffic(images, images) / 2;
    }

    /** By how much a block of planes has more pixels in whole vectors than it has. */
    private static double paddingOfPixels(GemmConvBlocks blocks) {
        return blocks.byPixels() ? 1 : (double) roundUp(blocks.pixels(), LANES) / blocks.pixels();
    }

    /** What it takes to gather the patches: long where channels that lie together are few. */
    private double patchNanos(ConvProblem problem, double elements, ConvCosts costs) {
        ConvShape shape = problem.shape();
        if (algorithm == ConvAlgorithm.POINTWISE) {
            return NANOS_OF_COPY / 4 * elements;
        }
        boolean together = shape.dilationWidth() == 1 && shape.groups() == 1;
        double run = problem.in() == Layout.NCHW
                ? shape.outWidth() / shape.strideWidth()
                : shape.groupInChannels() * (together ? shape.kernelWidth() : 1);
        double gathering = (NANOS_OF_COPY + NANOS_OF_RUN / run) * elements;
        boolean whole = algorithm == ConvAlgorithm.IM2COL;
        return whole ? gathering + costs.traffic(8 * elements, 4 * elements) : gathering;
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }

    @Override
    public double error(ConvProblem problem) {
        return 6e-8 * Math.sqrt(problem.shape().depth());
    }
}
