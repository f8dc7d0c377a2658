package dev.lanewise.jmh;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A function of numbers that fit into the L1 cache, by the engine and by the JDK's vector operator where there is one. */
public final class FunctionCall {

    private static final int LENGTH = 2048;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** Which function. */
    public enum Function {
        /** The exponential. */
        EXP,
        /** The hyperbolic tangent. */
        TANH,
        /** The logistic function; the JDK's by its exponential. */
        SIGMOID,
        /** The error function; the JDK has none, so its exponential is run. */
        ERF
    }

    private final Function function;
    private final Activation own;
    private final Engine engine;
    private final float[] x = new float[LENGTH];
    private final float[] y = new float[LENGTH];

    /**
     * Makes arguments from −6 to 6.
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
        };
        for (int i = 0; i < LENGTH; i++) {
            x[i] = i * 12f / LENGTH - 6;
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

    /** {@return results of the JDK's operator} */
    public float[] runJdk() {
        switch (function) {
            case TANH -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    FloatVector.fromArray(FLOATS, x, i)
                            .lanewise(VectorOperators.TANH)
                            .intoArray(y, i);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    FloatVector e = FloatVector.fromArray(FLOATS, x, i).neg().lanewise(VectorOperators.EXP);
                    FloatVector.broadcast(FLOATS, 1).div(e.add(1)).intoArray(y, i);
                }
            }
            case EXP, ERF -> {
                for (int i = 0; i < LENGTH; i += FLOATS.length()) {
                    FloatVector.fromArray(FLOATS, x, i)
                            .lanewise(VectorOperators.EXP)
                            .intoArray(y, i);
                }
            }
        }
        return y;
    }

    /**
     * Throws unless results are right. Values of the error function are those of its Maclaurin series.
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
            case EXP -> Math.exp(argument);
            case TANH -> Math.tanh(argument);
            case SIGMOID -> 1 / (1 + Math.exp(-argument));
            case ERF -> erf(argument);
        };
    }

    private static double erf(double x) {
        double term = x;
        double sum = x;
        // its terms grow up to some 10¹⁴ at 6, where the result is 1 to all digits of a float anyway
        for (int n = 1; n < 200 && Math.abs(x) < 4; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return Math.abs(x) < 4 ? 2 / Math.sqrt(Math.PI) * sum : Math.signum(x);
    }
}
