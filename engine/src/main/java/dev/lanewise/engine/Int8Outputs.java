package dev.lanewise.engine;

import dev.lanewise.engine.drivers.Int8Output;
import dev.lanewise.engine.drivers.Int8Output.Kind;
import dev.lanewise.engine.kernels.ActivationKind;

/**
 * What becomes of sums of products of 8-bit numbers, as layers describe it.
 *
 * @param kind type of the outputs
 * @param output quantisation of bytes, or null
 * @param fixedPoint whether bytes are requantised by integers
 * @param activation function of the outputs
 */
record Int8Outputs(Kind kind, Quantization output, boolean fixedPoint, Activation activation) {
    /** Parameters for sums with these factors, the epilogue of floats with the bias given. */
    Int8Output of(float[] factors, Epilogue.Builder bias) {
        return switch (kind) {
            case INTS -> new Int8Output(Kind.INTS, null, null, null);
            case FLOATS -> {
                Epilogue epilogue = bias.activation(activation).build();
                Requantization scale = Requantization.byFloat(factors, QuantizedType.S8, 0);
                yield new Int8Output(Kind.FLOATS, scale.spec(), null, epilogue.spec());
            }
            case BYTES -> bytes(factors.clone());
        };
    }

    private Int8Output bytes(float[] factors) {
        for (int j = 0; j < factors.length; j++) {
            factors[j] /= output.scale(0);
        }
        Requantization requantization = fixedPoint
                ? Requantization.byFixedPoint(factors, output.type(), output.zeroPoint(0))
                : Requantization.byFloat(factors, output.type(), output.zeroPoint(0));
        if (activation.kind() == ActivationKind.RELU) {
            requantization.clip(output.zeroPoint(0), output.type().max());
        } else if (activation.kind() == ActivationKind.CLIP) {
            requantization.clip(output.quantize(activation.first(), 0), output.quantize(activation.second(), 0));
        }
        return new Int8Output(Kind.BYTES, requantization.spec(), requantization.fixed(), null);
    }

    /** Refuses what does not go together. */
    void check(boolean floatBias) {
        require(!floatBias || kind == Kind.FLOATS, "bias is floats and outputs are " + kind + "; it must be ints");
        require(!fixedPoint || kind == Kind.BYTES, "fixedPoint is chosen; outputs must be bytes");
        boolean clips = activation.kind() == ActivationKind.RELU || activation.kind() == ActivationKind.CLIP;
        boolean anyFunction = kind == Kind.FLOATS || activation.kind() == ActivationKind.NONE;
        require(
                anyFunction || (kind == Kind.BYTES && clips),
                "activation is " + activation + " and outputs are " + kind + "; it must be one that they can have");
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
