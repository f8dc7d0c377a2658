package dev.lanewise.engine;

import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.ScalarActivation;

/**
 * A function applied to every element, as a result is written ({@link Epilogue}) or by itself ({@link Pointwise#unary}).
 *
 * <p>All of them give the same bits on every machine, in vectors of every width and on scalars, compiled or interpreted:
 * they are polynomials of this library's own, not the JDK's functions. Errors are stated in units in the last place (ULP) of
 * the exact result, and hold for subnormal results too. NaN gives NaN; which NaN is not specified. A rounding error is all
 * that can happen: no finite x overflows, but for {@link #EXP} from 88.73 on, and at an infinity the function takes its limit, where
 * it has one.
 *
 * <table>
 * <caption>Results at the edges</caption>
 * <tr><th>function</th><th>−∞</th><th>−0</th><th>+0</th><th>+∞</th><th>error</th></tr>
 * <tr><td>{@link #NONE}, {@link #leakyRelu leakyRelu}</td><td>−∞</td><td>−0</td><td>+0</td><td>+∞</td><td>none, ½</td></tr>
 * <tr><td>{@link #RELU}</td><td>+0</td><td>−0</td><td>+0</td><td>+∞</td><td>none</td></tr>
 * <tr><td>{@link #SIGMOID}</td><td>+0</td><td>½</td><td>½</td><td>1</td><td>2 ULP</td></tr>
 * <tr><td>{@link #TANH}</td><td>−1</td><td>−0</td><td>+0</td><td>1</td><td>2 ULP</td></tr>
 * <tr><td>{@link #ERF}</td><td>−1</td><td>−0</td><td>+0</td><td>1</td><td>2 ULP</td></tr>
 * <tr><td>{@link #GELU_ERF}</td><td>−0</td><td>−0</td><td>+0</td><td>+∞</td><td>6.5 ULP; 4 from −1 up</td></tr>
 * <tr><td>{@link #GELU_TANH}</td><td>−0</td><td>−0</td><td>+0</td><td>+∞</td><td>3 ULP from −1 up; see there</td></tr>
 * <tr><td>{@link #SILU}</td><td>−0</td><td>−0</td><td>+0</td><td>+∞</td><td>3 ULP</td></tr>
 * <tr><td>{@link #HARD_SIGMOID}</td><td>+0</td><td>½</td><td>½</td><td>1</td><td>1.5 ULP</td></tr>
 * <tr><td>{@link #HARD_SWISH}</td><td>−0</td><td>−0</td><td>+0</td><td>+∞</td><td>2.5 ULP</td></tr>
 * <tr><td>{@link #hardSwish hardSwish(α, β)}, α &gt; 0</td><td>β</td><td>β</td><td>β</td><td>+∞</td><td>see there</td></tr>
 * <tr><td>{@link #elu elu(α)}</td><td>−α</td><td>−0</td><td>+0</td><td>+∞</td><td>2.5 ULP</td></tr>
 * <tr><td>{@link #SELU}</td><td>−1.758…</td><td>−0</td><td>+0</td><td>+∞</td><td>2.5 ULP</td></tr>
 * <tr><td>{@link #SOFTPLUS}</td><td>+0</td><td>log 2</td><td>log 2</td><td>+∞</td><td>2.5 ULP</td></tr>
 * <tr><td>{@link #MISH}</td><td>−0</td><td>−0</td><td>+0</td><td>+∞</td><td>5 ULP</td></tr>
 * <tr><td>{@link #SOFTSIGN}</td><td>−1</td><td>−0</td><td>+0</td><td>1</td><td>1.5 ULP</td></tr>
 * <tr><td>{@link #EXP}</td><td>+0</td><td>1</td><td>1</td><td>+∞</td><td>1.5 ULP</td></tr>
 * <tr><td>{@link #LOG}</td><td>NaN</td><td>−∞</td><td>−∞</td><td>+∞</td><td>1 ULP</td></tr>
 * <tr><td>{@link #SQRT}</td><td>NaN</td><td>−0</td><td>+0</td><td>+∞</td><td>½ ULP</td></tr>
 * <tr><td>{@link #RSQRT}</td><td>NaN</td><td>−∞</td><td>+∞</td><td>+0</td><td>1.5 ULP</td></tr>
 * <tr><td>{@link #SIN}</td><td>NaN</td><td>−0</td><td>+0</td><td>NaN</td><td>2 ULP</td></tr>
 * <tr><td>{@link #COS}</td><td>NaN</td><td>1</td><td>1</td><td>NaN</td><td>2 ULP</td></tr>
 * <tr><td>{@link #ABS}</td><td>+∞</td><td>+0</td><td>+0</td><td>+∞</td><td>none</td></tr>
 * <tr><td>{@link #NEG}</td><td>+∞</td><td>+0</td><td>−0</td><td>−∞</td><td>none</td></tr>
 * <tr><td>{@link #FLOOR}, {@link #CEIL}, {@link #ROUND}</td><td>−∞</td><td>−0</td><td>+0</td><td>+∞</td><td>none</td></tr>
 * </table>
 *
 * <p>Activations are immutable.
 */
public final class Activation {
    /** The identity. */
    public static final Activation NONE = new Activation(ActivationKind.NONE);

    /** The rectifier: 0 where x is negative, else x, −0 and NaN included. */
    public static final Activation RELU = new Activation(ActivationKind.RELU);

    /** The logistic function {@code 1/(1 + exp(−x))}. */
    public static final Activation SIGMOID = new Activation(ActivationKind.SIGMOID);

    /** The hyperbolic tangent. */
    public static final Activation TANH = new Activation(ActivationKind.TANH);

    /** The error function. */
    public static final Activation ERF = new Activation(ActivationKind.ERF);

    /**
     * The Gaussian error linear unit {@code x/2·(1 + erf(x/√2))}, as x times the normal distribution, so that the relative
     * error stays within 6.5 ULP for negative x too, where the formula as it stands cancels.
     */
    public static final Activation GELU_ERF = new Activation(ActivationKind.GELU_ERF);

    /**
     * The tanh form of the Gaussian error linear unit, {@code x/2·(1 + tanh(√(2/π)(x + 0.044715x³)))}, as x times a sigmoid. For
     * x below −1 it falls like {@code exp(−w)}, {@code w = 2√(2/π)(|x| + 0.044715|x|³)}, and w's own rounding is felt: the error is up
     * to {@code 3 + 2.75·w} ULP there, which is never more than 2⁻²⁴·|x|.
     */
    public static final Activation GELU_TANH = new Activation(ActivationKind.GELU_TANH);

    /** The sigmoid linear unit {@code x·sigmoid(x)}, also called swish. */
    public static final Activation SILU = new Activation(ActivationKind.SILU);

    /** The piecewise linear sigmoid {@code max(0, min(1, x/6 + 1/2))}. */
    public static final Activation HARD_SIGMOID = new Activation(ActivationKind.HARD_SIGMOID);

    /** {@code x·hardSigmoid(x)}. */
    public static final Activation HARD_SWISH = new Activation(ActivationKind.HARD_SWISH);

    /** The scaled exponential linear unit: {@code 1.0507…·x}, or {@code 1.7580…·(exp(x) − 1)} where x is negative. */
    public static final Activation SELU = new Activation(ActivationKind.ELU, 1.7580993f, 1.050701f);

    /** The smooth rectifier {@code log(1 + exp(x))}. */
    public static final Activation SOFTPLUS = new Activation(ActivationKind.SOFTPLUS);

    /** {@code x·tanh(softplus(x))}. */
    public static final Activation MISH = new Activation(ActivationKind.MISH);

    /** The softsign {@code x/(1 + |x|)}. */
    public static final Activation SOFTSIGN = new Activation(ActivationKind.SOFTSIGN);

    /** The exponential. */
    public static final Activation EXP = new Activation(ActivationKind.EXP);

    /** The natural logarithm; NaN where x is negative. */
    public static final Activation LOG = new Activation(ActivationKind.LOG);

    /** The square root; NaN where x is negative. */
    public static final Activation SQRT = new Activation(ActivationKind.SQRT);

    /** The reciprocal of the square root; NaN where x is negative. */
    public static final Activation RSQRT = new Activation(ActivationKind.RSQRT);

    /** The sine; as precise for large x as for small. */
    public static final Activation SIN = new Activation(ActivationKind.SIN);

    /** The cosine; as precise for large x as for small. */
    public static final Activation COS = new Activation(ActivationKind.COS);

    /** The absolute value. */
    public static final Activation ABS = new Activation(ActivationKind.ABS);

    /** The negative. */
    public static final Activation NEG = new Activation(ActivationKind.NEG);

    /** The largest integer that is not above x. */
    public static final Activation FLOOR = new Activation(ActivationKind.FLOOR);

    /** The smallest integer that is not below x. */
    public static final Activation CEIL = new Activation(ActivationKind.CEIL);

    /** The nearest integer, the even one where two are as near. */
    public static final Activation ROUND = new Activation(ActivationKind.ROUND);

    private final ActivationKind kind;
    private final float first;
    private final float second;
    private final EpilogueSpec spec;

    private Activation(ActivationKind kind) {
        this(kind, 0, 0);
    }

    private Activation(ActivationKind kind, float first, float second) {
        this.kind = kind;
        this.first = first;
        this.second = second;
        spec = new EpilogueSpec(1, null, null, null, 0, 0, kind, first, second);
    }

    /**
     * Keeps results between two limits. A zero that is equal to a limit keeps its own sign.
     *
     * @param low the lowest result; −∞ for none
     * @param high the highest result; +∞ for none
     * @return {@code low} where x is below it, {@code high} where x is above it, else x
     * @throws IllegalArgumentException if a limit is NaN or {@code low} is above {@code high}
     */
    public static Activation clip(float low, float high) {
        if (Float.isNaN(low)) {
            throw new IllegalArgumentException("low is NaN; it must be a number");
        }
        if (Float.isNaN(high)) {
            throw new IllegalArgumentException("high is NaN; it must be a number");
        }
        if (low > high) {
            throw new IllegalArgumentException("low is " + low + "; it must be at most high, " + high);
        }
        return new Activation(ActivationKind.CLIP, low, high);
    }

    /**
     * The leaky rectifier.
     *
     * @param slope factor of negative values
     * @return {@code slope·x} where x is negative, else x
     * @throws IllegalArgumentException if {@code slope} is NaN or infinite
     */
    public static Activation leakyRelu(float slope) {
        if (!Float.isFinite(slope)) {
            throw new IllegalArgumentException("slope is " + slope + "; it must be finite");
        }
        return new Activation(ActivationKind.LEAKY_RELU, slope, 0);
    }

    /**
     * The hard swish with a scale and a shift behind it, as PP-LCNet learns them.
     *
     * @param scale factor of the hard swish
     * @param shift what is added to that
     * @return {@code fma(scale, hardSwish(x), shift)}, within 2.5 ULP of the hard swish times the scale, and half an ULP of the result
     * @throws IllegalArgumentException if a parameter is NaN or infinite
     */
    public static Activation hardSwish(float scale, float shift) {
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + "; it must be finite");
        }
        if (!Float.isFinite(shift)) {
            throw new IllegalArgumentException("shift is " + shift + "; it must be finite");
        }
        return new Activation(ActivationKind.SCALED_HARD_SWISH, scale, shift);
    }

    /**
     * The thresholded rectifier, as ONNX has it among the functions of recurrent layers.
     *
     * @param threshold where it begins
     * @return +0 where x is below {@code threshold}, else x
     * @throws IllegalArgumentException if {@code threshold} is NaN
     */
    public static Activation thresholdedRelu(float threshold) {
        if (Float.isNaN(threshold)) {
            throw new IllegalArgumentException("threshold is NaN; it must be a number");
        }
        return new Activation(ActivationKind.THRESHOLDED_RELU, threshold, 0);
    }

    /**
     * The exponential linear unit.
     *
     * @param alpha how far below zero results go
     * @return {@code alpha·(exp(x) − 1)} where x is negative, else x
     * @throws IllegalArgumentException if {@code alpha} is NaN or infinite
     */
    public static Activation elu(float alpha) {
        if (!Float.isFinite(alpha)) {
            throw new IllegalArgumentException("alpha is " + alpha + "; it must be finite");
        }
        return new Activation(ActivationKind.ELU, alpha, 1);
    }

    /**
     * Applies this function to one number, with the bits that any operator gives.
     *
     * @param x any value
     * @return the function's value
     */
    public float apply(float x) {
        return ScalarActivation.apply(kind, first, second, x);
    }

    /** This function as an epilogue of its own. */
    EpilogueSpec spec() {
        return spec;
    }

    ActivationKind kind() {
        return kind;
    }

    float first() {
        return first;
    }

    float second() {
        return second;
    }

    /**
     * The function's name, with its parameters.
     *
     * @return for example {@code RELU} or {@code CLIP(0.0, 6.0)}
     */
    @Override
    public String toString() {
        return switch (kind) {
            case CLIP -> "CLIP(" + first + ", " + second + ")";
            case SCALED_HARD_SWISH -> "SCALED_HARD_SWISH(" + first + ", " + second + ")";
            case ELU -> "ELU(" + first + ", " + second + ")";
            case THRESHOLDED_RELU -> "THRESHOLDED_RELU(" + first + ")";
            case LEAKY_RELU -> "LEAKY_RELU(" + first + ")";
            default -> kind.name();
        };
    }
}
