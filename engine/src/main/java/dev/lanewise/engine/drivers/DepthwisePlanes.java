package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.DepthwisePlane;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PatchCopy;
import dev.lanewise.engine.planning.DepthwiseBlocks;
import dev.lanewise.engine.planning.TapAxis;
import java.util.Arrays;

/**
 * Depthwise convolution from planes to planes, pixels in lanes. What a strip of an output plane sees of the input is copied to
 * the workspace with its padding, so that no tap needs a check; with a stride, each row in pieces of every stride-th pixel,
 * so that the taps of neighbours lie side by side.
 */
final class DepthwisePlanes {
    private static final DepthwisePlane KERNEL = Kernels.active().depthwisePlane();
    private static final PatchCopy COPY = Kernels.active().patchCopy();

    private DepthwisePlanes() {}

    /** Elements of the padded input from the first column of taps to each. */
    static int[] tapColumns(DepthwiseBlocks blocks, TapAxis across) {
        int[] columns = new int[across.taps()];
        for (int j = 0; j < columns.length; j++) {
            int distance = j * across.dilation();
            columns[j] = distance % across.stride() * blocks.piecePitch() + distance / across.stride();
        }
        return columns;
    }

    /**
     * One strip of one output plane.
     *
     * @param padded whether the padding is there from the strip before
     */
    static void strip(DepthwiseDriver driver, ConvRun conv, int unit, float[] workspace, int at, boolean padded) {
        DepthwiseBlocks blocks = driver.blocks;
        TapAxis down = driver.down;
        int plane = unit / blocks.strips();
        int image = plane / driver.shape.outChannels();
        int channel = plane % driver.shape.outChannels();
        int row = unit % blocks.strips() * blocks.rows();
        int rows = Math.min(blocks.rows(), down.out() - row);
        int pixels = down.in() * driver.across.in();
        int from = conv.inputOffset
                + (image * driver.shape.inChannels() + channel / driver.shape.groupOutChannels()) * pixels;
        int pitch = blocks.inputPitch();
        int origin = down.origin(row);
        if (!padded) {
            Arrays.fill(workspace, at, at + down.reach(rows) * pitch, 0f);
        }
        for (int i = 0; i < down.reach(rows); i++) {
            int y = origin + i;
            if (y >= 0 && y < down.in()) {
                copyRow(driver, conv.input, from + y * driver.across.in(), workspace, at + i * pitch);
            }
        }
        float[] bias = conv.epilogue.bias();
        KERNEL.rows(
                rows,
                driver.across.out(),
                down.taps(),
                driver.tapColumns,
                workspace,
                at,
                down.stride() * pitch,
                down.dilation() * pitch,
                driver.weights,
                channel * driver.shape.depth(),
                bias == null ? 0 : bias[channel],
                conv.output,
                conv.outputIndex(image, channel, row * driver.across.out()),
                driver.across.out());
        conv.finish(
                conv.epilogue.withoutBias(), image, channel, 1, row * driver.across.out(), rows * driver.across.out());
    }

    /** Piece p of a row holds the pixels p, p + stride, p + 2·stride … from the first that a tap sees, zeros outside the image. */
    private static void copyRow(DepthwiseDriver driver, float[] source, int from, float[] target, int at) {
        TapAxis across = driver.across;
        int stride = across.stride();
        int length = driver.blocks.piecePitch();
        for (int piece = 0; piece < stride; piece++) {
            int first = piece - across.pad();
            int before = Math.clamp((-first + stride - 1) / stride, 0, length);
            int inside = first + before * stride < across.in() ? (across.in() - 1 - first) / stride + 1 : before;
            int end = Math.clamp(inside, before, length);
            int to = at + piece * length;
            if (stride == 1) {
                System.arraycopy(source, from + first + before, target, to + before, end - before);
            } else {
                COPY.strided(end - before, source, from + first + before * stride, stride, target, to + before);
            }
        }
    }
}
