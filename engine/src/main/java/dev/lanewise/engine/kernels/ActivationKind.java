package dev.lanewise.engine.kernels;

/**
 * Functions of one number: what an epilogue can end with. Every implementation of one kind performs the same operations in the same
 * order, so results are equal bit for bit; {@link ScalarActivation} is the one to read.
 */
public enum ActivationKind {
    /** The identity. */
    NONE,
    /** 0 where x is negative, else x. */
    RELU,
    /** The first parameter times x where x is negative, else x. */
    LEAKY_RELU,
    /** 0 where x is below the parameter, else x. */
    THRESHOLDED_RELU,
    /** {@code x/(1 + |x|)}. */
    SOFTSIGN,
    /** x, or the limit that it is beyond; the parameters are the lower and the upper limit. */
    CLIP,
    /** {@code max(0, min(1, x/6 + 1/2))}. */
    HARD_SIGMOID,
    /** {@code x·hardSigmoid(x)}. */
    HARD_SWISH,
    /** The first parameter times {@code x·hardSigmoid(x)}, plus the second. */
    SCALED_HARD_SWISH,
    /** {@code 1/(1 + exp(−x))}. */
    SIGMOID,
    /** {@code x·sigmoid(x)}. */
    SILU,
    /** {@code x/2·(1 + tanh(√(2/π)(x + 0.044715x³)))}. */
    GELU_TANH,
    /** The hyperbolic tangent. */
    TANH,
    /** The error function. */
    ERF,
    /** {@code x/2·(1 + erf(x/√2))}. */
    GELU_ERF,
    /** The first parameter times {@code exp(x) − 1} where x is negative, else the second times x. */
    ELU,
    /** {@code log(1 + exp(x))}. */
    SOFTPLUS,
    /** {@code x·tanh(softplus(x))}. */
    MISH,
    /** The exponential. */
    EXP,
    /** The natural logarithm. */
    LOG,
    /** The square root. */
    SQRT,
    /** {@code 1/√x}. */
    RSQRT,
    /** The sine. */
    SIN,
    /** The cosine. */
    COS,
    /** The absolute value. */
    ABS,
    /** The negative. */
    NEG,
    /** The integer next below. */
    FLOOR,
    /** The integer next above. */
    CEIL,
    /** The nearest integer, the even one of two. */
    ROUND
}
