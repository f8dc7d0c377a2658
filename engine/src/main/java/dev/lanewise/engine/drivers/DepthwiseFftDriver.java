package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.FftSpectrum;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.FftBlocks;

/** Depthwise convolution by Fourier transforms: every channel's spectrum is multiplied by its kernel's, bin by bin. */
final class DepthwiseFftDriver implements ConvDriver {
    private static final FftSpectrum SPECTRUM = Kernels.active().fftSpectrum();

    private final ConvShape shape;
    private final FftBlocks blocks;
    private final FftTiles tiles;
    private final FftGrid grid;

    /** Of each vector of channels and pair of bins: what even points give, then odd points, real and imaginary. */
    private final float[] spectra;

    private final int vectorFloats;

    DepthwiseFftDriver(ConvProblem problem, ConvCandidate choice, float[] weights, int offset) {
        shape = problem.shape();
        blocks = (FftBlocks) choice.blocks();
        tiles = new FftTiles(problem, blocks);
        grid = new FftGrid(blocks, true);
        vectorFloats = grid.count() * 4 * blocks.lanes();
        spectra = new float[PackedPanels.ALIGNMENT + Math.toIntExact(blocks.weightFloats())];
        transform(new FftWeights(shape, blocks, weights, offset));
    }

    private void transform(FftWeights weights) {
        double scale = 1.0 / (blocks.lines() * blocks.columns());
        int lanes = blocks.lanes();
        for (int channel = 0; channel < shape.inChannels(); channel++) {
            weights.transform(channel);
            int at = PackedPanels.ALIGNMENT + channel / lanes * vectorFloats + channel % lanes;
            for (int pair = 0; pair < grid.count(); pair++) {
                weights.at(grid.frequencyDown(pair), grid.frequencyAlong(pair));
                spectra[at] = (float) (weights.evenRe() * scale);
                spectra[at + lanes] = (float) (weights.evenIm() * scale);
                spectra[at + 2 * lanes] = (float) (weights.oddRe() * scale);
                spectra[at + 3 * lanes] = (float) (weights.oddIm() * scale);
                at += 4 * lanes;
            }
        }
    }

    @Override
    public void run(ConvRun run, ConvContext context, int first, int end, float[] workspace, int at) {
        int imageTiles = blocks.imageTiles();
        int vectors = blocks.vectors(shape.inChannels());
        for (int unit = first; unit < end; unit++) {
            int image = unit / imageTiles / vectors;
            int vector = unit / imageTiles % vectors;
            int tile = image * imageTiles + unit % imageTiles;
            int channel = vector * blocks.lanes();
            int spectrum = PackedPanels.ALIGNMENT + vector * vectorFloats;
            tiles.load(run, tile, channel, workspace, at);
            grid.forward(workspace, at, tiles.firstLine(tile), tiles.endLine(tile));
            SPECTRUM.multiply(workspace, at, grid.pairs(), grid.turns(), grid.count(), spectra, spectrum);
            grid.inverse(workspace, at, tiles.outLines(tile));
            tiles.store(run, tile, channel, workspace, at);
            tiles.finish(run, tile, channel, Math.min(blocks.lanes(), shape.outChannels() - channel));
        }
    }
}
