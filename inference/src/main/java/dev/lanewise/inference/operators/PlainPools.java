package dev.lanewise.inference.operators;

import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Pooling of what the engine does not pool: more than two dimensions, other types, places of the largest, norms. */
final class PlainPools {
    private PlainPools() {}

    /** Whether the engine pools this. */
    static boolean isFor(NodeContext context) {
        return context.shape(0).length > 4 || context.type(0) != ElementType.FLOAT || context.outputs() > 1;
    }

    private static WindowGrid grid(NodeContext context) {
        int[] space = Convolution.tail(context.shape(0));
        Attributes attributes = context.attributes();
        return new WindowGrid(attributes, Window.numbers(attributes, "kernel_shape", space.length, 1), space);
    }

    private static int[] shape(Value x, WindowGrid grid) {
        int[] shape = x.shape();
        System.arraycopy(grid.out(), 0, shape, 2, shape.length - 2);
        return shape;
    }

    /** Largest elements, and where they are in the whole tensor. */
    static void max(NodeContext context) {
        WindowGrid grid = grid(context);
        Value x = context.plain(0);
        int[] shape = shape(x, grid);
        int[] space = Convolution.tail(x.shape());
        int plane = Shapes.elements(space);
        boolean columns = context.attributes().flag("storage_order", false);
        Value y = context.output(0, x.type(), shape);
        Value where = context.outputs() > 1
                ? context.output(1, ElementType.INT64, shape)
                : context.temporary(ElementType.INT64, false, shape);
        context.step(frame -> {
            Object from = frame.array(x);
            for (int i = 0; i < y.elements(); i++) {
                int first = i / grid.places() * plane;
                int best = -1;
                for (int tap = 0; tap < grid.taps(); tap++) {
                    int at = grid.index(tap, i % grid.places());
                    if (at >= 0
                            && (best < 0
                                    || Elements.compare(
                                                    from,
                                                    x.type(),
                                                    frame.at(x) + first + at,
                                                    frame.at(x) + first + best)
                                            > 0)) {
                        best = at;
                    }
                }
                Elements.move(from, frame.at(x) + first + best, frame.array(y), frame.at(y) + i);
                frame.longs(where)[frame.at(where) + i] = (long) first + (columns ? columnMajor(best, space) : best);
            }
        });
    }

    /** The index of an element if the first dimension were the innermost. */
    private static int columnMajor(int index, int[] space) {
        int left = index;
        int[] position = new int[space.length];
        for (int d = space.length - 1; d >= 0; d--) {
            position[d] = left % space[d];
            left /= space[d];
        }
        int reversed = 0;
        for (int d = space.length - 1; d >= 0; d--) {
            reversed = reversed * space[d] + position[d];
        }
        return reversed;
    }

    static void average(NodeContext context) {
        boolean all = context.attributes().flag("count_include_pad", false);
        sums(context, (sum, inside, padding) -> sum / (all ? inside + padding : inside), 1);
    }

    /** The p-th root of the sum of the p-th powers. */
    static void norm(NodeContext context) {
        double p = context.attributes().integer("p", 2);
        sums(context, (sum, inside, padding) -> Math.pow(sum, 1 / p), p);
    }

    static void globalNorm(NodeContext context) {
        double p = context.attributes().integer("p", 2);
        Value x = context.plain(0);
        Unary.requireFloats(x);
        int[] shape = x.shape();
        Arrays.fill(shape, 2, shape.length, 1);
        int plane = Shapes.product(x.shape(), 2, shape.length);
        Value y = context.output(0, x.type(), shape);
        context.step(frame -> {
            for (int i = 0; i < y.elements(); i++) {
                double sum = 0;
                for (int k = 0; k < plane; k++) {
                    sum += Math.pow(Math.abs(frame.floats(x)[frame.at(x) + i * plane + k]), p);
                }
                frame.floats(y)[frame.at(y) + i] = (float) Math.pow(sum, 1 / p);
            }
        });
    }

    /** Makes a result of a sum, and of how many elements were inside the image and in its padding. */
    @FunctionalInterface
    private interface Finish {
        double apply(double sum, int inside, int padding);
    }

    /** Sums of powers of absolute values; of the elements themselves for the power 1 of an average. */
    private static void sums(NodeContext context, Finish finish, double power) {
        boolean absolute = context.node().is("LpPool");
        WindowGrid grid = grid(context);
        Value x = context.plain(0);
        int plane = Shapes.product(x.shape(), 2, x.rank());
        Value y = context.output(0, x.type(), shape(x, grid));
        context.step(frame -> {
            for (int i = 0; i < y.elements(); i++) {
                int first = frame.at(x) + i / grid.places() * plane;
                double sum = 0;
                int inside = 0;
                int padding = 0;
                for (int tap = 0; tap < grid.taps(); tap++) {
                    int at = grid.index(tap, i % grid.places());
                    if (at >= 0) {
                        double element = Elements.number(frame.array(x), x.type(), first + at);
                        sum += absolute ? Math.pow(Math.abs(element), power) : element;
                        inside++;
                    } else if (at == -1) {
                        padding++;
                    }
                }
                Elements.put(frame.array(y), y.type(), frame.at(y) + i, finish.apply(sum, inside, padding));
            }
        });
    }

    /** Puts elements back to where pooling found them; zeros elsewhere, and where the output asked for is larger. */
    static void unpool(NodeContext context) {
        Value x = context.plain(0);
        Value where = context.plain(1);
        int[] pooled = unpooled(context.attributes(), x.shape());
        int[] shape = context.has(2) ? Shapes.ints(context.integers(2)) : pooled;
        for (int d = 0; d < pooled.length; d++) {
            if (shape.length != pooled.length || shape[d] < pooled[d]) {
                throw new ModelException(
                        "the output is " + Arrays.toString(shape) + "; it must be at least " + Arrays.toString(pooled));
            }
        }
        int[] strides = Shapes.strides(shape);
        Value y = context.output(0, x.type(), shape);
        context.step(frame -> {
            Elements.clear(frame.array(y), y.type(), frame.at(y), frame.at(y) + y.elements());
            for (int i = 0; i < x.elements(); i++) {
                int left =
                        Elements.index(frame.array(where), where.type(), frame.at(where) + i, Shapes.elements(pooled));
                int at = frame.at(y);
                for (int d = pooled.length - 1; d >= 0; d--) {
                    at += left % pooled[d] * strides[d];
                    left /= pooled[d];
                }
                Elements.move(frame.array(x), frame.at(x) + i, frame.array(y), at);
            }
        });
    }

    private static int[] unpooled(Attributes attributes, int[] pooled) {
        int dimensions = pooled.length - 2;
        int[] kernel = Window.numbers(attributes, "kernel_shape", dimensions, 1);
        int[] strides = Window.numbers(attributes, "strides", dimensions, 1);
        int[] pads = Window.numbers(attributes, "pads", 2 * dimensions, 0);
        int[] shape = pooled.clone();
        for (int d = 0; d < dimensions; d++) {
            shape[2 + d] = (pooled[2 + d] - 1) * strides[d] - pads[d] - pads[dimensions + d] + kernel[d];
        }
        return shape;
    }
}
