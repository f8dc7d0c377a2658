package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PatchCopy;
import java.util.Arrays;

/**
 * The part of NCHW images that a rectangle of output pixels sees, laid out so that the output's neighbours are neighbours: with
 * its padding, and cut into phases, each of which holds every {@code strideHeight}-th row and {@code strideWidth}-th column.
 * Pixel (y, x) of the rectangle then meets kernel element (i, j) at {@code y·rowLength + x + tap(i, j)}, whatever the stride.
 * Only phases that an element of the kernel falls into are there. Immutable.
 */
public final class PlaneStage {
    private final PatchCopy copy = Kernels.active().patchCopy();
    private final PatchShape shape;
    private final int rows;
    private final int rowLength;
    private final int phasesDown;
    private final int phasesAcross;

    /**
     * Describes a stage.
     *
     * @param shape the sizes
     * @param outRows output rows of the rectangle
     * @param outCols output columns of the rectangle
     */
    public PlaneStage(PatchShape shape, int outRows, int outCols) {
        this.shape = shape;
        rows = outRows + (shape.kernelHeight() - 1) * shape.dilationHeight() / shape.strideHeight();
        rowLength = outCols + (shape.kernelWidth() - 1) * shape.dilationWidth() / shape.strideWidth();
        phasesDown = phases(shape.kernelHeight(), shape.dilationHeight(), shape.strideHeight());
        phasesAcross = phases(shape.kernelWidth(), shape.dilationWidth(), shape.strideWidth());
    }

    /**
     * Elements from one output row to the next.
     *
     * @return the length of a row
     */
    public int rowLength() {
        return rowLength;
    }

    /**
     * Elements of a channel.
     *
     * @return all phases
     */
    public int channelLength() {
        return phasesDown * phasesAcross * rows * rowLength;
    }

    /**
     * Where an element of the kernel meets the rectangle's first pixel.
     *
     * @param i kernel row
     * @param j kernel column
     * @return elements from the channel's first
     */
    public int tap(int i, int j) {
        int down = i * shape.dilationHeight();
        int across = j * shape.dilationWidth();
        int phase = phaseOf(i, shape.dilationHeight(), shape.strideHeight()) * phasesAcross
                + phaseOf(j, shape.dilationWidth(), shape.strideWidth());
        return (phase * rows + down / shape.strideHeight()) * rowLength + across / shape.strideWidth();
    }

    /**
     * Fills the stage.
     *
     * @param source the images
     * @param offset first element of the first channel to stage
     * @param channels how many channels
     * @param y first output row of the rectangle
     * @param x first output column of the rectangle
     * @param target where the stage is
     * @param at its first element
     */
    public void fill(float[] source, int offset, int channels, int y, int x, float[] target, int at) {
        int plane = shape.inHeight() * shape.inWidth();
        int t = at;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < phasesDown; i++) {
                int row = y * shape.strideHeight() - shape.padTop() + i * shape.dilationHeight() % shape.strideHeight();
                for (int j = 0; j < phasesAcross; j++) {
                    int col =
                            x * shape.strideWidth() - shape.padLeft() + j * shape.dilationWidth() % shape.strideWidth();
                    fillPhase(source, offset + c * plane, row, col, target, t);
                    t += rows * rowLength;
                }
            }
        }
    }

    private void fillPhase(float[] source, int plane, int row, int col, float[] target, int at) {
        int step = shape.strideWidth();
        int first = Math.clamp(-Math.floorDiv(col, step), 0, rowLength);
        int end = Math.clamp(-Math.floorDiv(col - shape.inWidth(), step), first, rowLength);
        int t = at;
        for (int y = row; y < row + rows * shape.strideHeight(); y += shape.strideHeight(), t += rowLength) {
            if (y < 0 || y >= shape.inHeight()) {
                Arrays.fill(target, t, t + rowLength, 0f);
                continue;
            }
            Arrays.fill(target, t, t + first, 0f);
            int from = plane + y * shape.inWidth() + col + first * step;
            copy.strided(end - first, source, from, step, target, t + first);
            Arrays.fill(target, t + end, t + rowLength, 0f);
        }
    }

    /** Different remainders of the kernel's elements: they repeat after stride / gcd(stride, dilation) elements. */
    private static int phases(int kernel, int dilation, int stride) {
        return Math.min(kernel, period(dilation, stride));
    }

    private static int phaseOf(int element, int dilation, int stride) {
        return element % period(dilation, stride);
    }

    private static int period(int dilation, int stride) {
        int a = stride;
        int b = dilation;
        while (b != 0) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        return stride / a;
    }
}
