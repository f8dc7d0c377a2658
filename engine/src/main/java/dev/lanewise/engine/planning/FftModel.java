package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.machine.Machine;

/**
 * Convolution by Fourier transforms of overlapping tiles: one group of channels, or depthwise.
 *
 * @param algorithm the size of tiles
 */
record FftModel(ConvAlgorithm algorithm) implements ConvModel {
    /** Points of tiles that are large. */
    private static final int[] LARGE = {32, 48, 64, 72, 96, 128};

    /** Measured on Zen 3: for a vector of a tile's numbers, on the way to the spectrum or back, and of the peak in the products. */
    private static final double NANOS_OF_TRANSFORM = 10;

    private static final double GEMM_EFFICIENCY = 0.55;

    private static final int MOST_TILES = 32;

    private int[] sizes() {
        return switch (algorithm) {
            case FFT_8 -> new int[] {8};
            case FFT_16 -> new int[] {16};
            default -> LARGE;
        };
    }

    @Override
    public String refusal(ConvProblem problem) {
        ConvShape shape = problem.shape();
        if (!shape.isDense()) {
            return "it needs stride 1 and dilation 1";
        }
        if (shape.groups() != 1 && !FftBlocks.isDepthwise(shape)) {
            return "it needs one group, or depthwise without a multiplier; groups are " + shape.groups();
        }
        int longest = Math.max(shape.kernelHeight(), shape.kernelWidth());
        if (longest == 1) {
            return "a kernel of one element needs no transform";
        }
        int[] sizes = sizes();
        int most = sizes[sizes.length - 1];
        if (longest > most) {
            return "its largest tiles have " + most + " points a side, the kernel " + longest;
        }
        return null;
    }

    @Override
    public ConvBlocks blocks(ConvProblem problem, Machine machine, int threads, long floats) {
        ConvShape shape = problem.shape();
        int lanes = Kernels.active().lanes();
        FftBlocks best = null;
        double least = 0;
        ConvCosts costs = ConvCosts.of(machine);
        for (int down : sizes()) {
            for (int across : sizes()) {
                if (down >= shape.kernelHeight() && across >= shape.kernelWidth()) {
                    FftAxis rows =
                            FftAxis.of(down, shape.inHeight(), shape.padTop(), shape.padBottom(), shape.kernelHeight());
                    FftAxis cols =
                            FftAxis.of(across, shape.inWidth(), shape.padLeft(), shape.padRight(), shape.kernelWidth());
                    FftBlocks blocks = blocks(shape, lanes, rows, cols, threads, floats);
                    double nanos = nanos(problem, blocks, costs);
                    if (best == null || nanos < least) {
                        best = blocks;
                        least = nanos;
                    }
                }
            }
        }
        return best;
    }

    private static FftBlocks blocks(
            ConvShape shape, int lanes, FftAxis down, FftAxis across, int threads, long floats) {
        if (FftBlocks.isDepthwise(shape)) {
            return new FftBlocks(shape, lanes, down, across, 1, lanes);
        }
        int all = shape.batch() * down.tiles() * across.tiles();
        int tiles = Math.min(MOST_TILES, (all - 1) / threads + 1);
        int channels = (shape.outChannels() + lanes - 1) / lanes * lanes;
        FftBlocks blocks = new FftBlocks(shape, lanes, down, across, tiles, channels);
        while (blocks.workspaceFloats(1) > floats && (tiles > 1 || channels > lanes)) {
            if (channels > 8 * lanes || tiles == 1) {
                channels = Math.max(lanes, channels / 2 / lanes * lanes);
            } else {
                tiles = (tiles + 1) / 2;
            }
            blocks = new FftBlocks(shape, lanes, down, across, tiles, channels);
        }
        return blocks;
    }

    @Override
    public double nanos(ConvProblem problem, ConvBlocks blocks, ConvCosts costs) {
        FftBlocks b = (FftBlocks) blocks;
        ConvShape shape = problem.shape();
        double tiles = (double) shape.batch() * b.imageTiles();
        double numbers = tiles * b.lines() * b.columns() * 2;
        double transforms = numbers * (b.vectors(shape.inChannels()) + b.vectors(shape.outChannels()));
        double nanos = NANOS_OF_TRANSFORM * transforms;
        if (!b.isDepthwise()) {
            double weights = 4.0 * b.weightFloats();
            double products =
                    2.0 * b.planes() * tiles * shape.inChannels() * b.vectors(shape.outChannels()) * b.lanes();
            nanos += products / (GEMM_EFFICIENCY * costs.flopPerNano()) + costs.traffic(weights * b.units(), weights);
        }
        return nanos;
    }

    @Override
    public double error(ConvProblem problem) {
        return 1e-6;
    }
}
