package dev.lanewise.inference.operators;

import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Functions of any number of operands, two at a time, with broadcasting. */
final class Variadic implements Operator {
    private final BinaryOperation vectors;
    private final ElementOperation elements;
    private final boolean mean;

    private Variadic(BinaryOperation vectors, ElementOperation elements, boolean mean) {
        this.vectors = vectors;
        this.elements = elements;
        this.mean = mean;
    }

    /** One of the operations. */
    static Variadic of(BinaryOperation vectors, ElementOperation elements) {
        return new Variadic(vectors, elements, false);
    }

    /** The sum, divided by the number of operands. */
    static Variadic mean() {
        return new Variadic(BinaryOperation.ADD, ElementOperation.ADD, true);
    }

    @Override
    public void plan(NodeContext context) {
        ElementType type = context.type(0);
        int[] shape = context.shape(0);
        boolean last = true;
        boolean anyLast = false;
        for (int i = 0; i < context.inputs(); i++) {
            if (context.type(i) != type) {
                throw new ModelException("operands have different types");
            }
            last &= Arrays.equals(context.shape(i), context.shape(0));
            anyLast |= context.input(i).channelsLast();
            shape = Shapes.broadcast(shape, context.shape(i));
        }
        last &= anyLast && type == ElementType.FLOAT;
        Value sum = last ? context.channelsLast(0) : context.plain(0);
        if (context.inputs() == 1) {
            context.same(0, sum);
            return;
        }
        Value y = context.output(0, type, last, shape);
        for (int i = 1; i < context.inputs(); i++) {
            Value next = last ? context.channelsLast(i) : context.plain(i);
            int[] partial = Shapes.broadcast(sum.shape(), next.shape());
            Value to = Arrays.equals(partial, shape) ? y : context.temporary(type, last, partial);
            if (type == ElementType.FLOAT) {
                Binary.apply(context, vectors, sum, next, to);
            } else {
                Plain.combine(context, elements, sum, next, to);
            }
            sum = to;
        }
        if (mean && type == ElementType.FLOAT) {
            Binary.withScalar(context, BinaryOperation.DIVIDE, y, context.inputs(), y);
        } else if (mean) {
            int count = context.inputs();
            Plain.numbers(context, value -> value / count, y, y);
        }
    }
}
