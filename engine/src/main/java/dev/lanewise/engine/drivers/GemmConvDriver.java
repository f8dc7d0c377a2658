package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.packing.PanelPacker;
import dev.lanewise.engine.packing.PatchPanels;
import dev.lanewise.engine.packing.PatchRows;
import dev.lanewise.engine.packing.PatchShape;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.GemmConvBlocks;

/**
 * Convolution as a matrix product of patches and weights. With NHWC images {@code C[pixel][channel] = patches · weightsᵀ}, with
 * NCHW images {@code C[channel][pixel] = weights · patches}. This holds the weights of each group as micro-panels and knows
 * where patches are; a {@link GemmConvPart} computes.
 *
 * <p>k runs over kernel row, kernel column, channel with NHWC images, over channel, kernel row, kernel column with NCHW
 * images. Both sum in blocks of kc, in ascending order.
 */
final class GemmConvDriver implements ConvDriver {
    private static final int LANES = Kernels.active().lanes();

    final ConvShape shape;
    final GemmConvBlocks blocks;
    /** With NHWC images, else null. */
    final PatchRows patchRows;
    /** With NCHW images, else null. */
    final PatchPanels patchPanels;
    /** Weights of all groups, one after the other. */
    final float[] weights;

    /** Elements of a group's weights. */
    final int groupWeights;

    /** Rows of an output image, or 1 where its pixels are taken as one row. */
    final int outHeight;

    final int outWidth;
    final int blocksAcross;
    /** Elements of the stage in the workspace. */
    final int stage;
    /** Pixels of a block with what a last micro-panel lacks. */
    final int paddedPixels;

    GemmConvDriver(ConvProblem problem, ConvCandidate choice, float[] weights, int offset) {
        shape = problem.shape();
        blocks = (GemmConvBlocks) choice.blocks();
        PatchShape patches = blocks.patches();
        outHeight = patches.outHeight();
        outWidth = patches.outWidth();
        blocksAcross = blocks.blocksAcross();
        stage = Math.toIntExact(blocks.stage());
        paddedPixels = (blocks.pixels() + LANES - 1) / LANES * LANES;
        patchRows = blocks.byPixels() ? new PatchRows(patches) : null;
        patchPanels = blocks.byPixels() ? null : new PatchPanels(patches, blocks.rows(), blocks.cols());
        groupWeights = Math.toIntExact(blocks.weightFloats() / shape.groups());
        this.weights = new float[PackedPanels.ALIGNMENT + groupWeights * shape.groups()];
        PanelPacker packer = new PanelPacker();
        Operand operand = new Operand();
        for (int group = 0; group < shape.groups(); group++) {
            int from = offset + group * shape.groupOutChannels() * shape.depth();
            int to = PackedPanels.ALIGNMENT + group * groupWeights;
            if (blocks.byPixels()) {
                operand.set(channelsLast(weights, from), 0, shape.depth(), true);
            } else {
                operand.set(weights, from, shape.depth(), false);
            }
            pack(packer, operand, to);
        }
    }

    /** A group's weights, the channels of the input last. */
    private float[] channelsLast(float[] source, int from) {
        int channels = shape.groupInChannels();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        float[] target = new float[shape.groupOutChannels() * shape.depth()];
        for (int i = 0; i < target.length; i++) {
            int k = i % shape.depth();
            target[i] = source[from + i - k + k % channels * taps + k / channels];
        }
        return target;
    }

    private void pack(PanelPacker packer, Operand operand, int to) {
        int outputs = shape.groupOutChannels();
        for (int k = 0; k < shape.depth(); k += blocks.kc()) {
            int depth = Math.min(blocks.kc(), shape.depth() - k);
            if (blocks.byPixels()) {
                packer.packB(operand, k, depth, 0, outputs, weights, to + k * paddedOutputs());
            } else {
                packer.packA(operand, 0, outputs, k, depth, weights, to + k * paddedOutputs());
            }
        }
    }

    /** Output channels of a group with what a last micro-panel lacks. */
    private int paddedOutputs() {
        return groupWeights / shape.depth();
    }

    /** Where the weights of a group and of a block of k start, for the output channel that begins a micro-panel. */
    int weightsAt(int group, int k, int depth, int channel) {
        return PackedPanels.ALIGNMENT + group * groupWeights + k * paddedOutputs() + channel * depth;
    }

    @Override
    public void run(ConvRun run, ConvContext context, int first, int end, float[] workspace, int at) {
        if (blocks.granted()) {
            context.gemm.run(this, run, first, end, workspace, at);
        } else {
            context.gemm.run(this, run, first, end, context.scratch, 0);
        }
    }
}
