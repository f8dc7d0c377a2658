package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.inference.graph.Activations;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Storage;
import java.util.Optional;

/** Functions of single elements. */
final class Unary implements Operator {
    private final Activation function;

    Unary(Activation function) {
        this.function = function;
    }

    @Override
    public void plan(NodeContext context) {
        apply(context, function);
    }

    private static void apply(NodeContext context, Activation function) {
        Value x = context.input(0);
        requireFloats(x);
        Value y = context.outputLike(0, x, x.type());
        apply(context, function, x, y);
    }

    /** Adds a step that applies a function, element by element. */
    static void apply(NodeContext context, Activation function, Value x, Value y) {
        context.step(frame -> context.engine()
                .pointwise()
                .unary(function, x.elements(), frame.floats(x), frame.at(x), frame.floats(y), frame.at(y)));
    }

    static void requireFloats(Value x) {
        if (!x.is(Storage.FLOATS)) {
            throw new ModelException("elements of type " + x.type() + " are not supported");
        }
    }

    /** Functions with attributes. */
    static void parametrised(NodeContext context) {
        apply(context, Activations.of(context.node()).orElseThrow());
    }

    static void clip(NodeContext context) {
        requireFloats(context.input(0));
        float low = limit(context, "min", 1, Float.NEGATIVE_INFINITY);
        float high = limit(context, "max", 2, Float.POSITIVE_INFINITY);
        // the standard: if the limits cross, everything is the upper one
        apply(context, Activation.clip(Math.min(low, high), high));
    }

    private static float limit(NodeContext context, String name, int i, float otherwise) {
        if (context.attributes().has(name)) {
            return context.attributes().number(name, otherwise);
        }
        return context.has(i) ? context.tensor(i).floats()[0] : otherwise;
    }

    /** {@code max(0, min(1, αx + β))}, in three steps where α and β are not those of the engine's function. */
    static void hardSigmoid(NodeContext context) {
        Optional<Activation> function = Activations.of(context.node());
        if (function.isPresent()) {
            apply(context, function.get());
            return;
        }
        Node node = context.node();
        Value x = context.input(0);
        requireFloats(x);
        Value y = context.outputLike(0, x, x.type());
        Binary.withScalar(
                context, BinaryOperation.MULTIPLY, x, node.attributes().number("alpha", 0.2f), y);
        Binary.withScalar(context, BinaryOperation.ADD, y, node.attributes().number("beta", 0.5f), y);
        apply(context, Activation.clip(0, 1), y, y);
    }
}
