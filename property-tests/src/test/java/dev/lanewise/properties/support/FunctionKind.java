package dev.lanewise.properties.support;

import dev.lanewise.engine.Activation;
import dev.lanewise.reference.ReferenceFunctions;
import java.util.function.DoubleUnaryOperator;

/** Functions that are seldom an epilogue, with their references and the bounds that their Javadoc states. */
@SuppressWarnings("ImmutableEnumChecker") // what it holds is immutable, but not annotated so
public enum FunctionKind {
    ELU(Activation.elu(0.7f), x -> ReferenceFunctions.elu(x, 0.7f, 1), 2.5),
    SELU(Activation.SELU, x -> ReferenceFunctions.elu(x, 1.7580993f, 1.050701f), 2.5),
    SOFTPLUS(Activation.SOFTPLUS, ReferenceFunctions::softplus, 2.5),
    MISH(Activation.MISH, ReferenceFunctions::mish, 5),
    SOFTSIGN(Activation.SOFTSIGN, ReferenceFunctions::softsign, 1.5),
    THRESHOLDED_RELU(Activation.thresholdedRelu(1.5f), x -> x < 1.5 ? 0 : x, 0),
    EXP(Activation.EXP, StrictMath::exp, 1.5),
    LOG(Activation.LOG, StrictMath::log, 1),
    SQRT(Activation.SQRT, StrictMath::sqrt, 0),
    RSQRT(Activation.RSQRT, x -> 1 / StrictMath.sqrt(x), 1.5),
    SIN(Activation.SIN, StrictMath::sin, 2),
    COS(Activation.COS, StrictMath::cos, 2),
    ABS(Activation.ABS, Math::abs, 0),
    NEG(Activation.NEG, x -> -x, 0),
    FLOOR(Activation.FLOOR, Math::floor, 0),
    CEIL(Activation.CEIL, Math::ceil, 0),
    ROUND(Activation.ROUND, Math::rint, 0);

    private final Activation activation;
    private final DoubleUnaryOperator reference;
    private final double ulps;

    FunctionKind(Activation activation, DoubleUnaryOperator reference, double ulps) {
        this.activation = activation;
        this.reference = reference;
        this.ulps = ulps;
    }

    /** The engine's. */
    public Activation activation() {
        return activation;
    }

    /** The specification. */
    public DoubleUnaryOperator reference() {
        return reference;
    }

    /** The error that the engine's Javadoc states, in units in the last place of the result. */
    public double ulps() {
        return ulps;
    }
}
