package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Blocks of four vectors of a row; what is left of the columns, one vector wide and four rows high. The last block overlaps the
 * one before: the same bits twice.
 */
final class VectorDepthwisePlane extends ScalarDepthwisePlane {
    private static final int BLOCK = 4 * FLOATS.length();

    /**
     * Floats of the input that all vectors of columns go down before any goes further, so that a line is fetched once for them. Measured
     * on a Zen 4 with 64 planes of 112×112 at stride 2: 104 µs, whole planes 127 µs; at stride 1, where a vector sees less of each row and
     * a band computes more again, bands were slower.
     */
    private static final int BAND = 6400;

    @Override
    public void rows(
            int rows,
            int cols,
            int kernelRows,
            int[] tapColumns,
            float[] x,
            int xAt,
            int xRow,
            int tapRow,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yRow) {
        if (cols < FLOATS.length()) {
            super.rows(rows, cols, kernelRows, tapColumns, x, xAt, xRow, tapRow, w, wAt, y, yAt, yRow);
            return;
        }
        int wide = cols - cols % BLOCK;
        for (int row = 0; row < rows; row++) {
            for (int col = 0; col < wide; col += BLOCK) {
                int from = xAt + row * xRow + col;
                int to = yAt + row * yRow + col;
                sums(kernelRows, tapColumns, x, from, FLOATS.length(), tapRow, w, wAt, y, to, FLOATS.length());
            }
        }
        for (int col = wide; col < cols; col += FLOATS.length()) {
            int first = Math.min(col, cols - FLOATS.length());
            for (int row = 0; row < rows && rows >= 4; row += 4) {
                int top = Math.min(row, rows - 4);
                int from = xAt + top * xRow + first;
                sums(kernelRows, tapColumns, x, from, xRow, tapRow, w, wAt, y, yAt + top * yRow + first, yRow);
            }
            for (int row = 0; row < rows && rows < 4; row++) {
                int from = xAt + row * xRow + first;
                one(kernelRows, tapColumns, x, from, tapRow, w, wAt, y, yAt + row * yRow + first);
            }
        }
    }

    /** Four vectors of sums, side by side or one below the other. */
    private static void sums(
            int kernelRows,
            int[] tapColumns,
            float[] x,
            int xAt,
            int xStep,
            int tapRow,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yStep) {
        if (tapColumns.length == 3) {
            four3(kernelRows, tapColumns, x, xAt, xStep, tapRow, w, wAt, y, yAt, yStep);
        } else {
            four(kernelRows, tapColumns, x, xAt, xStep, tapRow, w, wAt, y, yAt, yStep);
        }
    }

    private static void four(
            int kernelRows,
            int[] tapColumns,
            float[] x,
            int xAt,
            int xStep,
            int tapRow,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yStep) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int i = 0; i < kernelRows; i++) {
            for (int j = 0; j < tapColumns.length; j++) {
                FloatVector v = FloatVector.broadcast(FLOATS, w[wAt + i * tapColumns.length + j]);
                int from = xAt + i * tapRow + tapColumns[j];
                s0 = v.fma(FloatVector.fromArray(FLOATS, x, from), s0);
                s1 = v.fma(FloatVector.fromArray(FLOATS, x, from + xStep), s1);
                s2 = v.fma(FloatVector.fromArray(FLOATS, x, from + 2 * xStep), s2);
                s3 = v.fma(FloatVector.fromArray(FLOATS, x, from + 3 * xStep), s3);
            }
        }
        s0.intoArray(y, yAt);
        s1.intoArray(y, yAt + yStep);
        s2.intoArray(y, yAt + 2 * yStep);
        s3.intoArray(y, yAt + 3 * yStep);
    }

    /** Three columns of taps, the commonest kernel, without a loop over them. */
    private static void four3(
            int kernelRows,
            int[] tapColumns,
            float[] x,
            int xAt,
            int xStep,
            int tapRow,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yStep) {
        int t0 = xAt + tapColumns[0];
        int t1 = xAt + tapColumns[1];
        int t2 = xAt + tapColumns[2];
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int i = 0; i < kernelRows; i++) {
            int row = i * tapRow;
            FloatVector v0 = FloatVector.broadcast(FLOATS, w[wAt + i * 3]);
            s0 = v0.fma(FloatVector.fromArray(FLOATS, x, t0 + row), s0);
            s1 = v0.fma(FloatVector.fromArray(FLOATS, x, t0 + row + xStep), s1);
            s2 = v0.fma(FloatVector.fromArray(FLOATS, x, t0 + row + 2 * xStep), s2);
            s3 = v0.fma(FloatVector.fromArray(FLOATS, x, t0 + row + 3 * xStep), s3);
            FloatVector v1 = FloatVector.broadcast(FLOATS, w[wAt + i * 3 + 1]);
            s0 = v1.fma(FloatVector.fromArray(FLOATS, x, t1 + row), s0);
            s1 = v1.fma(FloatVector.fromArray(FLOATS, x, t1 + row + xStep), s1);
            s2 = v1.fma(FloatVector.fromArray(FLOATS, x, t1 + row + 2 * xStep), s2);
            s3 = v1.fma(FloatVector.fromArray(FLOATS, x, t1 + row + 3 * xStep), s3);
            FloatVector v2 = FloatVector.broadcast(FLOATS, w[wAt + i * 3 + 2]);
            s0 = v2.fma(FloatVector.fromArray(FLOATS, x, t2 + row), s0);
            s1 = v2.fma(FloatVector.fromArray(FLOATS, x, t2 + row + xStep), s1);
            s2 = v2.fma(FloatVector.fromArray(FLOATS, x, t2 + row + 2 * xStep), s2);
            s3 = v2.fma(FloatVector.fromArray(FLOATS, x, t2 + row + 3 * xStep), s3);
        }
        s0.intoArray(y, yAt);
        s1.intoArray(y, yAt + yStep);
        s2.intoArray(y, yAt + 2 * yStep);
        s3.intoArray(y, yAt + 3 * yStep);
    }

    private static void one(
            int kernelRows, int[] tapColumns, float[] x, int xAt, int tapRow, float[] w, int wAt, float[] y, int yAt) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < kernelRows; i++) {
            for (int j = 0; j < tapColumns.length; j++) {
                FloatVector v = FloatVector.broadcast(FLOATS, w[wAt + i * tapColumns.length + j]);
                sum = v.fma(FloatVector.fromArray(FLOATS, x, xAt + i * tapRow + tapColumns[j]), sum);
            }
        }
        sum.intoArray(y, yAt);
    }

    @Override
    public void square3x3(
            int stride,
            int rows,
            int cols,
            float[] x,
            int xAt,
            int xRow,
            boolean above,
            boolean below,
            float[] inside,
            float[] w,
            int wAt,
            float bias,
            float[] y,
            int yAt) {
        int lanes = FLOATS.length();
        if (cols < lanes && lanes < 8) {
            // not every machine with vectors this short has masked stores
            super.square3x3(stride, rows, cols, x, xAt, xRow, above, below, inside, w, wAt, bias, y, yAt);
            return;
        }
        int whole = cols < lanes ? Math.clamp(Math.floorDiv(y.length - lanes - yAt, cols) + 1, 0, rows) : rows;
        if (whole < rows) {
            // a masked store that reaches over the end of an array allocates
            super.square3x3(
                    stride,
                    rows - whole,
                    cols,
                    x,
                    xAt + whole * stride * xRow,
                    xRow,
                    above || whole > 0,
                    below,
                    inside,
                    w,
                    wAt,
                    bias,
                    y,
                    yAt + whole * cols);
            if (whole > 0) {
                square3x3(stride, whole, cols, x, xAt, xRow, above, true, inside, w, wAt, bias, y, yAt);
            }
            return;
        }
        int block = Math.max(1, BAND / (2 * xRow));
        if (stride == 2 && rows > block && cols > lanes) {
            int pieces = (rows - 1) / block + 1;
            for (int i = 0, row = 0; i < pieces; i++) {
                int end = rows * (i + 1) / pieces;
                square3x3(
                        stride,
                        end - row,
                        cols,
                        x,
                        xAt + row * stride * xRow,
                        xRow,
                        above || row > 0,
                        below || end < rows,
                        inside,
                        w,
                        wAt,
                        bias,
                        y,
                        yAt + row * cols);
                row = end;
            }
            return;
        }
        int stored = Math.min(cols, lanes);
        for (int i = 0; i < cols; i += lanes) {
            // the last vector overlaps the one before it
            int c = Math.max(0, Math.min(i, cols - lanes));
            int from = xAt + c * stride;
            if (stride == 1) {
                VectorDepthwise3x3Plane.same(
                        rows, x, from + 1, xRow, above, below, inside, c, w, wAt, bias, y, yAt + c, cols, stored);
            } else {
                VectorDepthwise3x3Plane.half(
                        rows, x, from, xRow, above, below, inside, c, w, wAt, bias, y, yAt + c, cols, stored);
            }
        }
    }
}
