package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.DepthwiseBytes;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.QuantizeSpec;
import dev.lanewise.engine.packing.ExactSums;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.TapAxis;

/**
 * A 3×3 depthwise convolution from bytes to bytes with channels last, prepared: no image of floats is made. Zero points of the input are
 * taken off every sum at once, padding counted as if it were in the image. Immutable.
 */
public final class QuantizedDepthwise {
    private static final DepthwiseBytes KERNEL = Kernels.active().depthwiseBytes();
    private static final int LANES = Kernels.active().lanes();
    private static final int SIDE = 3;

    private final ConvShape shape;
    private final TapAxis down;
    private final int flip;
    private final int zero;

    /** By which of the rows of taps are inside of the image, a bit for each. */
    private final float[][] terms = new float[1 << SIDE][];

    /**
     * Prepares the weights.
     *
     * @param problem a convolution that {@link #serves}
     * @param weights without their zero points
     * @param zeroPoint zero point of the input
     * @param unsigned whether the input is U8
     * @param bias a term of each channel, or null
     */
    public QuantizedDepthwise(ConvProblem problem, float[] weights, int zeroPoint, boolean unsigned, int[] bias) {
        shape = problem.shape();
        down = TapAxis.down(shape);
        flip = unsigned ? 0x80 : 0;
        zero = zeroPoint - flip;
        for (int row = 0; row < shape.outHeight(); row++) {
            int rows = rowsInside(row);
            if (terms[rows] == null) {
                terms[rows] = terms(rows, weights, bias);
            }
        }
    }

    /**
     * Whether there is a kernel for a convolution, and its sums are exact in floats.
     *
     * @param problem the convolution
     * @param weights without their zero points
     * @param zeroPoint zero point of the input
     * @param unsigned whether the input is U8
     * @param bias a term of each channel, or null
     * @return true if so
     */
    public static boolean serves(ConvProblem problem, float[] weights, int zeroPoint, boolean unsigned, int[] bias) {
        ConvShape shape = problem.shape();
        TapAxis across = TapAxis.across(shape);
        int behind = across.origin(shape.outWidth() - 1) + SIDE - shape.inWidth();
        int largest = 128 + Math.abs(zeroPoint - (unsigned ? 128 : 0));
        return KERNEL != null
                && problem.in() == Layout.NHWC
                && problem.out() == Layout.NHWC
                && shape.isDepthwise()
                && shape.groupOutChannels() == 1
                && shape.outChannels() >= LANES
                && shape.kernelHeight() == SIDE
                && shape.kernelWidth() == SIDE
                && shape.dilationHeight() == 1
                && shape.dilationWidth() == 1
                && shape.strideWidth() <= 2
                && shape.padLeft() <= 1
                && behind <= 1
                && ExactSums.biased(weights, shape.outChannels(), SIDE * SIDE, largest, bias);
    }

    private int rowsInside(int row) {
        return (1 << down.endTap(row)) - (1 << down.firstTap(row));
    }

    private float[] terms(int rows, float[] weights, int[] bias) {
        int channels = shape.outChannels();
        int vectors = Math.ceilDiv(channels, LANES);
        float[] target = new float[vectors * DepthwiseBytes.TERMS * LANES];
        for (int vector = 0; vector < vectors; vector++) {
            int first = Math.min(vector * LANES, channels - LANES);
            for (int lane = 0; lane < LANES; lane++) {
                int at = vector * DepthwiseBytes.TERMS * LANES + lane;
                float[] columns = new float[SIDE];
                for (int tap = 0; tap < SIDE * SIDE; tap++) {
                    boolean inside = (rows >> (tap / SIDE) & 1) > 0;
                    float weight = inside ? weights[(first + lane) * SIDE * SIDE + tap] : 0;
                    target[at + tap * LANES] = weight;
                    columns[tap % SIDE] += zero * weight;
                }
                float all = columns[0] + columns[1] + columns[2];
                target[at + 9 * LANES] = (bias == null ? 0 : bias[first + lane]) - all;
                target[at + 10 * LANES] = columns[0];
                target[at + 11 * LANES] = columns[2];
            }
        }
        return target;
    }

    /** A row of the output of an image. */
    void row(int row, byte[] x, int xAt, QuantizeSpec p, byte[] y, int yAt, float[] scratch) {
        int channels = shape.outChannels();
        int bytes = shape.inWidth() * channels;
        KERNEL.row(
                shape.strideWidth(),
                shape.inWidth(),
                shape.outWidth(),
                shape.padLeft(),
                channels,
                x,
                xAt + inside(row, 0) * bytes,
                xAt + inside(row, 1) * bytes,
                xAt + inside(row, 2) * bytes,
                flip,
                terms[rowsInside(row)],
                p,
                y,
                yAt + row * shape.outWidth() * channels,
                scratch);
    }

    /** The row of the input that a tap sees, any where it is outside. */
    private int inside(int row, int tap) {
        return Math.clamp(down.origin(row) + tap, 0, shape.inHeight() - 1);
    }
}
