package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.DepthwisePlane;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.DepthwiseBlocks;
import dev.lanewise.engine.planning.TapAxis;
import java.util.Arrays;

/**
 * 3×3 sums of planes whose outputs lie at every pixel of the input, or every second. The kernel takes care of the edges, so the
 * input is read where it is; only rows near an end of the array, beyond which the kernel would read, are copied.
 */
final class Depthwise3x3Planes {
    private static final DepthwisePlane KERNEL = Kernels.active().depthwisePlane();

    private final TapAxis down;
    private final TapAxis across;
    private final float[] weights;
    /** Which columns of taps lie inside, as the kernel wants it. */
    private final float[] inside;

    Depthwise3x3Planes(TapAxis down, TapAxis across, float[] weights) {
        this.down = down;
        this.across = across;
        this.weights = weights;
        inside = new float[Math.max(across.out(), Kernels.active().lanes()) + 2];
        Arrays.fill(inside, 1);
        if (across.pad() > 0) {
            inside[0] = 0;
        }
        if (across.origin(across.out() - 1) + 2 >= across.in()) {
            inside[across.out() + 1] = 0;
        }
    }

    /** Whole planes one after the other, so that small ones cost little to begin. */
    void planes(ConvRun conv, int first, int end, float[] workspace, int at) {
        ConvShape shape = conv.problem.shape();
        int channels = shape.outChannels();
        int multiplier = shape.groupOutChannels();
        int inPlane = down.in() * across.in();
        int outPlane = down.out() * across.out();
        float[] biases = conv.epilogue.bias();
        EpilogueSpec rest = conv.epilogue.withoutBias();
        boolean isComplete = rest.isIdentity();
        int image = first / channels;
        int channel = first % channels;
        for (int plane = first; plane < end; plane++) {
            int source = multiplier == 1 ? plane : plane / multiplier;
            rows(
                    conv.input,
                    conv.inputOffset + source * inPlane,
                    channel,
                    0,
                    down.out(),
                    biases == null ? -0f : biases[channel],
                    workspace,
                    at,
                    conv.output,
                    conv.outputOffset + plane * outPlane);
            if (!isComplete) {
                conv.finish(rest, image, channel, 1, 0, outPlane);
            }
            if (++channel == channels) {
                channel = 0;
                image++;
            }
        }
    }

    /**
     * Some rows of an output plane.
     *
     * @param from first pixel of the input plane
     * @param bias what is added to the sums
     * @param at workspace for the rows of the input
     */
    void rows(
            float[] input,
            int from,
            int channel,
            int row,
            int rows,
            float bias,
            float[] workspace,
            int at,
            float[] y,
            int yAt) {
        int width = across.in();
        int margin = DepthwiseBlocks.MARGIN;
        int first = Math.max(0, down.origin(row));
        int end = Math.min(down.in(), down.origin(row + rows - 1) + 3);
        float[] x = input;
        int start = from + first * width;
        int length = (end - first) * width;
        if (start < margin || start + length + margin > input.length) {
            x = workspace;
            System.arraycopy(input, start, x, at + margin, length);
            start = at + margin;
        }
        boolean above = down.origin(row) >= 0;
        boolean below = down.origin(row + rows - 1) + 2 < down.in();
        int middle = start + (above ? width : 0) - across.pad();
        KERNEL.square3x3(
                down.stride(),
                rows,
                across.out(),
                x,
                middle,
                width,
                above,
                below,
                inside,
                weights,
                channel * 9,
                bias,
                y,
                yAt);
    }
}
