package dev.lanewise.engine.drivers;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.FftBlocks;

/**
 * Spectra of kernels in double precision: what the even points of lines give at a frequency, and what the odd ones do. They are
 * conjugate, because the convolution of networks does not turn its kernel round.
 */
final class FftWeights {
    private final float[] weights;
    private final int offset;
    private final int kernelLines;
    private final int kernelPoints;
    private final int columns;
    private final double[] turnsDown;
    private final double[] turnsAlong;

    /** Of each kernel line and frequency along lines: even and odd, real and imaginary. */
    private final double[] lines;

    private double evenRe;
    private double evenIm;
    private double oddRe;
    private double oddIm;

    FftWeights(ConvShape shape, FftBlocks blocks, float[] weights, int offset) {
        this.weights = weights;
        this.offset = offset;
        kernelLines = blocks.isUpright() ? 1 : shape.kernelHeight();
        kernelPoints = blocks.isUpright() ? shape.kernelHeight() : shape.kernelWidth();
        columns = blocks.columns();
        turnsDown = turns(blocks.lines());
        turnsAlong = turns(2 * columns);
        lines = new double[kernelLines * columns * 4];
    }

    private static double[] turns(int points) {
        double[] turns = new double[2 * points];
        for (int i = 0; i < points; i++) {
            turns[2 * i] = Math.cos(2 * Math.PI * i / points);
            turns[2 * i + 1] = Math.sin(2 * Math.PI * i / points);
        }
        return turns;
    }

    /** Takes a kernel, counted as the weights are, and transforms its lines. */
    void transform(int kernel) {
        for (int i = 0; i < kernelLines; i++) {
            int from = offset + (kernel * kernelLines + i) * kernelPoints;
            for (int k = 0; k < columns; k++) {
                int at = (i * columns + k) * 4;
                for (int odd = 0; odd < 2; odd++) {
                    double re = 0;
                    double im = 0;
                    for (int j = odd; j < kernelPoints; j += 2) {
                        int turn = k * j % (2 * columns) * 2;
                        re += weights[from + j] * turnsAlong[turn];
                        im += weights[from + j] * turnsAlong[turn + 1];
                    }
                    lines[at + 2 * odd] = re;
                    lines[at + 2 * odd + 1] = im;
                }
            }
        }
    }

    /** Chooses a frequency of the kernel transformed last. */
    void at(int down, int along) {
        evenRe = 0;
        evenIm = 0;
        oddRe = 0;
        oddIm = 0;
        for (int i = 0; i < kernelLines; i++) {
            int turn = down * i % (turnsDown.length / 2) * 2;
            double c = turnsDown[turn];
            double s = turnsDown[turn + 1];
            int l = (i * columns + along) * 4;
            evenRe += lines[l] * c - lines[l + 1] * s;
            evenIm += lines[l] * s + lines[l + 1] * c;
            oddRe += lines[l + 2] * c - lines[l + 3] * s;
            oddIm += lines[l + 2] * s + lines[l + 3] * c;
        }
    }

    /** Real part of what the even points give. */
    double evenRe() {
        return evenRe;
    }

    /** Imaginary part of what the even points give. */
    double evenIm() {
        return evenIm;
    }

    /** Real part of what the odd points give. */
    double oddRe() {
        return oddRe;
    }

    /** Imaginary part of what the odd points give. */
    double oddIm() {
        return oddIm;
    }
}
