package dev.lanewise.properties.support;

import dev.lanewise.engine.Activation;
import dev.lanewise.reference.ReferenceActivations;
import dev.lanewise.reference.ReferenceErf;
import java.util.function.DoubleUnaryOperator;

/** Every activation, with its reference and the bound that its Javadoc states. */
@SuppressWarnings("ImmutableEnumChecker") // what it holds is immutable, but not annotated so
public enum ActivationKind {
    NONE(Activation.NONE, x -> x, 0, 1),
    RELU(Activation.RELU, ReferenceActivations::relu, 0, 1),
    CLIP(Activation.clip(-1.5f, 2.25f), x -> ReferenceActivations.clip(x, -1.5, 2.25), 0, 1),
    RELU6(Activation.clip(0, 6), x -> ReferenceActivations.clip(x, 0, 6), 0, 1),
    ABOVE(Activation.clip(-0.5f, Float.POSITIVE_INFINITY), x -> Math.max(x, -0.5), 0, 1),
    LEAKY_RELU(Activation.leakyRelu(0.01f), x -> ReferenceActivations.leakyRelu(x, 0.01f), 0.5, 1),
    STEEP_LEAKY_RELU(Activation.leakyRelu(-3), x -> ReferenceActivations.leakyRelu(x, -3), 0.5, 3),
    HARD_SIGMOID(Activation.HARD_SIGMOID, ReferenceActivations::hardSigmoid, 1.5, 0.2),
    HARD_SWISH(Activation.HARD_SWISH, ReferenceActivations::hardSwish, 2.5, 1.5),
    SCALED_HARD_SWISH(
            Activation.hardSwish(0.75f, -0.5f), x -> 0.75 * ReferenceActivations.hardSwish(x) - 0.5, 2.5, 1.2) {
        // the sum may cancel
        @Override
        public double ulps(double x) {
            double swish = 0.75 * ReferenceActivations.hardSwish(x);
            return 0.5 + 2.5 * Math.ulp((float) swish) / Math.ulp((float) (swish - 0.5));
        }
    },
    SIGMOID(Activation.SIGMOID, ReferenceActivations::sigmoid, 2, 0.25),
    TANH(Activation.TANH, ReferenceActivations::tanh, 2, 1),
    ERF(Activation.ERF, ReferenceErf::erf, 2, 1.13),
    GELU_ERF(Activation.GELU_ERF, ReferenceActivations::geluErf, 4, 1.13) {
        // below −1 the distribution's own error is felt
        @Override
        public double ulps(double x) {
            return x < -1 ? 6.5 : 4;
        }
    },
    SILU(Activation.SILU, ReferenceActivations::silu, 3, 1.1),
    GELU_TANH(Activation.GELU_TANH, ReferenceActivations::geluTanh, 3, 1.13) {
        // below −1 the rounding of the exponent is felt
        @Override
        public double ulps(double x) {
            double w = Math.abs(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
            return x < -1 ? 3 + 2.75 * w : 3;
        }
    };

    private final Activation activation;
    private final DoubleUnaryOperator reference;
    private final double ulps;
    private final double steepest;

    ActivationKind(Activation activation, DoubleUnaryOperator reference, double ulps, double steepest) {
        this.activation = activation;
        this.reference = reference;
        this.ulps = ulps;
        this.steepest = steepest;
    }

    /** The engine's. */
    public Activation activation() {
        return activation;
    }

    /** The specification. */
    public DoubleUnaryOperator reference() {
        return reference;
    }

    /** The error that the engine's Javadoc states for x, in units in the last place of the result. */
    public double ulps(double x) {
        return ulps;
    }

    /** Whether the result of a value that is exact is exact. */
    public boolean exact() {
        return ulps == 0;
    }

    /** The bound of the result where the argument has this error. */
    double bound(double argument, double error) {
        double result = reference.applyAsDouble(argument);
        return steepest * error + ulps(argument - error) * (Math.ulp((float) result) + Math.ulp((float) error));
    }
}
