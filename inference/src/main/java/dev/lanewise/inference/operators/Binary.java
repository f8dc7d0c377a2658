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

    private final BinaryOperation operation;
    private final IntegerOperation integers;

    Binary(BinaryOperation operation, IntegerOperation integers) {
        this.operation = operation;
        this.integers = integers;
    }

    @Override
    public void plan(NodeContext context) {
        if (context.type(0) != context.type(1)) {
            throw new ModelException("operands have different types");
        }
        if (context.type(0) == ElementType.FLOAT) {
            floats(context, operation, integers.isComparison());
        } else if (Elements.areIntegers(context.type(0))) {
            integers(context);
        } else {
            throw new ModelException("elements of type " + context.type(0) + " are not supported");
        }
    }

    private static void floats(NodeContext context, BinaryOperation operation, boolean comparison) {
        combine(context, operation, context.input(0), context.input(1), comparison);
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

    /** A square is a product, and the power ½ a root: both are correctly rounded, and faster. */
    static void power(NodeContext context) {
        Constant exponent = context.constant(1);
        boolean floats = context.type(0) == ElementType.FLOAT;
        if (floats && exponent != null && exponent.elements() == 1) {
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
        } else if (floats && context.type(1) == ElementType.FLOAT) {
            floats(context, BinaryOperation.POWER, false);
        } else {
            throw new ModelException(
                    "elements of types " + context.type(0) + " and " + context.type(1) + " are not supported");
        }
    }

    private void integers(NodeContext context) {
        Value a = context.plain(0);
        Value b = context.plain(1);
        int[] shape = Shapes.broadcast(a.shape(), b.shape());
        Value y = context.output(0, integers.isComparison() ? ElementType.BOOL : a.type(), shape);
        int[] fromA = Broadcast.strides(a.shape(), shape);
        int[] fromB = Broadcast.strides(b.shape(), shape);
        context.step(frame -> {
            Object arrayA = frame.array(a);
            Object arrayB = frame.array(b);
            Object arrayY = frame.array(y);
            Broadcast.forEach(shape, fromA, fromB, (i, j, k) -> {
                long left = Elements.integer(arrayA, a.type(), frame.at(a) + i);
                long right = Elements.integer(arrayB, b.type(), frame.at(b) + j);
                Elements.put(arrayY, y.type(), frame.at(y) + k, integers.apply(left, right));
            });
        });
    }
}
