package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.FftSpectrum;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.BlockSizes;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.FftBlocks;

/**
 * Convolution of one group by Fourier transforms (Mathieu, Henaff, LeCun, "Fast Training of Convolutional Networks through
 * FFTs", ICLR 2014). At each frequency the spectra of a block of tiles are a matrix of tiles × input channels, to be multiplied
 * by one of input channels × output channels.
 */
final class FftDriver implements ConvDriver {
    private static final FftSpectrum SPECTRUM = Kernels.active().fftSpectrum();

    private final ConvShape shape;
    private final FftBlocks blocks;
    private final FftTiles tiles;
    private final FftGrid grid;
    private final int kc;

    /** {@code [block of output channels][plane]}, each a matrix in micro-panels. */
    private final float[] spectra;

    private final int inFloats;
    private final int outFloats;
    private final int inPlane;
    private final int outPlane;
    private final int[] fixedFirst;
    private final int[] fixedSecond;

    FftDriver(ConvProblem problem, ConvCandidate choice, float[] weights, int offset) {
        shape = problem.shape();
        blocks = (FftBlocks) choice.blocks();
        tiles = new FftTiles(problem, blocks);
        grid = new FftGrid(blocks, false);
        kc = BlockSizes.kc(Machine.host(), shape.inChannels());
        inFloats = blocks.spectrumFloats(shape.inChannels());
        outFloats = blocks.spectrumFloats(blocks.blockChannels());
        inPlane = blocks.vectors(shape.inChannels()) * blocks.lanes();
        outPlane = blocks.blockChannels();
        fixedFirst = new int[blocks.fixedLines()];
        fixedSecond = new int[blocks.fixedLines()];
        for (int i = 0; i < blocks.fixedLines(); i++) {
            fixedFirst[i] = grid.bin(i * blocks.lines() / 2, 0);
            fixedSecond[i] = grid.bin(i * blocks.lines() / 2, blocks.columns() / 2);
        }
        spectra = new float[PackedPanels.ALIGNMENT + Math.toIntExact(blocks.weightFloats())];
        transform(new FftWeights(shape, blocks, weights, offset));
    }

    private void transform(FftWeights weights) {
        double scale = 1.0 / (blocks.lines() * blocks.columns());
        for (int out = 0; out < shape.outChannels(); out++) {
            for (int in = 0; in < shape.inChannels(); in++) {
                weights.transform(out * shape.inChannels() + in);
                int at = position(in, out);
                int plane = planeFloats(out);
                for (int i = 0; i < blocks.fixedLines(); i++) {
                    weights.at(i * blocks.lines() / 2, 0);
                    spectra[at] = (float) ((weights.evenRe() + weights.oddRe()) * scale / 2);
                    spectra[at + plane] = (float) ((weights.evenRe() - weights.oddRe()) * scale / 2);
                    weights.at(i * blocks.lines() / 2, blocks.columns() / 2);
                    at = complex(
                            at + 2 * plane,
                            plane,
                            (weights.evenRe() - weights.oddRe()) * scale,
                            (weights.evenIm() - weights.oddIm()) * scale);
                }
                for (int pair = 0; pair < grid.count(); pair++) {
                    weights.at(grid.frequencyDown(pair), grid.frequencyAlong(pair));
                    at = complex(
                            at,
                            plane,
                            (weights.evenRe() + weights.oddRe()) * scale / 4,
                            (weights.evenIm() + weights.oddIm()) * scale / 4);
                    at = complex(
                            at,
                            plane,
                            (weights.evenRe() - weights.oddRe()) * scale / 4,
                            (weights.evenIm() - weights.oddIm()) * scale / 4);
                }
            }
        }
    }

    /** The three factors that a complex one becomes. */
    private int complex(int at, int plane, double re, double im) {
        spectra[at] = (float) (im - re);
        spectra[at + plane] = (float) (re + im);
        spectra[at + 2 * plane] = (float) re;
        return at + FftSpectrum.COMPLEX * plane;
    }

    /** Output channels of the block that a channel is in, whole vectors. */
    private int blockChannels(int out) {
        int first = out - out % blocks.blockChannels();
        return Math.min(blocks.blockChannels(), blocks.vectors(shape.outChannels()) * blocks.lanes() - first);
    }

    /** Floats of a plane of the weights. */
    private int planeFloats(int out) {
        return shape.inChannels() * blockChannels(out);
    }

    /** Where the planes of a block of output channels are. */
    private int block(int firstOut) {
        return PackedPanels.ALIGNMENT + blocks.planes() * shape.inChannels() * firstOut;
    }

    /** Where the first plane has the weight of two channels: {@code [block of kc][micro-panel][in][lanes]}. */
    private int position(int in, int out) {
        int col = out % blocks.blockChannels();
        int k = in % kc;
        int rows = Math.min(kc, shape.inChannels() - in + k);
        int lane = col % blocks.lanes();
        return block(out - col) + (in - k) * blockChannels(out) + (col - lane) * rows + k * blocks.lanes() + lane;
    }

    @Override
    public void run(ConvRun run, ConvContext context, int first, int end, float[] workspace, int at) {
        int in = at + blocks.tileFloats();
        int out = in + blocks.blockTiles() * inFloats;
        MacroKernel macroKernel = context.macroKernel;
        macroKernel.begin(1, 0, EpilogueSpec.IDENTITY);
        macroKernel.source(workspace, inFloats, spectra, null);
        macroKernel.target(workspace, outFloats);
        int all = shape.batch() * blocks.imageTiles();
        for (int unit = first; unit < end; unit++) {
            int tile = unit * blocks.blockTiles();
            int count = Math.min(blocks.blockTiles(), all - tile);
            forward(run, tile, count, workspace, at, in);
            for (int channel = 0; channel < shape.outChannels(); channel += blocks.blockChannels()) {
                multiply(macroKernel, channel, count, in, out);
                inverse(run, tile, count, channel, workspace, at, out);
            }
        }
        macroKernel.end();
    }

    private void forward(ConvRun run, int tile, int count, float[] workspace, int at, int in) {
        for (int i = 0; i < count; i++) {
            for (int channel = 0; channel < shape.inChannels(); channel += blocks.lanes()) {
                tiles.load(run, tile + i, channel, workspace, at);
                grid.forward(workspace, at, tiles.firstLine(tile + i), tiles.endLine(tile + i));
                int p = in + i * inFloats + channel;
                for (int j = 0; j < fixedFirst.length; j++) {
                    SPECTRUM.splitFixed(workspace, at + fixedFirst[j], at + fixedSecond[j], workspace, p, inPlane);
                    p += FftSpectrum.FIXED * inPlane;
                }
                SPECTRUM.split(workspace, at, grid.pairs(), grid.turns(), grid.count(), workspace, p, inPlane);
            }
        }
    }

    /** Plane by plane, tiles × input channels times input channels × a block of output channels. */
    private void multiply(MacroKernel macroKernel, int channel, int count, int in, int out) {
        int cols = blockChannels(channel);
        int depth = shape.inChannels();
        for (int plane = 0; plane < blocks.planes(); plane++) {
            int b = block(channel) + plane * depth * cols;
            int a = in + plane * inPlane;
            int c = out + plane * outPlane;
            for (int k = 0; k < depth; k += kc) {
                int rows = Math.min(kc, depth - k);
                macroKernel.multiply(count, cols, rows, a + k, b + k * cols, c, k == 0, false, 0, 0);
            }
        }
    }

    private void inverse(ConvRun run, int tile, int count, int channel, float[] workspace, int at, int out) {
        int channels = Math.min(blocks.blockChannels(), shape.outChannels() - channel);
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c += blocks.lanes()) {
                int p = out + i * outFloats + c;
                for (int j = 0; j < fixedFirst.length; j++) {
                    SPECTRUM.joinFixed(workspace, at + fixedFirst[j], at + fixedSecond[j], workspace, p, outPlane);
                    p += FftSpectrum.FIXED * outPlane;
                }
                SPECTRUM.join(workspace, at, grid.pairs(), grid.turns(), grid.count(), workspace, p, outPlane);
                grid.inverse(workspace, at, tiles.outLines(tile + i));
                tiles.store(run, tile + i, channel + c, workspace, at);
            }
            tiles.finish(run, tile + i, channel, channels);
        }
    }
}
