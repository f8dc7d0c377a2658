package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ResizeAxis;

/**
 * How a resized image is made from the elements around a place in the input. Indices outside of the input are those of its edge.
 * Immutable.
 */
public final class Interpolation {
    private static final int LINEAR_TAPS = 2;
    private static final int CUBIC_TAPS = 4;

    private final int taps;
    private final NearestRounding rounding;
    private final double a;
    private final boolean excludeOutside;

    private Interpolation(int taps, NearestRounding rounding, double a, boolean excludeOutside) {
        this.taps = taps;
        this.rounding = rounding;
        this.a = a;
        this.excludeOutside = excludeOutside;
    }

    /**
     * The nearest element.
     *
     * @param rounding which one that is
     * @return the method
     * @throws NullPointerException if it is null
     */
    public static Interpolation nearest(NearestRounding rounding) {
        Checks.notNull(rounding, "rounding");
        return new Interpolation(1, rounding, 0, false);
    }

    /**
     * Linear in each dimension: weights {@code 1 − t} and t at a distance of t behind an element.
     *
     * @return the method
     */
    public static Interpolation linear() {
        return new Interpolation(LINEAR_TAPS, null, 0, false);
    }

    /**
     * Cubic convolution in each dimension, of four elements with the weights {@code (a + 2)|d|³ − (a + 3)|d|² + 1} at distances of at most 1
     * and {@code a|d|³ − 5a|d|² + 8a|d| − 4a} at those of at most 2. Source: Keys, "Cubic Convolution Interpolation for Digital Image
     * Processing", IEEE Transactions on ASSP 29(6), 1981.
     *
     * @param a its parameter; −0.75 in ONNX and PyTorch, −0.5 in TensorFlow
     * @param excludeOutside whether elements outside of the input get no weight, and the others more, instead of those at the edge
     * @return the method
     * @throws IllegalArgumentException if a is NaN or infinite
     */
    public static Interpolation cubic(float a, boolean excludeOutside) {
        if (!Float.isFinite(a)) {
            throw new IllegalArgumentException("a is " + a + "; it must be finite");
        }
        return new Interpolation(CUBIC_TAPS, null, a, excludeOutside);
    }

    /** Elements and weights of a dimension. */
    ResizeAxis axis(int in, int out, double scale, Coordinates coordinates) {
        int[] indices = new int[taps * out];
        float[] weights = new float[taps * out];
        for (int o = 0; o < out; o++) {
            double at = coordinates.input(o, in, out, scale);
            if (taps == 1) {
                indices[o] = (int) Math.clamp(rounding.round(at), 0.0, in - 1.0);
                weights[o] = 1;
            } else {
                weigh(at, in, o * taps, indices, weights);
            }
        }
        return single(new ResizeAxis(in, out, taps, indices, weights));
    }

    /** Where each output is one element of the input, as in a dimension that keeps its size, only that one is read. */
    private static ResizeAxis single(ResizeAxis axis) {
        int[] indices = new int[axis.out()];
        float[] weights = new float[axis.out()];
        for (int tap = 0; tap < axis.weights().length; tap++) {
            float weight = axis.weights()[tap];
            if (weight == 1) {
                indices[tap / axis.taps()] = axis.indices()[tap];
                weights[tap / axis.taps()] = 1;
            } else if (weight != 0) {
                return axis;
            }
        }
        return new ResizeAxis(axis.in(), axis.out(), 1, indices, weights);
    }

    private void weigh(double at, int in, int tap, int[] indices, float[] weights) {
        double floor = Math.floor(at);
        double first = floor - (taps / 2 - 1);
        double sum = 0;
        for (int i = 0; i < taps; i++) {
            double index = first + i;
            boolean outside = index < 0 || index > in - 1;
            sum += excludeOutside && outside ? 0 : weight(at - index);
        }
        for (int i = 0; i < taps; i++) {
            double index = first + i;
            boolean outside = index < 0 || index > in - 1;
            indices[tap + i] = (int) Math.clamp(index, 0.0, in - 1.0);
            double weight = weight(at - index);
            weights[tap + i] = (float) (excludeOutside ? outside ? 0 : weight / sum : weight);
        }
    }

    private double weight(double distance) {
        double d = Math.abs(distance);
        if (taps == LINEAR_TAPS) {
            return 1 - d;
        }
        return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
    }

    @Override
    public String toString() {
        return switch (taps) {
            case 1 -> "NEAREST(" + rounding + ")";
            case LINEAR_TAPS -> "LINEAR";
            default -> "CUBIC(" + a + (excludeOutside ? ", excluding outside)" : ")");
        };
    }
}
