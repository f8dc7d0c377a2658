package dev.lanewise.engine.drivers;

import static dev.lanewise.engine.kernels.FftButterflies.TWIDDLE;

import dev.lanewise.engine.kernels.FftButterflies;
import dev.lanewise.engine.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;

/** The Fourier transform of so many points, of mixed radix: threes first, then fours, an eight last where fours do not suffice. */
final class FftLine {
    private final int points;
    private final FftButterflies[] passes;
    private final float[][] twiddles;

    /**
     * Prepares a transform.
     *
     * @param points 1, or a product of threes and of a power of two from 4 up
     */
    FftLine(int points) {
        this.points = points;
        List<Integer> radices = radices(points);
        passes = new FftButterflies[radices.size()];
        twiddles = new float[passes.length][];
        int length = points;
        for (int i = 0; i < passes.length; i++) {
            passes[i] = Kernels.active().fftButterflies(radices.get(i), i == passes.length - 1);
            length /= passes[i].radix();
            twiddles[i] = twiddles(passes[i].radix(), length);
        }
    }

    private static List<Integer> radices(int points) {
        List<Integer> radices = new ArrayList<>();
        int left = points;
        for (; left % 3 == 0; left /= 3) {
            radices.add(3);
        }
        for (; left > 8 || left == 4; left /= 4) {
            radices.add(4);
        }
        if (left == 8) {
            radices.add(8);
        } else if (left != 1) {
            throw new IllegalArgumentException(points + " points");
        }
        return radices;
    }

    private static float[] twiddles(int radix, int length) {
        float[] factors = new float[length * (radix - 1) * TWIDDLE];
        int at = 0;
        for (int p = 0; p < length; p++) {
            for (int r = 1; r < radix; r++) {
                double angle = 2 * Math.PI * p * r / (radix * length);
                factors[at++] = (float) Math.cos(angle);
                factors[at++] = (float) -Math.sin(angle);
                factors[at++] = (float) Math.sin(angle);
            }
        }
        return factors;
    }

    /** Where a frequency is after the forward transform. */
    int position(int frequency) {
        int position = 0;
        int left = frequency;
        int length = points;
        for (FftButterflies pass : passes) {
            length /= pass.radix();
            position += left % pass.radix() * length;
            left /= pass.radix();
        }
        return position;
    }

    /** Transforms {@code count} lines, {@code step} floats apart, whose points are {@code unit} floats apart. */
    void forward(float[] a, int at, int unit, int step, int count) {
        int length = points;
        for (int i = 0; i < passes.length; i++) {
            FftButterflies pass = passes[i];
            int block = length;
            length /= pass.radix();
            int factors = (pass.radix() - 1) * TWIDDLE;
            for (int b = 0; b < points; b += block) {
                for (int p = 0; p < length; p++) {
                    pass.forward(a, at + (b + p) * unit, length * unit, step, count, twiddles[i], p * factors);
                }
            }
        }
    }

    /** Takes {@link #forward} back, but for a factor of the points. */
    void inverse(float[] a, int at, int unit, int step, int count) {
        int length = 1;
        for (int i = passes.length - 1; i >= 0; i--) {
            FftButterflies pass = passes[i];
            int block = length * pass.radix();
            int factors = (pass.radix() - 1) * TWIDDLE;
            for (int b = 0; b < points; b += block) {
                for (int p = 0; p < length; p++) {
                    pass.inverse(a, at + (b + p) * unit, length * unit, step, count, twiddles[i], p * factors);
                }
            }
            length = block;
        }
    }
}
