package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Pointwise;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Functions of two elements, with broadcasting. */
final class Binary implements Operator {
    private static final int[] ONE = {};
    /** Up to this version operands were broadcast only where an attribute asked for it. */
    private static final int BROADCAST_BY_ATTRIBUTE = 6;

    private final BinaryOperation vectors;
    private final ElementOperation elements;

    /** With vectors for floats. */
    Binary(BinaryOperation vectors, ElementOperation elements) {
        this.vectors = vectors;
        this.elements = elements;
    }

    /** Element by element. */
    Binary(ElementOperation elements) {
        this(null, elements);
    }

    @Override
    public void plan(NodeContext context) {
        if (context.type(0) != context.type(1)) {
            throw new ModelException("operands have different types");
        }
        Value left = context.input(0);
        Value right = right(context);
        if (vectors != null && left.type() == ElementType.FLOAT) {
            combine(context, vectors, left, right, elements.isComparison());
        } else {
            plain(context, elements, left, right);
        }
    }

    /** The right operand, with ones after its sizes where they belong to dimensions further in front. */
    private static Value right(NodeContext context) {
        Value value = context.input(1);
        if (context.version() > BROADCAST_BY_ATTRIBUTE || !context.attributes().has("axis")) {
            return value;
        }
        int rank = context.shape(0).length;
        int axis = Shapes.axis(context.attributes().integer("axis"), rank);
        int[] shape = new int[rank - axis];
        Arrays.fill(shape, 1);
        System.arraycopy(value.shape(), 0, shape, 0, value.rank());
        return context.plain(value).view(shape, false);
    }

    private static void plain(NodeContext context, ElementOperation operation, Value left, Value right) {
        Value a = context.plain(left);
        Value b = context.plain(right);
        ElementType type = operation.isComparison() ? ElementType.BOOL : a.type();
        Plain.combine(context, operation, a, b, context.output(0, type, Shapes.broadcast(a.shape(), b.shape())));
    }

    static void modulo(NodeContext context) {
        boolean c = context.attributes().flag("fmod", false);
        new Binary(c ? ElementOperation.REMAINDER : ElementOperation.MODULO).plan(context);
    }

    static void shift(NodeContext context) {
        boolean left = context.attributes().string("direction", "").equals("LEFT");
        new Binary(left ? ElementOperation.SHIFT_LEFT : ElementOperation.SHIFT_RIGHT).plan(context);
    }

    /** Negative elements times a slope: {@code max(x, 0) + slope·min(x, 0)}. */
    static void prelu(NodeContext context) {
        Value x = context.input(0);
        Value given = context.input(1);
        if (context.version() <= BROADCAST_BY_ATTRIBUTE && given.rank() == 1 && x.rank() > 1) {
            // a slope for each channel
            int[] shape = new int[x.rank() - 1];
            Arrays.fill(shape, 1);
            shape[0] = given.size(0);
            given = given.view(shape, false);
        }
        if (x.type() != ElementType.FLOAT) {
            Value a = context.plain(x);
            Value y = context.output(0, x.type(), x.shape());
            Plain.numbers(context, (value, slope) -> value < 0 ? value * slope : value, a, context.plain(given), y);
            return;
        }
        boolean last = x.channelsLast();
        Value slope = operand(context, given, x.rank(), last);
        Value negative = context.temporary(x.type(), last, x.shape());
        Unary.apply(context, Activation.clip(Float.NEGATIVE_INFINITY, 0), x, negative);
        apply(context, BinaryOperation.MULTIPLY, negative, slope, negative);
        Value y = context.outputLike(0, x, x.type());
        Unary.apply(context, Activation.RELU, x, y);
        apply(context, BinaryOperation.ADD, y, negative, y);
    }

    /** Declares the output that two values of floats make, and adds the step. */
    static Value combine(NodeContext context, BinaryOperation operation, Value left, Value right, boolean comparison) {
        int[] shape = Shapes.broadcast(left.shape(), right.shape());
        boolean last = last(left, shape.length) || last(right, shape.length);
        Value a = operand(context, left, shape.length, last);
        Value b = operand(context, right, shape.length, last);
        if (comparison) {
            Value numbers = context.temporary(ElementType.FLOAT, last, shape);
            apply(context, operation, a, b, numbers);
            Value y = context.output(0, ElementType.BOOL, last, shape);
            Cast.step(context, numbers, y);
            return y;
        }
        Value y = context.output(0, ElementType.FLOAT, last, shape);
        context.mayOverwrite(y, a);
        context.mayOverwrite(y, b);
        apply(context, operation, a, b, y);
        return y;
    }

    private static boolean last(Value value, int rank) {
        return value.channelsLast() && value.rank() == rank;
    }

    /** An operand in the order of the result; ones are put before its sizes where that needs it. */
    private static Value operand(NodeContext context, Value value, int rank, boolean last) {
        if (!last) {
            return context.plain(value);
        }
        if (value.elements() == 1) {
            return value.view(new int[0], false);
        }
        if (value.rank() == rank) {
            return context.channelsLast(value);
        }
        int[] shape = new int[rank];
        Arrays.fill(shape, 1);
        System.arraycopy(value.shape(), 0, shape, rank - value.rank(), value.rank());
        return context.channelsLast(context.plain(value).view(shape, false));
    }

    /** Adds a step; the operands' elements lie in the order of the result. */
    static void apply(NodeContext context, BinaryOperation operation, Value a, Value b, Value y) {
        int[] shapeA = a.memoryShape();
        int[] shapeB = b.memoryShape();
        Pointwise pointwise = context.engine().pointwise();
        context.step(frame -> pointwise.binary(
                operation,
                shapeA,
                frame.floats(a),
                frame.at(a),
                shapeB,
                frame.floats(b),
                frame.at(b),
                frame.floats(y),
                frame.at(y)));
    }

    /** Adds a step that combines every element with one number. */
    static void withScalar(NodeContext context, BinaryOperation operation, Value x, float scalar, Value y) {
        int[] shape = {x.elements()};
        float[] numbers = {scalar};
        Pointwise pointwise = context.engine().pointwise();
        context.step(frame -> pointwise.binary(
                operation, shape, frame.floats(x), frame.at(x), ONE, numbers, 0, frame.floats(y), frame.at(y)));
    }

    /** Adds a step that combines one number with every element. */
    static void ofScalar(NodeContext context, BinaryOperation operation, float scalar, Value x, Value y) {
        int[] shape = {x.elements()};
        float[] numbers = {scalar};
        Pointwise pointwise = context.engine().pointwise();
        context.step(frame -> pointwise.binary(
                operation, ONE, numbers, 0, shape, frame.floats(x), frame.at(x), frame.floats(y), frame.at(y)));
    }

    /** A square is a product, and the power ½ a root: both are correctly rounded, and faster. */
    static void power(NodeContext context) {
        Constant exponent = context.constant(1);
        boolean floats = context.type(0) == ElementType.FLOAT;
        if (floats
                && exponent != null
                && exponent.elements() == 1
                && exponent.shape().length <= context.shape(0).length) {
            double value = Elements.number(exponent.tensor().array(), exponent.type(), 0);
            Value x = context.input(0);
            Value y = context.outputLike(0, x, x.type());
            if (value == 2) {
                apply(context, BinaryOperation.MULTIPLY, x, x, y);
            } else if (value == 0.5) {
                Unary.apply(context, Activation.SQRT, x, y);
            } else {
                withScalar(context, BinaryOperation.POWER, x, (float) value, y);
            }
        } else if (floats && Elements.areIntegers(context.type(1))) {
            Value exponents = context.plain(1);
            Value numbers = context.temporary(ElementType.FLOAT, false, exponents.shape());
            Cast.step(context, exponents, numbers);
            combine(context, BinaryOperation.POWER, context.input(0), numbers, false);
        } else if (floats && context.type(1) == ElementType.FLOAT) {
            combine(context, BinaryOperation.POWER, context.input(0), right(context), false);
        } else {
            plain(context, ElementOperation.POWER, context.input(0), right(context));
        }
    }
}
