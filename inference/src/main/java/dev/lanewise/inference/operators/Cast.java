package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;

/** Changes the type of elements. */
final class Cast {
    private Cast() {}

    static void plan(NodeContext context) {
        Value x = context.input(0);
        ElementType to = ElementType.ofOnnx(Math.toIntExact(context.attributes().integer("to")));
        if (to == ElementType.STRING || x.type() == ElementType.STRING) {
            throw new ModelException("text is not supported");
        }
        if (to == x.type()) {
            context.same(0, x);
        } else {
            step(context, x, context.output(0, to, x.channelsLast(), x.shape()));
        }
    }

    /** Adds a step that converts every element. */
    static void step(NodeContext context, Value x, Value y) {
        boolean integers = Elements.areIntegers(x.type());
        context.step(frame -> {
            Object from = frame.array(x);
            Object to = frame.array(y);
            int fromAt = frame.at(x);
            int toAt = frame.at(y);
            if (from instanceof int[] ints && to instanceof float[] floats && x.type() == ElementType.INT32) {
                for (int i = 0; i < x.elements(); i++) {
                    floats[toAt + i] = ints[fromAt + i];
                }
            } else if (integers) {
                for (int i = 0; i < x.elements(); i++) {
                    Elements.put(to, y.type(), toAt + i, Elements.integer(from, x.type(), fromAt + i));
                }
            } else {
                for (int i = 0; i < x.elements(); i++) {
                    Elements.put(to, y.type(), toAt + i, Elements.number(from, x.type(), fromAt + i));
                }
            }
        });
    }
}
