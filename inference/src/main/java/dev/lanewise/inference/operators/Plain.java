package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** Steps that go from element to element, for types and functions that the engine has no vectors for. */
final class Plain {
    private Plain() {}

    /** Adds a step that applies a function of numbers; both values lie in the same order. */
    static void numbers(NodeContext context, DoubleUnaryOperator function, Value x, Value y) {
        context.step(frame -> {
            Object from = frame.array(x);
            Object to = frame.array(y);
            int fromAt = frame.at(x);
            int toAt = frame.at(y);
            for (int i = 0; i < x.elements(); i++) {
                Elements.put(
                        to, y.type(), toAt + i, function.applyAsDouble(Elements.number(from, x.type(), fromAt + i)));
            }
        });
    }

    /** Adds a step that applies a function of integers; both values lie in the same order. */
    static void integers(NodeContext context, LongUnaryOperator function, Value x, Value y) {
        context.step(frame -> {
            Object from = frame.array(x);
            Object to = frame.array(y);
            int fromAt = frame.at(x);
            int toAt = frame.at(y);
            for (int i = 0; i < x.elements(); i++) {
                Elements.put(
                        to, y.type(), toAt + i, function.applyAsLong(Elements.integer(from, x.type(), fromAt + i)));
            }
        });
    }

    /** Adds a step that combines values with channels second, broadcast to the result's shape, as integers where they are. */
    static void combine(NodeContext context, ElementOperation operation, Value a, Value b, Value y) {
        if (a.type() == ElementType.UINT64) {
            integers(context, operation::applyUnsigned, a, b, y);
        } else if (Elements.areIntegers(a.type()) && Elements.areIntegers(b.type())) {
            integers(context, operation::apply, a, b, y);
        } else if (a.type() == ElementType.STRING || b.type() == ElementType.STRING) {
            throw new ModelException("elements of type string are not supported");
        } else {
            numbers(context, operation::apply, a, b, y);
        }
    }

    /** Adds a step that applies a function of two numbers. */
    static void numbers(NodeContext context, DoubleBinaryOperator function, Value a, Value b, Value y) {
        int[] shape = y.shape();
        int[] fromA = Broadcast.strides(a.shape(), shape);
        int[] fromB = Broadcast.strides(b.shape(), shape);
        context.step(frame -> {
            Object arrayA = frame.array(a);
            Object arrayB = frame.array(b);
            Object arrayY = frame.array(y);
            int atA = frame.at(a);
            int atB = frame.at(b);
            int atY = frame.at(y);
            Broadcast.forEach(shape, fromA, fromB, (i, j, k) -> {
                double left = Elements.number(arrayA, a.type(), atA + i);
                double right = Elements.number(arrayB, b.type(), atB + j);
                Elements.put(arrayY, y.type(), atY + k, function.applyAsDouble(left, right));
            });
        });
    }

    private static void integers(NodeContext context, LongBinaryOperator function, Value a, Value b, Value y) {
        int[] shape = y.shape();
        int[] fromA = Broadcast.strides(a.shape(), shape);
        int[] fromB = Broadcast.strides(b.shape(), shape);
        context.step(frame -> {
            Object arrayA = frame.array(a);
            Object arrayB = frame.array(b);
            Object arrayY = frame.array(y);
            int atA = frame.at(a);
            int atB = frame.at(b);
            int atY = frame.at(y);
            Broadcast.forEach(shape, fromA, fromB, (i, j, k) -> {
                long left = Elements.integer(arrayA, a.type(), atA + i);
                long right = Elements.integer(arrayB, b.type(), atB + j);
                Elements.put(arrayY, y.type(), atY + k, function.applyAsLong(left, right));
            });
        });
    }
}
