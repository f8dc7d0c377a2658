package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.WinogradTransform;

/** A bound of the rounding error of Winograd's algorithm for given weights: γ times the sum of the magnitudes of all that is added up. */
public final class WinogradError {
    /** Roundings of a value beside those of the sum over channels. */
    private static final int OF_TRANSFORMS = 20;

    private static final double UNIT = 0x1p-24;

    private WinogradError() {}

    /**
     * The bound for square kernels.
     *
     * @param weights {@code [outputs][channels][kernel][kernel]}
     * @param outputs output channels
     * @param channels input channels
     * @param kernel rows and columns of the kernel
     * @param points points of the transforms
     * @param largest magnitude of the largest input
     * @return a bound of the absolute error of every output
     */
    public static double bound(float[] weights, int outputs, int channels, int kernel, int points, int largest) {
        double[][] g = WinogradWeights.matrix(points, kernel);
        double[] inputs = inputNorms(points);
        double[] back = outputNorms(points, points - kernel + 1);
        double worst = 0;
        for (int o = 0; o < outputs; o++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += magnitude(weights, (o * channels + c) * kernel * kernel, kernel, points, g, inputs, back);
            }
            worst = Math.max(worst, sum);
        }
        double roundings = (channels + OF_TRANSFORMS) * UNIT;
        return roundings / (1 - roundings) * worst * largest;
    }

    private static double magnitude(
            float[] weights, int at, int kernel, int points, double[][] g, double[] inputs, double[] back) {
        double sum = 0;
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < points; j++) {
                double u = 0;
                for (int y = 0; y < kernel; y++) {
                    for (int x = 0; x < kernel; x++) {
                        u += Math.abs(g[i][y] * weights[at + y * kernel + x] * g[j][x]);
                    }
                }
                sum += u * inputs[i] * inputs[j] * back[i] * back[j];
            }
        }
        return sum;
    }

    /** Σ|b| of the row of every point, from what the transform makes of unit vectors. */
    private static double[] inputNorms(int points) {
        int lanes = Kernels.active().lanes();
        double[] norms = new double[points];
        for (int d = 0; d < points; d++) {
            float[] unit = unit(points, d, lanes);
            float[] result = new float[points * lanes];
            WinogradTransform transform = Kernels.active().winograd(points);
            transform.input(1, lanes, unit, 0, 0, lanes, result, 0, 0, lanes);
            for (int i = 0; i < points; i++) {
                norms[i] += Math.abs(result[i * lanes]);
            }
        }
        return norms;
    }

    /** The largest |a| of the column of every point. */
    private static double[] outputNorms(int points, int outputs) {
        int lanes = Kernels.active().lanes();
        double[] norms = new double[points];
        for (int i = 0; i < points; i++) {
            float[] unit = unit(points, i, lanes);
            float[] result = new float[outputs * lanes];
            Kernels.active().winograd(points).output(outputs, 1, lanes, unit, 0, 0, lanes, result, 0, 0, lanes);
            for (int k = 0; k < outputs; k++) {
                norms[i] = Math.max(norms[i], Math.abs(result[k * lanes]));
            }
        }
        return norms;
    }

    private static float[] unit(int points, int at, int lanes) {
        float[] unit = new float[points * lanes];
        unit[at * lanes] = 1;
        return unit;
    }
}
