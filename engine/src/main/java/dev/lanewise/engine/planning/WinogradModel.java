package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.machine.Machine;

/** Winograd's minimal filtering: fewer products for the price of transforms. */
record WinogradModel(ConvAlgorithm algorithm) implements ConvModel {
    private static final int LANES = Kernels.active().lanes();

    /** Most tiles of a block: the weights are read once for each. */
    private static final int MOST_TILES = 64;

    /** Floats of transformed inputs and products of a block; larger ones gain little and miss the caches. */
    private static final int BLOCK_FLOATS = 1_050_000;

    /** Columns of a strip: what is transformed stays in L2, and rows of planes are read in long runs. */
    private static final int STRIP_COLUMNS = 32;

    private static final int STRIP_COLUMNS_OF_PLANES = 64;

    /** Measured on Zen 3 with eight lanes: of the peak in the products, and for a float in the transforms and copies. */
    private static final double GEMM_EFFICIENCY = 0.87;

    /**
     * For a tile of the products of phases, or of channels that fill no vector, beside what its sums take, where these are short; as many
     * channels hide it. Measured on Zen 4 with 16 lanes, 12 channels of 7×7 with stride 2 and 3 of 3×3.
     */
    private static final double NANOS_OF_TILE = 40;

    private static final double MANY_CHANNELS = 64;

    private static final double NANOS_OF_TRANSFORM = 0.19;
    private static final double NANOS_OF_COPY = 0.45;

    /** Most channels that are transformed together; many, as the loop over them is the innermost. */
    private static final int MOST_CHUNK = 128;

    @Override
    public String refusal(ConvProblem problem) {
        ConvShape shape = problem.shape();
        int rows = shape.kernelHeight();
        int columns = shape.kernelWidth();
        if (shape.groups() != 1) {
            return "needs one group";
        }
        if (stride() == 2) {
            boolean serves = rows == 3 && columns == 3 && shape.strideHeight() == 2 && shape.strideWidth() == 2;
            return serves && shape.dilationHeight() == 1 && shape.dilationWidth() == 1
                    ? null
                    : "needs a 3×3 kernel, stride 2 and dilation 1";
        }
        if (isPhased()) {
            boolean strided = shape.strideHeight() > 1 || shape.strideWidth() > 1;
            if (!strided || shape.dilationHeight() > 1 || shape.dilationWidth() > 1) {
                return "needs a stride of more than 1 and dilation 1";
            }
            StridePhases phases = new StridePhases(problem);
            return isKernel(phases.kernelHeight()) && isKernel(phases.kernelWidth()) && phases.fit()
                    ? null
                    : "needs a kernel of 3 to 5 strides each way";
        }
        if (!shape.isDense()) {
            return "needs stride and dilation 1";
        }
        if (isOneDimensional()) {
            return Math.min(rows, columns) == 1 && isKernel(Math.max(rows, columns))
                    ? null
                    : "needs a kernel of one row or column and 3 to " + (points() - 1) + " elements";
        }
        boolean fits = isKernel(rows) && isKernel(columns);
        return fits ? null : "needs a kernel of 3 to " + (points() - 1) + " rows and columns";
    }

    private boolean isOneDimensional() {
        return algorithm == ConvAlgorithm.WINOGRAD_1D_6_POINTS || algorithm == ConvAlgorithm.WINOGRAD_1D_8_POINTS;
    }

    private boolean isPhased() {
        return algorithm == ConvAlgorithm.WINOGRAD_PHASES;
    }

    /** The convolution that the transforms see. */
    private ConvShape shape(ConvProblem problem) {
        return isPhased() ? new StridePhases(problem).dense() : problem.shape();
    }

    private int points() {
        return switch (algorithm) {
            case WINOGRAD_4_POINTS -> 4;
            case WINOGRAD_STRIDE_2 -> 5;
            case WINOGRAD_1D_8_POINTS -> 8;
            default -> 6;
        };
    }

    private int stride() {
        return points() % 2 + 1;
    }

    private boolean isKernel(int size) {
        return size >= 3 && size < points();
    }

    @Override
    public WinogradBlocks blocks(ConvProblem problem, Machine machine, int threads, long floats) {
        ConvShape shape = shape(problem);
        int down = shape.kernelHeight() == 1 ? 1 : points();
        int across = shape.kernelWidth() == 1 ? 1 : points();
        int outputsDown = (down - shape.kernelHeight()) / stride() + 1;
        int outputsAcross = (across - shape.kernelWidth()) / stride() + 1;
        int tilesDown = (shape.outHeight() - 1) / outputsDown + 1;
        int tilesAcross = (shape.outWidth() - 1) / outputsAcross + 1;
        int tiles = shape.batch() * tilesDown * tilesAcross;
        int ins = roundUp(shape.inChannels(), LANES);
        int outs = roundUp(shape.outChannels(), LANES);
        int most = Math.clamp(BLOCK_FLOATS / (down * across * (ins + outs)), 4, MOST_TILES);
        int pieces = Math.max(threads, (tiles - 1) / most + 1);
        boolean planes = problem.in() == Layout.NCHW || problem.out() == Layout.NCHW;
        int strip = Math.clamp(
                (planes ? STRIP_COLUMNS_OF_PLANES : STRIP_COLUMNS) / stride() / outputsAcross, 1, tilesAcross);
        WinogradBlocks blocks;
        int block = roundUp((tiles - 1) / pieces + 1, 4);
        int chunk = Math.min(MOST_CHUNK, Math.max(ins, outs));
        do {
            blocks = new WinogradBlocks(
                    down,
                    across,
                    outputsDown,
                    outputsAcross,
                    stride(),
                    tilesDown,
                    tilesAcross,
                    tiles,
                    block,
                    Math.min(strip, block),
                    chunk,
                    ins,
                    outs,
                    BlockSizes.kcOfFewRows(ins));
            if (block > 4) {
                block = roundUp(block / 2, 4);
            } else {
                chunk = roundUp(chunk / 2, LANES);
            }
        } while (blocks.workspaceFloats(1) > floats && (blocks.blockTiles() > 4 || blocks.chunk() > LANES));
        return blocks;
    }

    @Override
    public double nanos(ConvProblem problem, ConvBlocks blocks, ConvCosts costs) {
        WinogradBlocks b = (WinogradBlocks) blocks;
        ConvShape shape = shape(problem);
        double products = 2.0 * b.products() * b.units() * b.blockTiles() * b.inChannels() * b.outChannels();
        double weights = 4.0 * b.weightFloats();
        double transformed = (double) b.products() * b.tiles() * (b.inChannels() + b.outChannels());
        double copied = 0;
        if (problem.in() == Layout.NCHW || isPhased()) {
            copied += (double) shape.inputElements() * b.pointsDown() / b.stepDown();
        }
        if (problem.out() == Layout.NCHW) {
            copied += shape.outputElements();
        }
        return products / (GEMM_EFFICIENCY * costs.flopPerNano())
                + (isPhased() || shape.inChannels() < LANES ? tileNanos(b) : 0)
                + costs.traffic(weights * b.units(), weights) / 2
                + NANOS_OF_TRANSFORM * 8 / LANES * transformed
                + NANOS_OF_COPY * copied;
    }

    private static double tileNanos(WinogradBlocks b) {
        double tiles =
                (double) b.products() * b.tiles() / Kernels.PANEL_ROWS * Math.ceil(b.outChannels() / (2.0 * LANES));
        return NANOS_OF_TILE * tiles * Math.max(0, 1 - b.inChannels() / MANY_CHANNELS);
    }

    @Override
    public double error(ConvProblem problem) {
        double direct = 0.5 * Math.sqrt(problem.shape().depth()) * 0x1p-24;
        return switch (algorithm) {
            case WINOGRAD_4_POINTS, WINOGRAD_STRIDE_2 -> 0.6 * direct;
            case WINOGRAD_1D_6_POINTS -> 1.5 * direct;
            default -> 2.5 * direct;
        };
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }
}
