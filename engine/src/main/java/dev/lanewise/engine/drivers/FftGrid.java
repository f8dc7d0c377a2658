package dev.lanewise.engine.drivers;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.planning.FftBlocks;

/**
 * The two-dimensional Fourier transform of a tile of real pixels, and where its bins are. Neighbouring real points of a line are
 * taken for a complex one, so that the spectrum is as large as the tile. Immutable.
 */
final class FftGrid {
    /** Part of L1 that a strip of lines or columns may take while it is transformed. */
    private static final double L1_SHARE = 0.75;

    private final int element;
    private final int lineFloats;
    private final int lines;
    private final int columns;
    private final int stripLines;
    private final int stripColumns;
    private final FftLine along;
    private final FftLine down;

    /** Frequencies down and along of the first bin of each pair. */
    private final int[] frequencies;

    private final int[] pairs;
    private final float[] turns;

    /**
     * Prepares transforms.
     *
     * @param blocks the sizes
     * @param withFixed whether the pairs comprise the bins that are their own mirror images
     */
    FftGrid(FftBlocks blocks, boolean withFixed) {
        element = 2 * blocks.lanes();
        lineFloats = blocks.lineFloats();
        lines = blocks.lines();
        columns = blocks.columns();
        along = new FftLine(columns);
        down = new FftLine(lines);
        double strip = Machine.host().l1Bytes() * L1_SHARE / Float.BYTES;
        stripLines = Math.clamp((int) (strip / lineFloats), 1, lines);
        stripColumns = Math.clamp((int) (strip / (lines * element)), 1, columns);

        int count = blocks.pairs() + (withFixed ? 2 * blocks.fixedLines() : 0);
        frequencies = new int[2 * count];
        pairs = new int[2 * count];
        turns = new float[2 * count];
        fillPairs(withFixed);
    }

    /** Pairs in the order of their first bins in memory. */
    private void fillPairs(boolean withFixed) {
        int[] lineAt = inverse(down, lines);
        int[] columnAt = inverse(along, columns);
        int at = 0;
        for (int i = 0; i < lines; i++) {
            for (int j = 0; j < columns; j++) {
                int ky = lineAt[i];
                int kx = columnAt[j];
                int first = i * lineFloats + j * element;
                int mirror = bin((lines - ky) % lines, (columns - kx) % columns);
                if (mirror > first || (withFixed && mirror == first)) {
                    frequencies[at] = ky;
                    frequencies[at + 1] = kx;
                    pairs[at] = first;
                    pairs[at + 1] = mirror;
                    double angle = Math.PI * kx / columns;
                    turns[at] = (float) Math.cos(angle);
                    turns[at + 1] = (float) Math.sin(angle);
                    at += 2;
                }
            }
        }
    }

    private static int[] inverse(FftLine line, int points) {
        int[] frequency = new int[points];
        for (int k = 0; k < points; k++) {
            frequency[line.position(k)] = k;
        }
        return frequency;
    }

    /** Where a bin is, from the tile's first element. */
    int bin(int frequencyDown, int frequencyAlong) {
        return down.position(frequencyDown) * lineFloats + along.position(frequencyAlong) * element;
    }

    /** How many pairs there are. */
    int count() {
        return pairs.length / 2;
    }

    /** Where the two bins of each pair are, from the tile's first element. */
    int[] pairs() {
        return pairs;
    }

    /** Cosine and sine of each pair's frequency along lines. */
    float[] turns() {
        return turns;
    }

    /** Frequency down of a pair's first bin. */
    int frequencyDown(int pair) {
        return frequencies[2 * pair];
    }

    /** Frequency along lines of a pair's first bin. */
    int frequencyAlong(int pair) {
        return frequencies[2 * pair + 1];
    }

    /** Transforms a tile; lines outside a range are zero. */
    void forward(float[] a, int at, int firstLine, int endLine) {
        for (int i = firstLine; i < endLine; i += stripLines) {
            along.forward(a, at + i * lineFloats, element, lineFloats, Math.min(stripLines, endLine - i));
        }
        for (int j = 0; j < columns; j += stripColumns) {
            down.forward(a, at + j * element, lineFloats, element, Math.min(stripColumns, columns - j));
        }
    }

    /** Takes the first lines of a tile back, but for a factor of all its complex elements. */
    void inverse(float[] a, int at, int endLine) {
        for (int j = 0; j < columns; j += stripColumns) {
            down.inverse(a, at + j * element, lineFloats, element, Math.min(stripColumns, columns - j));
        }
        for (int i = 0; i < endLine; i += stripLines) {
            along.inverse(a, at + i * lineFloats, element, lineFloats, Math.min(stripLines, endLine - i));
        }
    }
}
