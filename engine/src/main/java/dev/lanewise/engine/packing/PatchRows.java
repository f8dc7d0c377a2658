package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PatchCopy;
import java.util.Arrays;

/**
 * Patches of NHWC images as the rows of a matrix: {@code [pixel][k]}, k in the order kernel row, kernel column, channel. Where
 * the kernel is not dilated across and there is one group, a kernel row of a patch is one run of the image's memory. Immutable.
 */
public final class PatchRows {
    /** Elements to leave free after a row: whole vectors are copied. */
    public static final int SLACK = 16;

    private static final int LANES = Kernels.active().lanes();

    private final PatchCopy copy = Kernels.active().patchCopy();
    private final PatchShape shape;
    /** Kernel columns that a run covers: all or one. */
    private final int runCols;

    private final int runsPerRow;
    private final int run;

    /**
     * Describes the patches of a convolution.
     *
     * @param shape the sizes
     */
    public PatchRows(PatchShape shape) {
        this.shape = shape;
        boolean wholeRows = shape.dilationWidth() == 1 && shape.groupChannels() == shape.channels();
        runCols = wholeRows ? shape.kernelWidth() : 1;
        runsPerRow = shape.kernelWidth() / runCols;
        run = runCols * shape.groupChannels();
    }

    /**
     * Packs a range of pixels and of k. Beside the rows of the block, up to {@link #SLACK} elements after each are written.
     *
     * @param source the images
     * @param offset first element of the group's first channel
     * @param pixel first output pixel, counted through all images
     * @param pixels output pixels
     * @param k first element of the patches
     * @param kc elements of each patch
     * @param target where the rows go
     * @param at first element there
     * @param ld elements from one row to the next, at least {@code kc + SLACK}
     */
    public void pack(float[] source, int offset, int pixel, int pixels, int k, int kc, float[] target, int at, int ld) {
        int width = shape.outWidth();
        int done = 0;
        while (done < pixels) {
            int row = (pixel + done) / width;
            int x = (pixel + done) % width;
            int count = Math.min(width - x, pixels - done);
            packRow(source, offset, row, x, count, k, kc, target, at + done * ld, ld);
            done += count;
        }
    }

    /** Neighbouring pixels of one output row. */
    private void packRow(
            float[] source, int offset, int row, int x, int count, int k, int kc, float[] target, int at, int ld) {
        int height = shape.outHeight();
        int firstInRow = row % height * shape.strideHeight() - shape.padTop();
        int image = offset + row / height * shape.inHeight() * shape.inWidth() * shape.channels();
        for (int r = k / run; r * run < k + kc; r++) {
            int from = Math.max(k - r * run, 0);
            int to = Math.min(k + kc - r * run, run);
            int inRow = firstInRow + r / runsPerRow * shape.dilationHeight();
            int t = at + r * run + from - k;
            if (inRow < 0 || inRow >= shape.inHeight()) {
                zero(count, to - from, target, t, ld);
            } else {
                int line = image + inRow * shape.inWidth() * shape.channels();
                int col = x * shape.strideWidth() - shape.padLeft() + r % runsPerRow * shape.dilationWidth();
                packRuns(source, line, col, count, from, to, target, t, ld);
            }
        }
    }

    /** Elements from..to of the runs of neighbouring pixels, the first of which starts at a column that may be outside. */
    private void packRuns(
            float[] source, int line, int col, int count, int from, int to, float[] target, int at, int ld) {
        int step = shape.strideWidth();
        int first = Math.clamp(ceilDiv(-col, step), 0, count);
        int end = Math.clamp(Math.floorDiv(shape.inWidth() - runCols - col, step) + 1, first, count);
        for (int i = 0; i < first; i++) {
            clipped(source, line, col + i * step, from, to, target, at + i * ld);
        }
        int channels = shape.channels();
        int s = line + (col + first * step) * channels + from;
        inside(end - first, to - from, source, s, step * channels, target, at + first * ld, ld);
        for (int i = end; i < count; i++) {
            clipped(source, line, col + i * step, from, to, target, at + i * ld);
        }
    }

    /** Runs that lie inside the image. The last ones are copied exactly where a whole vector would reach behind the array. */
    private void inside(int count, int length, float[] source, int s, int step, float[] target, int t, int ld) {
        int vectors = (length + LANES - 1) / LANES * LANES;
        int whole = count;
        while (whole > 0 && s + (whole - 1) * step + vectors > source.length) {
            whole--;
            System.arraycopy(source, s + whole * step, target, t + whole * ld, length);
        }
        copy.rows(whole, length, source, s, step, target, t, ld);
    }

    /** A run that lies partly or wholly outside the image. */
    private void clipped(float[] source, int line, int col, int from, int to, float[] target, int at) {
        int channels = shape.channels();
        int first = Math.clamp(-col * (long) channels, from, to);
        int end = Math.clamp((shape.inWidth() - col) * (long) channels, first, to);
        Arrays.fill(target, at, at + first - from, 0f);
        if (first < end) {
            System.arraycopy(source, line + col * channels + first, target, at + first - from, end - first);
        }
        Arrays.fill(target, at + end - from, at + to - from, 0f);
    }

    private static void zero(int count, int length, float[] target, int at, int ld) {
        for (int i = 0; i < count; i++) {
            Arrays.fill(target, at + i * ld, at + i * ld + length, 0f);
        }
    }

    private static int ceilDiv(int a, int b) {
        return -Math.floorDiv(-a, b);
    }
}
