package dev.lanewise.properties.support;

import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.properties.support.ConvCase.Content;
import dev.lanewise.reference.ReferenceProduct;

/**
 * The errors that {@code Conv2d}'s Javadoc states. L2-relative errors are taken against the norm that outputs of uniform data
 * have where they see no padding, √K times the variances' root, if that is more than the reference's own: a few outputs may
 * happen to cancel, and those at the border have fewer terms.
 */
final class ConvBounds {
    private static final double UNIT = 0x1p-24;

    /** Roundings outside of the sum. */
    private static final int MORE = 3;

    /** Of sums of transforms, against K times the largest elements: far above what their norms add up to. */
    private static final double OF_TRANSFORMS = 64;

    private ConvBounds() {}

    /** Checks an output before its epilogue, of sums of so many terms. */
    static void check(
            ConvAlgorithm algorithm,
            int depth,
            Content content,
            Operand y,
            ReferenceProduct expected,
            double x,
            double w) {
        double largest = x * w;
        double l2 = l2(algorithm);
        double underflow = OF_TRANSFORMS * (depth + MORE) * Float.MIN_VALUE * Math.max(1, Math.max(x, w));
        double squares = 0;
        double norm = 0;
        for (int at = 0; at < y.cols(); at++) {
            double value = expected.values()[at];
            double magnitude = expected.magnitudes()[at];
            double bound;
            if (content.exact() && exactOnIntegers(algorithm)) {
                bound = 0;
            } else if (l2 > 0) {
                bound = OF_TRANSFORMS * UNIT * depth * largest + underflow;
            } else {
                bound = Bounds.componentwise(depth + MORE, depth, magnitude, Math.max(x, w));
                if (content.uniform()) {
                    bound = Math.min(bound, Bounds.uniform(depth, magnitude));
                }
            }
            double error = Math.abs(y.get(0, at) - value);
            boolean right = Double.isNaN(value) ? Float.isNaN(y.get(0, at)) : y.get(0, at) == value || error <= bound;
            if (!right) {
                throw new AssertionError("%s: element %d of %d is %s; it must be %s ± %s"
                        .formatted(algorithm, at, y.cols(), y.get(0, at), value, bound));
            }
            squares += error * error;
            norm += value * value;
        }
        if (l2 > 0 && content.uniform()) {
            double relative = Math.sqrt(squares / Math.max(norm, y.cols() * depth * varianceOfTerms(content)));
            if (!(relative <= l2)) {
                throw new AssertionError("%s: the L2-relative error is %.2e; it must be at most %.1e"
                        .formatted(algorithm, relative, l2));
            }
        }
    }

    /** 0 where the bound is componentwise. */
    static double l2(ConvAlgorithm algorithm) {
        return switch (algorithm) {
            case POINTWISE, IM2COL, IMPLICIT_GEMM, DEPTHWISE -> 0;
            case WINOGRAD_4_POINTS, WINOGRAD_STRIDE_2 -> 1e-6;
            case WINOGRAD_6_POINTS, WINOGRAD_PHASES, WINOGRAD_1D_6_POINTS, WINOGRAD_1D_8_POINTS -> 3.5e-6;
            case FFT_8, FFT_16, FFT_32 -> 2e-6;
        };
    }

    /** Sums of integers, and of the halves and quarters that Winograd on four and five points makes of them. */
    private static boolean exactOnIntegers(ConvAlgorithm algorithm) {
        return l2(algorithm) == 0
                || algorithm == ConvAlgorithm.WINOGRAD_4_POINTS
                || algorithm == ConvAlgorithm.WINOGRAD_STRIDE_2;
    }

    private static double varianceOfTerms(Content content) {
        double variance = content.x() == Recipe.UNIFORM ? 1.0 / 3 : (17 * 17 - 1) / 12.0;
        return variance * variance;
    }
}
