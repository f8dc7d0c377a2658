package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.inference.graph.Activations;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Storage;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Functions of single elements. */
final class Unary implements Operator {
    private final Activation vectors;
    private final DoubleUnaryOperator numbers;
    private final LongUnaryOperator integers;

    /** With vectors for floats, and functions for other numbers and for integers; any of them may be null. */
    Unary(Activation vectors, DoubleUnaryOperator numbers, LongUnaryOperator integers) {
        this.vectors = vectors;
        this.numbers = numbers;
        this.integers = integers;
    }

    /** With vectors for floats and a function for other numbers. */
    Unary(Activation vectors, DoubleUnaryOperator numbers) {
        this(vectors, numbers, null);
    }

    /** With vectors for floats, which alone are supported. */
    Unary(Activation vectors) {
        this(vectors, null, null);
    }

    /** Without vectors. */
    Unary(DoubleUnaryOperator numbers) {
        this(null, numbers, null);
    }

    @Override
    public void plan(NodeContext context) {
        Value x = context.input(0);
        boolean whole = Elements.areIntegers(x.type());
        Value y = context.outputLike(0, x, x.type());
        if (x.type() == ElementType.FLOAT && vectors != null) {
            apply(context, vectors, x, y);
        } else if (whole && integers != null) {
            Plain.integers(context, integers, x, y);
        } else if (!whole && numbers != null && x.type() != ElementType.STRING) {
            Plain.numbers(context, numbers, x, y);
        } else {
            throw new ModelException("elements of type " + x.type() + " are not supported");
        }
    }

    /** A function of a number that says yes or no. */
    static Operator test(DoublePredicate predicate) {
        return context -> {
            Value x = context.input(0);
            Value y = context.output(0, ElementType.BOOL, x.channelsLast(), x.shape());
            Plain.numbers(context, value -> predicate.test(value) ? 1 : 0, x, y);
        };
    }

    static void isInfinite(NodeContext context) {
        boolean negative = context.attributes().flag("detect_negative", true);
        boolean positive = context.attributes().flag("detect_positive", true);
        test(x -> Double.isInfinite(x) && (x > 0 ? positive : negative)).plan(context);
    }

    static void reciprocal(NodeContext context) {
        Value x = context.input(0);
        if (x.type() == ElementType.FLOAT) {
            Value y = context.outputLike(0, x, x.type());
            Binary.ofScalar(context, BinaryOperation.DIVIDE, 1, x, y);
        } else {
            new Unary(number -> 1 / number).plan(context);
        }
    }

    static void celu(NodeContext context) {
        double alpha = context.attributes().number("alpha", 1);
        new Unary(x -> Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha))).plan(context);
    }

    static void selu(NodeContext context) {
        double alpha = context.attributes().number("alpha", 1.6732632f);
        double gamma = context.attributes().number("gamma", 1.050701f);
        boolean usual =
                !context.attributes().has("alpha") && !context.attributes().has("gamma");
        new Unary(usual ? Activation.SELU : null, x -> gamma * (x > 0 ? x : alpha * Math.expm1(x))).plan(context);
    }

    /** Unlike the function of that name among those of recurrent layers it is 0 at the threshold itself. */
    static void thresholdedRelu(NodeContext context) {
        double alpha = context.attributes().number("alpha", 1);
        new Unary(x -> x > alpha ? x : 0).plan(context);
    }

    static void shrink(NodeContext context) {
        double threshold = context.attributes().number("lambd", 0.5f);
        double bias = context.attributes().number("bias", 0);
        DoubleUnaryOperator function = x -> x < -threshold ? x + bias : x > threshold ? x - bias : 0;
        new Unary(null, function, x -> (long) function.applyAsDouble((double) x)).plan(context);
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

    static void requireNumbers(Value x) {
        if (x.type() == ElementType.STRING || Elements.areIntegers(x.type())) {
            throw new ModelException("elements of type " + x.type() + " are not supported");
        }
    }

    /** Functions with attributes. */
    static void parametrised(NodeContext context) {
        apply(context, Activations.of(context.node()).orElseThrow());
    }

    static void clip(NodeContext context) {
        Value x = context.input(0);
        if (x.type() != ElementType.FLOAT) {
            plainClip(context, x);
            return;
        }
        float low = limit(context, "min", 1, Float.NEGATIVE_INFINITY);
        float high = limit(context, "max", 2, Float.POSITIVE_INFINITY);
        // the standard: if the limits cross, everything is the upper one
        apply(context, Activation.clip(Math.min(low, high), high));
    }

    private static void plainClip(NodeContext context, Value x) {
        Value y = context.outputLike(0, context.plain(x), x.type());
        Value clipped = context.plain(x);
        if (context.has(1)) {
            Plain.combine(context, ElementOperation.MAX, clipped, context.plain(1), y);
            clipped = y;
        }
        if (context.has(2)) {
            Plain.combine(context, ElementOperation.MIN, clipped, context.plain(2), y);
            clipped = y;
        }
        if (clipped != y) {
            context.same(0, clipped);
        }
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
