package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PatchCopy;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.StridePhases;

/** Copies strips of the phases of a strided convolution: channels last, zeros for what lies outside the image. */
final class PhaseStrip {
    private static final PatchCopy COPY = Kernels.active().patchCopy();
    private static final int LANES = Kernels.active().lanes();

    private static final int OUTSIDE = Integer.MIN_VALUE;

    /** Where the rows of the image lie that the runs of a row of phases come from. */
    private int[] lines = new int[0];

    private ConvShape shape;
    private boolean planes;
    private int runs;
    private int runLength;
    private int pixelLength;

    void begin(StridePhases phases) {
        shape = phases.problem().shape();
        planes = phases.problem().in() == Layout.NCHW;
        runs = phases.runs();
        runLength = phases.runLength();
        pixelLength = phases.pixelLength();
        if (lines.length < runs) {
            lines = new int[runs];
        }
    }

    /**
     * Copies a row of a strip.
     *
     * @param offset first element of the image
     * @param y row of the phases
     * @param x column of the phases
     * @param columns how many
     * @param channel first channel of the phases
     * @param channels how many, which may go beyond the last
     */
    void row(float[] source, int offset, int y, int x, int columns, int channel, int channels, float[] target, int at) {
        boolean whole = selectLines(offset, y) && channel == 0 && channels >= runs * runLength;
        int length = shape.inWidth() * pixelLength;
        int shift = x * runLength - shape.padLeft() * pixelLength;
        int first = 0;
        int end = 0;
        if (whole) {
            int vectors = (runLength + LANES - 1) / LANES * LANES;
            int readable = source.length - vectors - lines[runs - 1] - shift;
            first = Math.clamp(Math.ceilDiv(-shift, runLength), 0, columns);
            end = Math.min(Math.floorDiv(length - shift, runLength), Math.floorDiv(readable, runLength) + 1);
            end = Math.clamp(end, first, columns);
            COPY.runs(
                    end - first,
                    runs,
                    runLength,
                    source,
                    lines,
                    shift + first * runLength,
                    target,
                    at + first * channels,
                    channels);
        }
        for (int i = 0; i < columns; i++) {
            if (i == first) {
                i = end;
                if (i == columns) {
                    break;
                }
            }
            pixel(source, shift + i * runLength, length, channel, channels, target, at + i * channels);
        }
    }

    /** Finds the row of the image for every run; returns whether all of them lie inside. */
    private boolean selectLines(int offset, int y) {
        int height = shape.inHeight();
        int length = shape.inWidth() * pixelLength;
        int runsOfRow = runs / shape.strideHeight();
        boolean inside = true;
        for (int run = 0; run < runs; run++) {
            int row = y * shape.strideHeight() + run / runsOfRow - shape.padTop();
            boolean outside = row < 0 || row >= height;
            int plane = planes ? run % runsOfRow : 0;
            lines[run] = outside ? OUTSIDE : offset + (plane * height + row) * length;
            inside &= !outside;
        }
        return inside;
    }

    private void pixel(float[] source, int position, int length, int channel, int channels, float[] target, int at) {
        int run = channel / runLength;
        int column = channel % runLength;
        for (int i = 0; i < channels; i++) {
            int from = position + column;
            boolean inside = run < runs && lines[run] != OUTSIDE && from >= 0 && from < length;
            target[at + i] = inside ? source[lines[run] + from] : 0f;
            if (++column == runLength) {
                column = 0;
                run++;
            }
        }
    }
}
