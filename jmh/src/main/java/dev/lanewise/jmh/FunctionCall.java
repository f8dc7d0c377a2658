package dev.lanewise.jmh;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.kernels.Probes;
import dev.lanewise.reference.ReferenceActivations;
import dev.lanewise.reference.ReferenceErf;
import dev.lanewise.reference.ReferenceFunctions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A function of numbers that fit into the L1 cache, by the engine and by the JDK's vector operator where there is one. */
public final class FunctionCall {

    private static final int LENGTH = 2048;
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_SCALE = 1.0507009873554805;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** Which function. */
    public enum Function {
        /** The exponential. */
        EXP,
        /** The hyperbolic tangent. */
        TANH,
        /** The logistic function; the JDK's by its exponential. */
        SIGMOID,
        /** The error function. */
        ERF,
        /** The Gaussian error linear unit. */
        GELU,
        /** The sigmoid linear unit. */
        SILU,
        /** The smooth rectifier. */
        SOFTPLUS,
        /** The function of that name. */
        MISH,
        /** The exponential linear unit. */
        ELU,
        /** The same, scaled. */
        SELU,
        /** The sigmoid of three straight lines. */
        HARD_SIGMOID,
        /** A number times that. */
        HARD_SWISH,
        /** The natural logarithm. */
        LOG,
        /** The square root. */
        SQRT,
        /** Its reciprocal; the JDK's by a division. */
        RSQRT,
        /** The sine. */
        SIN,
        /** The cosine. */
        COS
    }

    private final Function function;
    private final Activation own;
    private final Engine engine;
    private final float[] x = new float[LENGTH];
    private final float[] y = new float[LENGTH];
    private final float[] loop = new float[2 * LENGTH];

    /**
     * Makes arguments from −6 to 6, or above 0 to 12 where they must be positive.
     *
     * @param function which function
     * @param engine on which it runs
     */
    public FunctionCall(Function function, Engine engine) {
        this.function = function;
        this.engine = engine;
        own = switch (function) {
            case EXP -> Activation.EXP;
            case TANH -> Activation.TANH;
            case SIGMOID -> Activation.SIGMOID;
            case ERF -> Activation.ERF;
            case GELU -> Activation.GELU_ERF;
            case SILU -> Activation.SILU;
            case SOFTPLUS -> Activation.SOFTPLUS;
            case MISH -> Activation.MISH;
            case ELU -> Activation.elu(1);
            case SELU -> Activation.SELU;
            case HARD_SIGMOID -> Activation.HARD_SIGMOID;
            case HARD_SWISH -> Activation.HARD_SWISH;
            case LOG -> Activation.LOG;
            case SQRT -> Activation.SQRT;
            case RSQRT -> Activation.RSQRT;
            case SIN -> Activation.SIN;
            case COS -> Activation.COS;
        };
        boolean positive = function == Function.LOG || function == Function.SQRT || function == Function.RSQRT;
        for (int i = 0; i < LENGTH; i++) {
            x[i] = positive ? (i + 1) * 12f / LENGTH : i * 12f / LENGTH - 6;
        }
    }

    /** {@return how many numbers there are} */
    public static int length() {
        return LENGTH;
    }

    /** {@return results of the engine} */
    public float[] run() {
        engine.pointwise().unary(own, LENGTH, x, 0, y, 0);
        return y;
    }

    /** Reads and writes as much, which bounds every function. */
    public void runLoop() {
        Probes.copy(loop, 0, LENGTH, LENGTH, 1);
    }

    /** {@return whether the JDK has a vector operator to hold ours against} */
    public boolean hasJdk() {
        return switch (function) {
            case EXP, TANH, SIGMOID, LOG, SQRT, RSQRT, SIN, COS -> true;
            default -> false;
        };
    }

    /** {@return results of the JDK's operator, or of its exponential where it has none} */
    public float[] runJdk() {
        // the compiler must see each operator as a constant
        switch (function) {
            case TANH -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    arguments(i).lanewise(VectorOperators.TANH).intoArray(y, i);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    FloatVector e = arguments(i).neg().lanewise(VectorOperators.EXP);
                    FloatVector.broadcast(FLOATS, 1).div(e.add(1)).intoArray(y, i);
                }
            }
            case LOG -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    arguments(i).lanewise(VectorOperators.LOG).intoArray(y, i);
                }
            }
            case SQRT -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    arguments(i).lanewise(VectorOperators.SQRT).intoArray(y, i);
                }
            }
            case RSQRT -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    FloatVector root = arguments(i).lanewise(VectorOperators.SQRT);
                    FloatVector.broadcast(FLOATS, 1).div(root).intoArray(y, i);
                }
            }
            case SIN -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    arguments(i).lanewise(VectorOperators.SIN).intoArray(y, i);
                }
            }
            case COS -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    arguments(i).lanewise(VectorOperators.COS).intoArray(y, i);
                }
            }
            default -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    arguments(i).lanewise(VectorOperators.EXP).intoArray(y, i);
                }
            }
        }
        return y;
    }

    private FloatVector arguments(int i) {
        return FloatVector.fromArray(FLOATS, x, i);
    }

    /**
     * Throws unless results are right.
     *
     * @param results what {@link #run} returned
     */
    public void requireCorrect(float[] results) {
        for (int i = 0; i < LENGTH; i++) {
            double expected = exact(x[i]);
            if (!(Math.abs(results[i] - expected) <= 1e-6 * Math.max(1e-3, Math.abs(expected)))) {
                throw new AssertionError("%s(%s) is %s; it must be %s".formatted(function, x[i], results[i], expected));
            }
        }
    }

    private double exact(double argument) {
        return switch (function) {
            case EXP -> StrictMath.exp(argument);
            case TANH -> ReferenceActivations.tanh(argument);
            case SIGMOID -> ReferenceActivations.sigmoid(argument);
            case ERF -> ReferenceErf.erf(argument);
            case GELU -> ReferenceActivations.geluErf(argument);
            case SILU -> ReferenceActivations.silu(argument);
            case SOFTPLUS -> ReferenceFunctions.softplus(argument);
            case MISH -> ReferenceFunctions.mish(argument);
            case ELU -> ReferenceFunctions.elu(argument, 1, 1);
            case SELU -> ReferenceFunctions.elu(argument, SELU_SCALE * SELU_ALPHA, SELU_SCALE);
            case HARD_SIGMOID -> ReferenceActivations.hardSigmoid(argument);
            case HARD_SWISH -> ReferenceActivations.hardSwish(argument);
            case LOG -> StrictMath.log(argument);
            case SQRT -> Math.sqrt(argument);
            case RSQRT -> 1 / Math.sqrt(argument);
            case SIN -> StrictMath.sin(argument);
            case COS -> StrictMath.cos(argument);
        };
    }
}
