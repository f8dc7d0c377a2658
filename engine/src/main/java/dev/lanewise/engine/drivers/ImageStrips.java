package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.MatrixTranspose;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.StridePhases;
import java.util.Arrays;

/**
 * Strips of images with channels last, as transforms want them: rows × columns × a few channels, padded with zeros to whole
 * vectors and beyond the image's edges. What lies so in the image is used where it lies; the rest goes through a buffer.
 */
final class ImageStrips {
    private static final MatrixTranspose TRANSPOSE = Kernels.active().transpose();

    private final PhaseStrip phaseStrip = new PhaseStrip();

    private ConvRun run;
    private ConvShape shape;
    private boolean phased;
    private float[] buffer;
    private int inputBuffer;
    private int outputBuffer;

    private float[] source;
    private int sourceOffset;
    private int sourceRow;
    private int sourceColumn;
    private int firstColumn;
    private int endColumn;

    private float[] target;
    private int targetOffset;
    private int targetRow;
    private int targetColumn;
    private boolean staged;
    private int image;
    private int row;
    private int column;
    private int channel;
    private int channels;

    /** Chooses the images, the input's phases or null, and the buffers. */
    void begin(ConvRun conv, StridePhases phases, float[] workspace, int atInput, int atOutput) {
        run = conv;
        shape = conv.problem.shape();
        phased = phases != null;
        if (phased) {
            phaseStrip.begin(phases);
        }
        buffer = workspace;
        inputBuffer = atInput;
        outputBuffer = atOutput;
    }

    /** Forgets the arrays, so that a pooled object keeps nothing alive. */
    void end() {
        run = null;
        buffer = null;
        source = null;
        target = null;
    }

    /**
     * Makes a strip of the input readable. Columns outside the image may be left out; see {@link #firstColumn()}.
     *
     * @param n image
     * @param firstChannel first channel
     * @param count channels, which may go beyond the last
     * @param firstRow first row, which may lie outside the image
     * @param rows rows
     * @param start first column, which may lie outside the image
     * @param columns columns
     */
    void read(int n, int firstChannel, int count, int firstRow, int rows, int start, int columns) {
        if (phased) {
            readPhases(n, firstChannel, count, firstRow, rows, start, columns);
            return;
        }
        int height = shape.inHeight();
        int width = shape.inWidth();
        int valid = Math.min(count, shape.inChannels() - firstChannel);
        int left = Math.clamp(-start, 0, columns);
        int right = Math.clamp(width - start, left, columns);
        if (run.problem.in() == Layout.NHWC && valid == count && firstRow >= 0 && firstRow + rows <= height) {
            source = run.input;
            sourceColumn = shape.inChannels();
            sourceRow = width * sourceColumn;
            sourceOffset = run.inputOffset + (n * height + firstRow) * sourceRow + start * sourceColumn + firstChannel;
            firstColumn = left;
            endColumn = right;
            return;
        }
        readFromBuffer(count, columns);
        for (int i = 0; i < rows; i++) {
            int to = inputBuffer + i * sourceRow;
            int y = firstRow + i;
            if (y < 0 || y >= height) {
                Arrays.fill(buffer, to, to + sourceRow, 0f);
                continue;
            }
            Arrays.fill(buffer, to, to + left * count, 0f);
            Arrays.fill(buffer, to + right * count, to + sourceRow, 0f);
            if (left < right) {
                readRow(n, firstChannel, valid, count, y, start + left, right - left, to + left * count);
            }
        }
    }

    private void readFromBuffer(int count, int columns) {
        source = buffer;
        sourceOffset = inputBuffer;
        sourceColumn = count;
        sourceRow = columns * count;
        firstColumn = 0;
        endColumn = columns;
    }

    private void readPhases(int n, int firstChannel, int count, int firstRow, int rows, int start, int columns) {
        readFromBuffer(count, columns);
        int offset = run.inputOffset + n * (shape.inputElements() / shape.batch());
        for (int i = 0; i < rows; i++) {
            int to = inputBuffer + i * sourceRow;
            phaseStrip.row(run.input, offset, firstRow + i, start, columns, firstChannel, count, buffer, to);
        }
    }

    private void readRow(int n, int firstChannel, int valid, int count, int y, int x, int columns, int to) {
        int height = shape.inHeight();
        int width = shape.inWidth();
        if (run.problem.in() == Layout.NHWC) {
            int all = shape.inChannels();
            int from = run.inputOffset + ((n * height + y) * width + x) * all + firstChannel;
            copy(columns, valid, run.input, from, all, buffer, to, count);
        } else {
            int from = run.inputOffset + ((n * shape.inChannels() + firstChannel) * height + y) * width + x;
            TRANSPOSE.transpose(valid, columns, run.input, from, height * width, buffer, to, count);
        }
        for (int i = 0; valid < count && i < columns; i++) {
            Arrays.fill(buffer, to + i * count + valid, to + (i + 1) * count, 0f);
        }
    }

    private static void copy(
            int pixels, int channels, float[] source, int s, int sPixel, float[] target, int t, int tPixel) {
        for (int i = 0; i < pixels; i++) {
            System.arraycopy(source, s + i * sPixel, target, t + i * tPixel, channels);
        }
    }

    float[] source() {
        return source;
    }

    /** First channel of the first column, even where that lies outside the image. */
    int sourceOffset() {
        return sourceOffset;
    }

    int sourceRow() {
        return sourceRow;
    }

    int sourceColumn() {
        return sourceColumn;
    }

    /** First column that can be read; those before it are zeros. */
    int firstColumn() {
        return firstColumn;
    }

    /** One past the last column that can be read. */
    int endColumn() {
        return endColumn;
    }

    /**
     * Says where a strip of the output is to be written.
     *
     * @param n image
     * @param firstChannel first channel
     * @param count channels, which may go beyond the last
     * @param firstRow first row
     * @param start first column
     * @param columns columns
     * @param whole whether all that will be written lies in the image
     */
    void target(int n, int firstChannel, int count, int firstRow, int start, int columns, boolean whole) {
        image = n;
        row = firstRow;
        column = start;
        channel = firstChannel;
        channels = count;
        staged = !whole || run.problem.out() != Layout.NHWC || firstChannel + count > shape.outChannels();
        if (staged) {
            target = buffer;
            targetOffset = outputBuffer;
            targetColumn = count;
            targetRow = columns * count;
        } else {
            target = run.output;
            targetColumn = shape.outChannels();
            targetRow = shape.outWidth() * targetColumn;
            targetOffset = run.outputIndex(n, firstChannel, firstRow * shape.outWidth() + start);
        }
    }

    float[] target() {
        return target;
    }

    int targetOffset() {
        return targetOffset;
    }

    int targetRow() {
        return targetRow;
    }

    int targetColumn() {
        return targetColumn;
    }

    /** Completes so many rows and columns of the target: copies them to the image, and applies the epilogue. */
    void write(int rows, int columns) {
        int valid = Math.min(channels, shape.outChannels() - channel);
        for (int i = 0; i < rows; i++) {
            int pixel = (row + i) * shape.outWidth() + column;
            if (staged) {
                int from = targetOffset + i * targetRow;
                int to = run.outputIndex(image, channel, pixel);
                if (run.problem.out() == Layout.NHWC) {
                    copy(columns, valid, buffer, from, channels, run.output, to, shape.outChannels());
                } else {
                    TRANSPOSE.transpose(columns, valid, buffer, from, channels, run.output, to, shape.outPixels());
                }
            }
            run.finish(image, channel, valid, pixel, columns);
        }
    }
}
