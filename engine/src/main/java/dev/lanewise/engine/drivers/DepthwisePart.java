package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.DepthwisePixels;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.MatrixTranspose;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.TapAxis;
import java.util.Arrays;

/** A thread's part of a depthwise convolution with channels in lanes: strips of rows. */
final class DepthwisePart {
    /** Rows whose edges are computed together where the 3×3 kernel does not serve. */
    private static final int GROUP = 4;

    private static final DepthwisePixels KERNEL = Kernels.active().depthwisePixels();
    private static final MatrixTranspose TRANSPOSE = Kernels.active().transpose();
    private static final int LANES = Kernels.active().lanes();

    // what a run sets
    private DepthwiseDriver driver;
    private ConvRun conv;
    private float[] workspace;
    private int stagedInput;
    private int stagedOutput;
    private ConvShape shape;
    private TapAxis down;
    private TapAxis across;
    private int channels;
    private int inRow;
    private int outRow;
    private EpilogueSpec epilogue;
    /** The bias of a run, −0 for none; the first are those of a pixel's channels. */
    private float[] biasOfRun = new float[0];

    // what a strip sets: where row 0 of the image would begin, though not all of it need be there
    private float[] x;
    private int xAt;
    private float[] y;
    private int yAt;

    void begin(DepthwiseDriver prepared, ConvRun run, float[] array, int at) {
        driver = prepared;
        conv = run;
        workspace = array;
        stagedInput = at;
        stagedOutput = at + driver.blocks.inputFloats();
        shape = driver.shape;
        down = driver.down;
        across = driver.across;
        channels = shape.outChannels();
        inRow = shape.inWidth() * channels;
        outRow = shape.outWidth() * channels;
        epilogue = conv.epilogue.withoutBias();
        repeat(conv.epilogue.bias());
    }

    private void repeat(float[] bias) {
        int floats = Math.max(1, driver.run) * channels;
        if (biasOfRun.length < floats) {
            biasOfRun = new float[floats];
        }
        for (int i = 0; i < floats; i += channels) {
            if (bias == null) {
                Arrays.fill(biasOfRun, i, i + channels, -0f);
            } else {
                System.arraycopy(bias, 0, biasOfRun, i, channels);
            }
        }
    }

    /** Forgets the arrays, so that a pooled part keeps nothing alive. */
    void end() {
        driver = null;
        conv = null;
        epilogue = null;
        workspace = null;
        x = null;
        y = null;
    }

    /** Some rows of the output of an image. */
    void strip(int image, int first, int end) {
        source(image, first, end);
        boolean staged = driver.blocks.isOutputStaged();
        y = staged ? workspace : conv.output;
        yAt = staged ? stagedOutput - first * outRow : conv.outputIndex(image, 0, 0);
        int row = first;
        while (row < end) {
            int rows = group(row, end);
            if (rows == 1 && row > first && driver.slides(row - 1, 2)) {
                // a row that is left over is computed with the one before it, which gets the same bits again
                row--;
                rows = 2;
            }
            if (rows > 1 && driver.slides(row, rows)) {
                slide(row, rows);
            } else {
                rows(row, rows);
            }
            if (!staged) {
                conv.finish(epilogue, image, 0, channels, row * shape.outWidth(), rows * shape.outWidth());
            }
            row += rows;
        }
        if (staged) {
            int pixel = first * shape.outWidth();
            int pixels = (end - first) * shape.outWidth();
            int to = conv.outputIndex(image, 0, pixel);
            TRANSPOSE.transpose(pixels, channels, y, stagedOutput, channels, conv.output, to, shape.outPixels());
            conv.finish(epilogue, image, 0, channels, pixel, pixels);
        }
    }

    /** Rows to compute together: those at the edges one by one. */
    private int group(int row, int end) {
        if (driver.slidingRows > 0) {
            int rows = end - row == driver.slidingRows + 1 ? 2 : Math.min(end - row, driver.slidingRows);
            while (rows > 1 && !driver.slides(row, rows)) {
                rows--;
            }
            return rows;
        }
        int left = Math.min(end, down.endInside()) - row;
        if (row < down.firstInside() || left <= 1) {
            return 1;
        }
        int most = driver.run > 0 ? KERNEL.mostRows(shape.strideHeight()) : GROUP;
        // no single row is left over
        return left == most + 1 && most > 2 ? most - 1 : Math.min(most, left);
    }

    /** Chooses where the input of some rows is read. */
    private void source(int image, int first, int end) {
        int pixels = shape.inHeight() * shape.inWidth();
        int from = conv.inputOffset + image * shape.inChannels() * pixels;
        if (!driver.blocks.isInputStaged()) {
            x = conv.input;
            xAt = from;
            return;
        }
        x = workspace;
        int firstRow = Math.clamp(down.origin(first), 0, shape.inHeight());
        int endRow = Math.clamp(down.origin(first) + down.reach(end - first), firstRow, shape.inHeight());
        xAt = stagedInput - firstRow * inRow;
        int pixel = firstRow * shape.inWidth();
        int count = (endRow - firstRow) * shape.inWidth();
        if (conv.problem.in() == Layout.NHWC) {
            multiply(from + pixel * shape.inChannels(), shape.inChannels(), 1, count);
        } else if (shape.groupOutChannels() > 1) {
            multiply(from + pixel, 1, pixels, count);
        } else {
            TRANSPOSE.transpose(channels, count, conv.input, from + pixel, pixels, x, stagedInput, channels);
        }
    }

    /** Copies pixels to channels in lanes, every input channel for each of its output channels. */
    private void multiply(int from, int pixelStep, int channelStep, int count) {
        int times = shape.groupOutChannels();
        float[] input = conv.input;
        int to = stagedInput;
        for (int pixel = 0; pixel < count; pixel++) {
            for (int channel = 0; channel < shape.inChannels(); channel++) {
                float element = input[from + pixel * pixelStep + channel * channelStep];
                for (int i = 0; i < times; i++) {
                    x[to++] = element;
                }
            }
        }
    }

    /** Rows that have the same taps, those in the middle of the columns and those at the edges. */
    private void rows(int row, int rows) {
        int firstTap = down.firstTap(row);
        int taps = down.endTap(row) - firstTap;
        int from = xAt + (down.origin(row) + firstTap * shape.dilationHeight()) * inRow;
        int to = yAt + row * outRow;
        int weight = firstTap * shape.kernelWidth() * LANES;
        int left = across.firstInside();
        int right = across.endInside();
        if (left < right) {
            if (rows > 1 && driver.run > 0) {
                square(rows, from, to, left, right);
            } else {
                for (int i = 0; i < rows; i++) {
                    int step = shape.strideWidth() * channels;
                    int x0 = from + i * shape.strideHeight() * inRow + across.origin(left) * channels;
                    int y0 = to + i * outRow + left * channels;
                    taps(right - left, taps, shape.kernelWidth(), x0, step, weight, y0, channels);
                }
            }
        }
        edges(row, rows, left, right);
    }

    /** The columns outside of some in the middle. */
    private void edges(int row, int rows, int left, int right) {
        int firstTap = down.firstTap(row);
        int taps = down.endTap(row) - firstTap;
        int from = xAt + (down.origin(row) + firstTap * shape.dilationHeight()) * inRow;
        int to = yAt + row * outRow;
        int weight = firstTap * shape.kernelWidth() * LANES;
        for (int column = 0; column < shape.outWidth(); column++) {
            if (column == left) {
                column = right;
                if (column == shape.outWidth()) {
                    break;
                }
            }
            int firstColumn = across.firstTap(column);
            int x0 = from + (across.origin(column) + firstColumn * shape.dilationWidth()) * channels;
            int step = shape.strideHeight() * inRow;
            int y0 = to + column * channels;
            int columns = across.endTap(column) - firstColumn;
            taps(rows, taps, columns, x0, step, weight + firstColumn * LANES, y0, outRow);
        }
    }

    /** Rows of 3×3 sums, along the columns. */
    private void slide(int row, int rows) {
        int first = driver.firstSliding;
        int end = driver.endSliding;
        int origin = across.origin(first);
        KERNEL.slide(
                rows,
                shape.strideWidth(),
                down.origin(row) >= 0,
                down.origin(row + rows - 1) + 2 < down.in(),
                origin >= 0,
                across.origin(end - 1) + 2 < across.in(),
                end - first,
                channels,
                x,
                xAt + down.origin(row) * inRow + Math.max(0, origin) * channels,
                inRow,
                driver.weights,
                biasOfRun,
                y,
                yAt + row * outRow + first * channels,
                outRow);
        for (int i = 0; i < rows; i++) {
            edges(row + i, 1, first, end);
        }
    }

    /** 3×3 sums in runs; the last overlaps the one before it. */
    private void square(int rows, int from, int to, int left, int right) {
        int run = driver.run;
        int floats = run * channels;
        int stride = shape.strideWidth();
        for (int column = left; column < right; column += run) {
            int first = Math.min(column, right - run);
            KERNEL.square(
                    rows,
                    shape.strideHeight(),
                    x,
                    from + (first * stride - shape.padLeft()) * channels,
                    shape.dilationWidth() * channels,
                    inRow,
                    driver.runWeights,
                    0,
                    floats * 8,
                    biasOfRun,
                    y,
                    to + first * channels,
                    outRow,
                    floats);
        }
    }

    private void taps(int pixels, int rows, int columns, int from, int step, int weight, int to, int toStep) {
        KERNEL.taps(
                pixels,
                channels,
                rows,
                columns,
                x,
                from,
                step,
                shape.dilationHeight() * inRow,
                shape.dilationWidth() * channels,
                driver.weights,
                weight,
                shape.kernelWidth() * LANES,
                shape.depth() * LANES,
                biasOfRun,
                y,
                to,
                toStep);
    }
}
