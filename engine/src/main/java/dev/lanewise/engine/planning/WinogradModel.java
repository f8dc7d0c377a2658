package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.machine.Machine;

/** Winograd's minimal filtering: fewer products for the price of transforms. */
record WinogradModel(ConvAlgorithm algorithm) implements ConvModel {
    private static final int LANES = Kernels.active().lanes();

    /** Most tiles of a block: the weights are read once for each block. */
    private static final int MOST_TILES = 64;

    /** Part of the L1 cache for what goes through the transforms. */
    private static final double L1_SHARE = 0.7;

    @Override
    public String refusal(ConvProblem problem) {
        ConvShape shape = problem.shape();
        int rows = shape.kernelHeight();
        int columns = shape.kernelWidth();
        if (!shape.isDense()) {
            return "needs stride and dilation 1";
        }
        if (shape.groups() != 1) {
            return "needs one group";
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

    private int points() {
        return switch (algorithm) {
            case WINOGRAD_4_POINTS -> 4;
            case WINOGRAD_1D_8_POINTS -> 8;
            default -> 6;
        };
    }

    private boolean isKernel(int size) {
        return size >= 3 && size < points();
    }

    @Override
    public WinogradBlocks blocks(ConvProblem problem, Machine machine, int threads, long floats) {
        ConvShape shape = problem.shape();
        int down = shape.kernelHeight() == 1 ? 1 : points();
        int across = shape.kernelWidth() == 1 ? 1 : points();
        int outputsDown = down - shape.kernelHeight() + 1;
        int outputsAcross = across - shape.kernelWidth() + 1;
        int tilesDown = (shape.outHeight() - 1) / outputsDown + 1;
        int tilesAcross = (shape.outWidth() - 1) / outputsAcross + 1;
        int tiles = shape.batch() * tilesDown * tilesAcross;
        int pieces = Math.max(threads, (tiles - 1) / MOST_TILES + 1);
        int block = roundUp((tiles - 1) / pieces + 1, 4);
        WinogradBlocks blocks = null;
        do {
            int strip = Math.min(Math.min(tilesAcross, block), Math.max(1, 64 / outputsAcross));
            int columns = strip * outputsAcross + across - outputsAcross;
            int fits = (int) (L1_SHARE * machine.l1Bytes() / Float.BYTES / (2L * down * columns));
            int most = roundUp(Math.max(shape.inChannels(), shape.outChannels()), LANES);
            int chunk = Math.clamp(fits / LANES * LANES, LANES, Math.min(most, 64));
            blocks = new WinogradBlocks(
                    down,
                    across,
                    outputsDown,
                    outputsAcross,
                    tilesDown,
                    tilesAcross,
                    tiles,
                    block,
                    strip,
                    roundUp(chunk, LANES),
                    roundUp(shape.inChannels(), LANES),
                    roundUp(shape.outChannels(), LANES),
                    BlockSizes.kc(machine, roundUp(shape.inChannels(), LANES)));
            block -= 4;
        } while (block > 0 && blocks.workspaceFloats(1) > floats);
        return blocks;
    }

    @Override
    public double nanos(ConvProblem problem, ConvBlocks blocks, ConvCosts costs) {
        WinogradBlocks b = (WinogradBlocks) blocks;
        double products = 2.0 * b.products() * b.units() * b.blockTiles() * b.inChannels() * b.outChannels();
        double weights = costs.traffic(4.0 * b.weightFloats() * b.units(), 4.0 * b.weightFloats());
        double transforms = 4.0 * b.products() * b.tiles() * (b.inChannels() + b.outChannels());
        return products / (0.9 * costs.flopPerNano()) + weights / 2 + 6 * transforms / costs.l2BytesPerNano();
    }

    @Override
    public double error(ConvProblem problem) {
        double direct = 0.5 * Math.sqrt(problem.shape().depth()) * 0x1p-24;
        return switch (algorithm) {
            case WINOGRAD_4_POINTS -> 0.6 * direct;
            case WINOGRAD_1D_6_POINTS -> 1.5 * direct;
            default -> 2.5 * direct;
        };
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }
}
