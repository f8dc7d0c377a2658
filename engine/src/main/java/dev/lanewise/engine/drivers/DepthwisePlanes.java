package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.DepthwisePlane;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PatchCopy;
import dev.lanewise.engine.planning.DepthwiseBlocks;
import dev.lanewise.engine.planning.TapAxis;
import java.util.Arrays;

/**
 * Depthwise convolution from planes to planes, pixels in lanes. Where planes are not read in place, what a strip of an output
 * plane sees of the input is copied to the workspace with its padding, so that no tap needs a check; with a stride, each row in
 * pieces of every stride-th pixel, so that the taps of neighbours lie side by side.
 */
final class DepthwisePlanes {
    private static final DepthwisePlane KERNEL = Kernels.active().depthwisePlane();
    private static final PatchCopy COPY = Kernels.active().patchCopy();
    private static final int LANES = Kernels.active().lanes();

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
        int from = conv.inputOffset
                + (image * driver.shape.inChannels() + channel / driver.shape.groupOutChannels())
                        * (down.in() * driver.across.in());
        int width = driver.across.out();
        int to = conv.outputIndex(image, channel, row * width);
        boolean narrow = blocks.isNarrow();
        float[] y = narrow ? workspace : conv.output;
        int yAt = narrow ? at + blocks.inputFloats() : to;
        int yRow = narrow ? LANES : width;
        if (driver.squares == null) {
            padded(driver, conv.input, from, channel, row, rows, workspace, at, padded, y, yAt, yRow);
        } else {
            float[] biases = conv.epilogue.bias();
            float bias = biases == null ? -0f : biases[channel];
            driver.squares.rows(conv.input, from, channel, row, rows, bias, workspace, at, conv.output, to);
            conv.finish(conv.epilogue.withoutBias(), image, channel, 1, row * width, rows * width);
            return;
        }
        for (int i = 0; narrow && i < rows; i++) {
            System.arraycopy(y, yAt + i * yRow, conv.output, to + i * width, width);
        }
        conv.finish(image, channel, 1, row * width, rows * width);
    }

    private static void padded(
            DepthwiseDriver driver,
            float[] input,
            int from,
            int channel,
            int row,
            int rows,
            float[] workspace,
            int at,
            boolean padded,
            float[] y,
            int yAt,
            int yRow) {
        TapAxis down = driver.down;
        int pitch = driver.blocks.inputPitch();
        int origin = down.origin(row);
        if (!padded) {
            Arrays.fill(workspace, at, at + down.reach(rows) * pitch, 0f);
        }
        for (int i = 0; i < down.reach(rows); i++) {
            int line = origin + i;
            if (line >= 0 && line < down.in()) {
                copyRow(driver, input, from + line * driver.across.in(), workspace, at + i * pitch);
            }
        }
        KERNEL.rows(
                rows,
                yRow,
                down.taps(),
                driver.tapColumns,
                workspace,
                at,
                down.stride() * pitch,
                down.dilation() * pitch,
                driver.weights,
                channel * driver.shape.depth(),
                y,
                yAt,
                yRow);
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
