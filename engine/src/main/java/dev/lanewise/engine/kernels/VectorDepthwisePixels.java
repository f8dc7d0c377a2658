package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import dev.lanewise.engine.machine.Machine;
import jdk.incubator.vector.FloatVector;

/**
 * A vector of channels of a pixel, or two, for four pixels at a time: they share the weights, and eight sums hide the latency of
 * the multiply-adds. Where there are fewer pixels, four vectors of one pixel.
 */
final class VectorDepthwisePixels extends ScalarDepthwisePixels {
    private static final int GROUP = 4;

    VectorDepthwisePixels() {
        super(FLOATS.length());
    }

    @Override
    public boolean slides(int stride) {
        return stride <= 2 && Machine.host().registers() >= 32;
    }

    @Override
    public void slide(
            int rows,
            int stride,
            boolean above,
            boolean below,
            boolean left,
            boolean right,
            int columns,
            int channels,
            float[] x,
            int xAt,
            int xRow,
            float[] w,
            float[] bias,
            float[] y,
            int yAt,
            int yRow) {
        int lanes = FLOATS.length();
        for (int i = 0; i < channels; ) {
            int vectors = i + 2 * lanes <= channels ? 2 : 1;
            // the last vector overlaps the one before it
            int c = Math.min(i, channels - lanes);
            VectorDepthwise3x3.slide(
                    rows, vectors, stride, above, below, left, right, columns, channels, x, xAt + c, xRow, w, 9 * i,
                    bias, c, y, yAt + c, yRow);
            i += vectors * lanes;
        }
    }

    @Override
    public int mostRows(int stride) {
        return stride == 1 ? 4 : stride == 2 ? 3 : 0;
    }

    @Override
    public void square(
            int rows,
            int stride,
            float[] x,
            int xAt,
            int xColumn,
            int xRow,
            float[] w,
            int wAt,
            int wLast,
            float[] bias,
            float[] y,
            int yAt,
            int yRow,
            int count) {
        VectorDepthwise3x3.sum(rows, stride, x, xAt, xColumn, xRow, w, wAt, wLast, bias, y, yAt, yRow, count);
    }

    @Override
    public void taps(
            int pixels,
            int channels,
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xStep,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            int wVector,
            float[] bias,
            float[] y,
            int yAt,
            int yStep) {
        if (channels < FLOATS.length() || pixels == 0) {
            super.taps(
                    pixels, channels, rows, columns, x, xAt, xStep, xRow, xColumn, w, wAt, wRow, wVector, bias, y, yAt,
                    yStep);
            return;
        }
        int vectors = channels / FLOATS.length();
        int rest = channels % FLOATS.length() == 0 ? -1 : channels - FLOATS.length();
        int wRest = wAt + vectors * wVector;
        // the last four overlap those before them: computed twice, the bits are the same
        for (int pixel = 0; pixels >= GROUP && pixel < pixels; pixel += GROUP) {
            int first = Math.min(pixel, pixels - GROUP);
            int from = xAt + first * xStep;
            int to = yAt + first * yStep;
            four(vectors, rows, columns, x, from, xStep, xRow, xColumn, w, wAt, wRow, wVector, bias, 0, y, to, yStep);
            if (rest >= 0) {
                four(
                        1,
                        rows,
                        columns,
                        x,
                        from + rest,
                        xStep,
                        xRow,
                        xColumn,
                        w,
                        wRest,
                        wRow,
                        0,
                        bias,
                        rest,
                        y,
                        to + rest,
                        yStep);
            }
        }
        for (int pixel = 0; pixels < GROUP && pixel < pixels; pixel++) {
            int from = xAt + pixel * xStep;
            int to = yAt + pixel * yStep;
            one(vectors, rows, columns, x, from, xRow, xColumn, w, wAt, wRow, wVector, bias, 0, y, to);
            if (rest >= 0) {
                one(1, rows, columns, x, from + rest, xRow, xColumn, w, wRest, wRow, 0, bias, rest, y, to + rest);
            }
        }
    }

    private static void four(
            int vectors,
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xStep,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            int wVector,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt,
            int yStep) {
        int i = 0;
        for (; i + 2 <= vectors; i += 2) {
            int c = i * FLOATS.length();
            pairOfFour(
                    rows,
                    columns,
                    x,
                    xAt + c,
                    xStep,
                    xRow,
                    xColumn,
                    w,
                    wAt + i * wVector,
                    wRow,
                    wVector,
                    bias,
                    biasAt + c,
                    y,
                    yAt + c,
                    yStep);
        }
        if (i < vectors) {
            int c = i * FLOATS.length();
            vectorOfFour(
                    rows,
                    columns,
                    x,
                    xAt + c,
                    xStep,
                    xRow,
                    xColumn,
                    w,
                    wAt + i * wVector,
                    wRow,
                    bias,
                    biasAt + c,
                    y,
                    yAt + c,
                    yStep);
        }
    }

    private static void pairOfFour(
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xStep,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            int wVector,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt,
            int yStep) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        for (int j = 0; j < columns; j++, xAt += xColumn, wAt += FLOATS.length()) {
            for (int i = 0, from = xAt, weight = wAt; i < rows; i++, from += xRow, weight += wRow) {
                FloatVector v = FloatVector.fromArray(FLOATS, w, weight);
                s0 = FloatVector.fromArray(FLOATS, x, from).fma(v, s0);
                s1 = FloatVector.fromArray(FLOATS, x, from + xStep).fma(v, s1);
                s2 = FloatVector.fromArray(FLOATS, x, from + 2 * xStep).fma(v, s2);
                s3 = FloatVector.fromArray(FLOATS, x, from + 3 * xStep).fma(v, s3);
                v = FloatVector.fromArray(FLOATS, w, weight + wVector);
                t0 = FloatVector.fromArray(FLOATS, x, from + FLOATS.length()).fma(v, t0);
                t1 = FloatVector.fromArray(FLOATS, x, from + xStep + FLOATS.length())
                        .fma(v, t1);
                t2 = FloatVector.fromArray(FLOATS, x, from + 2 * xStep + FLOATS.length())
                        .fma(v, t2);
                t3 = FloatVector.fromArray(FLOATS, x, from + 3 * xStep + FLOATS.length())
                        .fma(v, t3);
            }
        }
        FloatVector b = FloatVector.fromArray(FLOATS, bias, biasAt);
        s0.add(b).intoArray(y, yAt);
        s1.add(b).intoArray(y, yAt + yStep);
        s2.add(b).intoArray(y, yAt + 2 * yStep);
        s3.add(b).intoArray(y, yAt + 3 * yStep);
        b = FloatVector.fromArray(FLOATS, bias, biasAt + FLOATS.length());
        t0.add(b).intoArray(y, yAt + FLOATS.length());
        t1.add(b).intoArray(y, yAt + yStep + FLOATS.length());
        t2.add(b).intoArray(y, yAt + 2 * yStep + FLOATS.length());
        t3.add(b).intoArray(y, yAt + 3 * yStep + FLOATS.length());
    }

    private static void vectorOfFour(
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xStep,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt,
            int yStep) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int j = 0; j < columns; j++, xAt += xColumn, wAt += FLOATS.length()) {
            for (int i = 0, from = xAt, weight = wAt; i < rows; i++, from += xRow, weight += wRow) {
                FloatVector v = FloatVector.fromArray(FLOATS, w, weight);
                s0 = FloatVector.fromArray(FLOATS, x, from).fma(v, s0);
                s1 = FloatVector.fromArray(FLOATS, x, from + xStep).fma(v, s1);
                s2 = FloatVector.fromArray(FLOATS, x, from + 2 * xStep).fma(v, s2);
                s3 = FloatVector.fromArray(FLOATS, x, from + 3 * xStep).fma(v, s3);
            }
        }
        FloatVector b = FloatVector.fromArray(FLOATS, bias, biasAt);
        s0.add(b).intoArray(y, yAt);
        s1.add(b).intoArray(y, yAt + yStep);
        s2.add(b).intoArray(y, yAt + 2 * yStep);
        s3.add(b).intoArray(y, yAt + 3 * yStep);
    }

    private static void one(
            int vectors,
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            int wVector,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt) {
        int i = 0;
        for (; i + GROUP <= vectors; i += GROUP) {
            int c = i * FLOATS.length();
            groupOfOne(
                    rows,
                    columns,
                    x,
                    xAt + c,
                    xRow,
                    xColumn,
                    w,
                    wAt + i * wVector,
                    wRow,
                    wVector,
                    bias,
                    biasAt + c,
                    y,
                    yAt + c);
        }
        for (; i < vectors; i++) {
            int c = i * FLOATS.length();
            vectorOfOne(
                    rows, columns, x, xAt + c, xRow, xColumn, w, wAt + i * wVector, wRow, bias, biasAt + c, y, yAt + c);
        }
    }

    private static void groupOfOne(
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            int wVector,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int j = 0; j < columns; j++, xAt += xColumn, wAt += FLOATS.length()) {
            for (int i = 0, from = xAt, weight = wAt; i < rows; i++, from += xRow, weight += wRow) {
                s0 = FloatVector.fromArray(FLOATS, x, from).fma(FloatVector.fromArray(FLOATS, w, weight), s0);
                s1 = FloatVector.fromArray(FLOATS, x, from + FLOATS.length())
                        .fma(FloatVector.fromArray(FLOATS, w, weight + wVector), s1);
                s2 = FloatVector.fromArray(FLOATS, x, from + 2 * FLOATS.length())
                        .fma(FloatVector.fromArray(FLOATS, w, weight + 2 * wVector), s2);
                s3 = FloatVector.fromArray(FLOATS, x, from + 3 * FLOATS.length())
                        .fma(FloatVector.fromArray(FLOATS, w, weight + 3 * wVector), s3);
            }
        }
        s0.add(FloatVector.fromArray(FLOATS, bias, biasAt)).intoArray(y, yAt);
        s1.add(FloatVector.fromArray(FLOATS, bias, biasAt + FLOATS.length())).intoArray(y, yAt + FLOATS.length());
        s2.add(FloatVector.fromArray(FLOATS, bias, biasAt + 2 * FLOATS.length()))
                .intoArray(y, yAt + 2 * FLOATS.length());
        s3.add(FloatVector.fromArray(FLOATS, bias, biasAt + 3 * FLOATS.length()))
                .intoArray(y, yAt + 3 * FLOATS.length());
    }

    private static void vectorOfOne(
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt) {
        FloatVector s = FloatVector.zero(FLOATS);
        for (int j = 0; j < columns; j++, xAt += xColumn, wAt += FLOATS.length()) {
            for (int i = 0, from = xAt, weight = wAt; i < rows; i++, from += xRow, weight += wRow) {
                s = FloatVector.fromArray(FLOATS, x, from).fma(FloatVector.fromArray(FLOATS, w, weight), s);
            }
        }
        s.add(FloatVector.fromArray(FLOATS, bias, biasAt)).intoArray(y, yAt);
    }
}
