package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Locale;

/** Changes the type of elements. */
final class Cast {
    private Cast() {}

    static void plan(NodeContext context) {
        to(context, ElementType.ofOnnx(Math.toIntExact(context.attributes().integer("to"))));
    }

    static void like(NodeContext context) {
        to(context, context.type(1));
    }

    private static void to(NodeContext context, ElementType type) {
        Value x = context.input(0);
        if (type == x.type()) {
            context.same(0, x);
        } else if (type == ElementType.STRING) {
            format(context, x, context.output(0, type, x.channelsLast(), x.shape()));
        } else if (x.type() == ElementType.STRING) {
            parse(context, x, context.output(0, type, x.channelsLast(), x.shape()));
        } else {
            step(context, x, context.output(0, type, x.channelsLast(), x.shape()));
        }
    }

    private static void format(NodeContext context, Value x, Value y) {
        boolean integers = Elements.areIntegers(x.type());
        context.step(frame -> {
            String[] texts = (String[]) frame.array(y);
            for (int i = 0; i < x.elements(); i++) {
                int from = frame.at(x) + i;
                texts[frame.at(y) + i] = integers
                        ? Long.toString(Elements.integer(frame.array(x), x.type(), from))
                        : text(Elements.number(frame.array(x), x.type(), from), x.type());
            }
        });
    }

    /** The shortest text that is read as the number again. */
    private static String text(double number, ElementType type) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "INF" : "-INF";
        }
        return type == ElementType.DOUBLE ? Double.toString(number) : Float.toString((float) number);
    }

    private static void parse(NodeContext context, Value x, Value y) {
        boolean integers = Elements.areIntegers(y.type());
        context.step(frame -> {
            String[] texts = (String[]) frame.array(x);
            for (int i = 0; i < x.elements(); i++) {
                String text = texts[frame.at(x) + i];
                try {
                    if (integers) {
                        Elements.put(frame.array(y), y.type(), frame.at(y) + i, Long.parseLong(text));
                    } else {
                        Elements.put(frame.array(y), y.type(), frame.at(y) + i, number(text));
                    }
                } catch (NumberFormatException e) {
                    throw new ModelException("Cast: '" + text + "' is no " + y.type(), e);
                }
            }
        });
    }

    private static double number(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "INF", "+INF", "INFINITY", "+INFINITY" -> Double.POSITIVE_INFINITY;
            case "-INF", "-INFINITY" -> Double.NEGATIVE_INFINITY;
            case "NAN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
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
