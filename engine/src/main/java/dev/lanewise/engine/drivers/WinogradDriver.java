package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.WinogradTransform;
import dev.lanewise.engine.packing.WinogradWeights;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.StridePhases;
import dev.lanewise.engine.planning.WinogradBlocks;
import java.util.Arrays;

/**
 * Winograd's minimal filtering {@code Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A}, block of tiles by block of tiles, so that what is
 * transformed stays in a cache: inputs Bᵀ·d·B to {@code [point][tile][channel]}, a matrix product for every point, outputs Aᵀ·…·A.
 * Channels are in lanes; the transforms run along rows and columns alone.
 *
 * <p>Source: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
 */
final class WinogradDriver implements ConvDriver {
    private final ConvShape shape;
    private final WinogradBlocks blocks;
    /** Null where the image is taken as it is. */
    private final StridePhases phases;

    private final WinogradTransform down;
    private final WinogradTransform across;
    private final WinogradWeights weights;

    WinogradDriver(ConvProblem problem, ConvCandidate choice, float[] weights, int offset) {
        phases = choice.algorithm() == ConvAlgorithm.WINOGRAD_PHASES ? new StridePhases(problem) : null;
        shape = phases == null ? problem.shape() : phases.dense();
        blocks = (WinogradBlocks) choice.blocks();
        down = Kernels.active().winograd(blocks.pointsDown());
        across = Kernels.active().winograd(blocks.pointsAcross());
        this.weights = WinogradWeights.transform(
                phases == null ? weights : phases.weights(weights, offset),
                phases == null ? offset : 0,
                shape.outChannels(),
                shape.inChannels(),
                shape.kernelHeight(),
                shape.kernelWidth(),
                blocks.pointsDown(),
                blocks.pointsAcross(),
                blocks.kc());
    }

    @Override
    public void run(ConvRun run, ConvContext context, int first, int end, float[] workspace, int at) {
        int atProducts = at + blocks.products() * blocks.inputStride();
        int atStrips = atProducts + blocks.products() * blocks.productStride();
        context.strips.begin(run, phases, workspace, atStrips, atStrips + 2 * blocks.stripFloats());
        for (int unit = first; unit < end; unit++) {
            int tile = unit * blocks.blockTiles();
            int count = Math.min(blocks.blockTiles(), blocks.tiles() - tile);
            inputs(context.strips, tile, count, workspace, at, atStrips);
            products(context.macroKernel, count, workspace, at, atProducts);
            outputs(context.strips, tile, count, workspace, atProducts, atStrips);
        }
        context.strips.end();
    }

    /** Transforms the inputs of a block of tiles, strip by strip: tiles side by side in one image. */
    private void inputs(ImageStrips strips, int firstTile, int count, float[] workspace, int at, int atStrips) {
        int columnsBetween = blocks.stepAcross();
        int transformed = atStrips + blocks.stripFloats();
        for (int done = 0; done < count; ) {
            int tile = firstTile + done;
            int tiles = stripAt(tile, count - done);
            int row = tile / blocks.tilesAcross() % blocks.tilesDown() * blocks.stepDown() - shape.padTop();
            int column = tile % blocks.tilesAcross() * columnsBetween - shape.padLeft();
            int columns = blocks.columns(tiles);
            int image = tile / blocks.tilesAcross() / blocks.tilesDown();
            for (int channel = 0; channel < blocks.inChannels(); channel += blocks.chunk()) {
                int channels = Math.min(blocks.chunk(), blocks.inChannels() - channel);
                strips.read(image, channel, channels, row, blocks.pointsDown(), column, columns);
                columns(strips, channels, columns, workspace, transformed);
                for (int i = 0; i < blocks.pointsDown(); i++) {
                    across.input(
                            tiles,
                            channels,
                            workspace,
                            transformed + i * columns * channels,
                            columnsBetween * channels,
                            channels,
                            workspace,
                            at
                                    + i * blocks.pointsAcross() * blocks.inputStride()
                                    + done * blocks.inChannels()
                                    + channel,
                            blocks.inChannels(),
                            blocks.inputStride());
                }
            }
            done += tiles;
        }
    }

    /** Transforms the columns of a strip; columns of zeros stay so. */
    private void columns(ImageStrips strips, int channels, int columns, float[] workspace, int at) {
        int first = strips.firstColumn();
        int end = strips.endColumn();
        down.input(
                end - first,
                channels,
                strips.source(),
                strips.sourceOffset() + first * strips.sourceColumn(),
                strips.sourceColumn(),
                strips.sourceRow(),
                workspace,
                at + first * channels,
                channels,
                columns * channels);
        for (int i = 0; i < blocks.pointsDown(); i++) {
            int row = at + i * columns * channels;
            Arrays.fill(workspace, row, row + first * channels, 0f);
            Arrays.fill(workspace, row + end * channels, row + columns * channels, 0f);
        }
    }

    private void products(MacroKernel kernel, int tiles, float[] workspace, int at, int atProducts) {
        int rows = (tiles + Kernels.PANEL_ROWS - 1) / Kernels.PANEL_ROWS * Kernels.PANEL_ROWS;
        kernel.begin(1, 0, EpilogueSpec.IDENTITY);
        kernel.target(workspace, blocks.outChannels());
        kernel.source(workspace, blocks.inChannels(), weights.array(), null);
        for (int point = 0; point < blocks.products(); point++) {
            for (int k = 0; k < blocks.inChannels(); k += weights.kc()) {
                int depth = Math.min(weights.kc(), blocks.inChannels() - k);
                kernel.multiply(
                        rows,
                        blocks.outChannels(),
                        depth,
                        at + point * blocks.inputStride() + k,
                        weights.position(point, k),
                        atProducts + point * blocks.productStride(),
                        k == 0,
                        k + depth == blocks.inChannels(),
                        0,
                        0);
            }
        }
        kernel.end();
    }

    private void outputs(
            ImageStrips strips, int firstTile, int count, float[] workspace, int atProducts, int atStrips) {
        int half = atStrips + 2 * blocks.stripFloats() + blocks.outputStripFloats();
        for (int done = 0; done < count; ) {
            int tile = firstTile + done;
            int tiles = stripAt(tile, count - done);
            int row = tile / blocks.tilesAcross() % blocks.tilesDown() * blocks.outputsDown();
            int column = tile % blocks.tilesAcross() * blocks.outputsAcross();
            int image = tile / blocks.tilesAcross() / blocks.tilesDown();
            int rows = Math.min(blocks.outputsDown(), shape.outHeight() - row);
            int columns = Math.min(tiles * blocks.outputsAcross(), shape.outWidth() - column);
            boolean whole = rows == blocks.outputsDown() && columns == tiles * blocks.outputsAcross();
            for (int channel = 0; channel < blocks.outChannels(); channel += blocks.chunk()) {
                int channels = Math.min(blocks.chunk(), blocks.outChannels() - channel);
                strips.target(image, channel, channels, row, column, tiles * blocks.outputsAcross(), whole);
                for (int i = 0; i < tiles; i++) {
                    down.output(
                            blocks.outputsDown(),
                            blocks.pointsAcross(),
                            channels,
                            workspace,
                            atProducts + (done + i) * blocks.outChannels() + channel,
                            blocks.productStride(),
                            blocks.pointsAcross() * blocks.productStride(),
                            workspace,
                            half,
                            channels,
                            blocks.pointsAcross() * channels);
                    across.output(
                            blocks.outputsAcross(),
                            blocks.outputsDown(),
                            channels,
                            workspace,
                            half,
                            blocks.pointsAcross() * channels,
                            channels,
                            strips.target(),
                            strips.targetOffset() + i * blocks.outputsAcross() * strips.targetColumn(),
                            strips.targetRow(),
                            strips.targetColumn());
                }
                strips.write(rows, columns);
            }
            done += tiles;
        }
    }

    /** How many tiles from this one on lie side by side. */
    private int stripAt(int tile, int left) {
        int toEdge = blocks.tilesAcross() - tile % blocks.tilesAcross();
        return Math.min(Math.min(left, toEdge), blocks.stripTiles());
    }
}
