package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GateFunction;
import dev.lanewise.engine.kernels.ActivationKind;

/**
 * A function of a gate: {@code factor·activation(fma(x, scale, shift))}, which has all that ONNX names. Errors are the
 * activation's, with a rounding for each of the other parts. Immutable.
 */
public final class GateActivation {
    /** The logistic function. */
    public static final GateActivation SIGMOID = of(Activation.SIGMOID);

    /** The hyperbolic tangent. */
    public static final GateActivation TANH = of(Activation.TANH);

    /** The rectifier. */
    public static final GateActivation RELU = of(Activation.RELU);

    private final GateFunction function;
    private final String name;

    private GateActivation(Activation activation, float scale, float shift, float factor, String name) {
        function = new GateFunction(scale, shift, activation.kind(), activation.first(), activation.second(), factor);
        this.name = name;
    }

    /**
     * An activation as it is: {@link Activation#SOFTSIGN}, {@link Activation#SOFTPLUS}, {@link Activation#leakyRelu},
     * {@link Activation#thresholdedRelu}, {@link Activation#elu} or any other.
     *
     * @param activation the function
     * @return that function
     * @throws NullPointerException if it is null
     */
    public static GateActivation of(Activation activation) {
        Checks.notNull(activation, "activation");
        return new GateActivation(activation, 1, -0f, 1, activation.toString());
    }

    /**
     * A straight line.
     *
     * @param alpha its slope
     * @param beta its value at 0
     * @return {@code fma(alpha, x, beta)}
     * @throws IllegalArgumentException if a parameter is NaN or infinite
     */
    public static GateActivation affine(float alpha, float beta) {
        finite(alpha, "alpha");
        finite(beta, "beta");
        return new GateActivation(Activation.NONE, alpha, beta, 1, "AFFINE(" + alpha + ", " + beta + ")");
    }

    /**
     * A scaled hyperbolic tangent.
     *
     * @param alpha factor of the result
     * @param beta factor of the argument
     * @return {@code alpha·tanh(beta·x)}
     * @throws IllegalArgumentException if a parameter is NaN or infinite
     */
    public static GateActivation scaledTanh(float alpha, float beta) {
        finite(alpha, "alpha");
        finite(beta, "beta");
        return new GateActivation(Activation.TANH, beta, -0f, alpha, "SCALED_TANH(" + alpha + ", " + beta + ")");
    }

    /**
     * A piecewise linear sigmoid.
     *
     * @param alpha its slope
     * @param beta its value at 0, unless that is clipped
     * @return {@code max(0, min(1, fma(alpha, x, beta)))}
     * @throws IllegalArgumentException if a parameter is NaN or infinite
     */
    public static GateActivation hardSigmoid(float alpha, float beta) {
        finite(alpha, "alpha");
        finite(beta, "beta");
        return new GateActivation(Activation.clip(0, 1), alpha, beta, 1, "HARD_SIGMOID(" + alpha + ", " + beta + ")");
    }

    private static void finite(float value, String name) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be finite");
        }
    }

    GateFunction function() {
        return function;
    }

    /** A limit of arguments on both sides; infinity leaves them as they are. */
    static GateFunction clip(float limit) {
        boolean none = limit == Float.POSITIVE_INFINITY;
        return new GateFunction(1, -0f, none ? ActivationKind.NONE : ActivationKind.CLIP, -limit, limit, 1);
    }

    /**
     * The function's name, with its parameters.
     *
     * @return for example {@code TANH}
     */
    @Override
    public String toString() {
        return name;
    }
}
