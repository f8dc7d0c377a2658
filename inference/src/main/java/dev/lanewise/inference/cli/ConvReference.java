package dev.lanewise.inference.cli;

import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.util.SplittableRandom;

/**
 * Outputs of a convolution by the direct sum in double precision: all of them, or of a large convolution as many as can be had in
 * about a second, every fourth on the border of its image.
 */
final class ConvReference {
    private static final long MOST_TERMS = 300_000_000;
    private static final int FEWEST_SAMPLES = 1000;

    private final ConvProblem problem;
    private final ConvShape shape;
    private final int[] indices;
    private final double[] expected;

    ConvReference(ConvProblem problem, float[] x, float[] w) {
        this.problem = problem;
        shape = problem.shape();
        int outputs = shape.outputElements();
        long affordable = Math.max(FEWEST_SAMPLES, MOST_TERMS / shape.depth());
        boolean all = outputs <= affordable;
        indices = new int[all ? outputs : (int) affordable];
        expected = new double[indices.length];
        SplittableRandom random = new SplittableRandom(outputs);
        for (int i = 0; i < indices.length; i++) {
            int plane = all ? i / shape.outPixels() : random.nextInt(shape.batch() * shape.outChannels());
            int pixel = all ? i % shape.outPixels() : random.nextInt(shape.outPixels());
            int row = pixel / shape.outWidth();
            int column = pixel % shape.outWidth();
            if (!all && i % 8 == 0) {
                row = random.nextBoolean() ? 0 : shape.outHeight() - 1;
            } else if (!all && i % 8 == 4) {
                column = random.nextBoolean() ? 0 : shape.outWidth() - 1;
            }
            int image = plane / shape.outChannels();
            int channel = plane % shape.outChannels();
            indices[i] = problem.out() == Layout.NHWC
                    ? ((image * shape.outHeight() + row) * shape.outWidth() + column) * shape.outChannels() + channel
                    : (plane * shape.outHeight() + row) * shape.outWidth() + column;
            expected[i] = sum(x, w, image, channel, row, column);
        }
    }

    /** How many outputs are compared. */
    int size() {
        return indices.length;
    }

    /** Compares the outputs of an algorithm; not a number where one was not written. */
    ConvErrors errors(float[] y) {
        double largest = 0;
        double largestError = 0;
        double squares = 0;
        double squaredErrors = 0;
        for (int i = 0; i < indices.length; i++) {
            double error = y[indices[i]] - expected[i];
            largest = Math.max(largest, Math.abs(expected[i]));
            largestError = Math.max(largestError, Math.abs(error));
            squares += expected[i] * expected[i];
            squaredErrors += error * error;
        }
        for (int i = 0; i < shape.outputElements(); i++) {
            if (Float.isNaN(y[i])) {
                return new ConvErrors(Double.NaN, Double.NaN);
            }
        }
        return new ConvErrors(largestError / largest, Math.sqrt(squaredErrors / squares));
    }

    private double sum(float[] x, float[] w, int image, int channel, int row, int column) {
        int depth = shape.groupInChannels();
        int firstChannel = channel / shape.groupOutChannels() * depth;
        double sum = 0;
        for (int i = 0; i < shape.kernelHeight(); i++) {
            int xRow = row * shape.strideHeight() + i * shape.dilationHeight() - shape.padTop();
            if (xRow < 0 || xRow >= shape.inHeight()) {
                continue;
            }
            for (int j = 0; j < shape.kernelWidth(); j++) {
                int xColumn = column * shape.strideWidth() + j * shape.dilationWidth() - shape.padLeft();
                if (xColumn < 0 || xColumn >= shape.inWidth()) {
                    continue;
                }
                int pixel = xRow * shape.inWidth() + xColumn;
                int pixels = shape.inHeight() * shape.inWidth();
                boolean inner = problem.in() == Layout.NHWC;
                int xAt = inner
                        ? (image * pixels + pixel) * shape.inChannels() + firstChannel
                        : (image * shape.inChannels() + firstChannel) * pixels + pixel;
                int xStep = inner ? 1 : pixels;
                int taps = shape.kernelHeight() * shape.kernelWidth();
                int wAt = channel * depth * taps + i * shape.kernelWidth() + j;
                for (int c = 0; c < depth; c++) {
                    sum += (double) w[wAt + c * taps] * x[xAt + c * xStep];
                }
            }
        }
        return sum;
    }
}
