package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.GateActivation;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Locale;

/** The functions that recurrent operators name, with the parameters that belong to each. */
final class GateFunctions {
    private final float[] alphas;
    private final float[] betas;
    private int alpha;
    private int beta;

    GateFunctions(Attributes attributes) {
        alphas = attributes.numbers("activation_alpha");
        betas = attributes.numbers("activation_beta");
    }

    /** The next function in the order in which they are listed. */
    GateActivation next(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "sigmoid" -> GateActivation.SIGMOID;
            case "tanh" -> GateActivation.TANH;
            case "relu" -> GateActivation.RELU;
            case "softsign" -> GateActivation.of(Activation.SOFTSIGN);
            case "softplus" -> GateActivation.of(Activation.SOFTPLUS);
            case "leakyrelu" -> GateActivation.of(Activation.leakyRelu(alpha(0.01f)));
            case "thresholdedrelu" -> GateActivation.of(Activation.thresholdedRelu(alpha(1)));
            case "elu" -> GateActivation.of(Activation.elu(alpha(1)));
            case "affine" -> GateActivation.affine(alpha(1), beta(0));
            case "scaledtanh" -> GateActivation.scaledTanh(alpha(1), beta(1));
            case "hardsigmoid" -> GateActivation.hardSigmoid(alpha(0.2f), beta(0.5f));
            default -> throw new ModelException("function '" + name + "' is not supported");
        };
    }

    private float alpha(float otherwise) {
        return alphas != null && alpha < alphas.length ? alphas[alpha++] : otherwise;
    }

    private float beta(float otherwise) {
        return betas != null && beta < betas.length ? betas[beta++] : otherwise;
    }
}
