package dev.lanewise.inference.graph;

import dev.lanewise.engine.Activation;
import java.util.Optional;

/** ONNX's activation functions as the engine's. */
public final class Activations {
    /** The attribute that holds the function which a node applies to its output, or the one that a pass has found a node to be. */
    public static final String ATTRIBUTE = "lanewise.activation";

    private Activations() {}

    /** The function that a node applies, if its attributes alone say which. */
    public static Optional<Activation> of(Node node) {
        Attributes attributes = node.attributes();
        return Optional.ofNullable(
                switch (node.operator()) {
                    case "Relu" -> Activation.RELU;
                    case "Sigmoid" -> Activation.SIGMOID;
                    case "Tanh" -> Activation.TANH;
                    case "HardSwish" ->
                        attributes.has(ATTRIBUTE)
                                ? attributes.value(ATTRIBUTE, Activation.class)
                                : Activation.HARD_SWISH;
                    case "Mish" -> Activation.MISH;
                    case "Softplus" -> Activation.SOFTPLUS;
                    case "Elu" -> Activation.elu(attributes.number("alpha", 1));
                    case "LeakyRelu" -> Activation.leakyRelu(attributes.number("alpha", 0.01f));
                    case "Softsign" -> Activation.SOFTSIGN;
                    case "Gelu" ->
                        attributes.string("approximate", "none").equals("tanh")
                                ? Activation.GELU_TANH
                                : Activation.GELU_ERF;
                    case "Swish" -> attributes.number("alpha", 1) == 1 ? Activation.SILU : null;
                    case "HardSigmoid" ->
                        attributes.number("beta", 0.5f) == 0.5f && isSixth(attributes.number("alpha", 0.2f))
                                ? Activation.HARD_SIGMOID
                                : null;
                    default -> null;
                });
    }

    private static boolean isSixth(float alpha) {
        return Math.abs(alpha - 1f / 6) < 1e-6f;
    }
}
