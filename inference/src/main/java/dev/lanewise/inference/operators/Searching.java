package dev.lanewise.inference.operators;

import dev.lanewise.engine.Reductions;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Where the largest and smallest elements are. */
final class Searching {
    /** From this version on Hardmax is along one dimension; before, along all from the axis on. */
    private static final int ONE_AXIS = 13;

    private Searching() {}

    static void argMax(NodeContext context) {
        arg(context, true);
    }

    static void argMin(NodeContext context) {
        arg(context, false);
    }

    private static void arg(NodeContext context, boolean max) {
        Value x = context.plain(0);
        int axis = Shapes.axis(context.attributes().integer("axis", 0), x.rank());
        boolean last = context.attributes().flag("select_last_index", false);
        int[] kept = x.shape();
        kept[axis] = 1;
        Value places = places(context, x, x.shape(), axis, max, last);
        int[] shape = context.attributes().flag("keepdims", true) ? kept : without(x.shape(), axis);
        Cast.step(context, places, context.output(0, ElementType.INT64, shape));
    }

    private static int[] without(int[] shape, int axis) {
        return IntStream.range(0, shape.length)
                .filter(i -> i != axis)
                .map(i -> shape[i])
                .toArray();
    }

    /** Adds a step that finds the index of the best element along an axis. */
    private static Value places(NodeContext context, Value x, int[] shape, int axis, boolean max, boolean last) {
        int size = shape[axis];
        if (size == 0) {
            throw new ModelException("dimension " + axis + " has no elements to choose from");
        }
        int inner = Shapes.product(shape, axis + 1, shape.length);
        Value places = context.temporary(ElementType.INT32, false, x.elements() / size);
        Reductions reductions = context.engine().reductions();
        if (x.type() == ElementType.FLOAT && max) {
            context.step(frame -> reductions.argMax(
                    shape, axis, last, frame.floats(x), frame.at(x), frame.ints(places), frame.at(places)));
        } else if (x.type() == ElementType.FLOAT) {
            context.step(frame -> reductions.argMin(
                    shape, axis, last, frame.floats(x), frame.at(x), frame.ints(places), frame.at(places)));
        } else {
            context.step(frame -> {
                Object from = frame.array(x);
                for (int i = 0; i < places.elements(); i++) {
                    int first = frame.at(x) + i / inner * inner * size + i % inner;
                    int best = 0;
                    for (int k = 1; k < size; k++) {
                        int order = Elements.compare(from, x.type(), first + k * inner, first + best * inner);
                        best = (max ? order > 0 : order < 0) || (last && order == 0) ? k : best;
                    }
                    frame.ints(places)[frame.at(places) + i] = best;
                }
            });
        }
        return places;
    }

    /** 1 at the largest element along an axis, 0 elsewhere. */
    static void hardmax(NodeContext context) {
        Value x = context.plain(0);
        boolean one = context.version() >= ONE_AXIS;
        int axis = Shapes.axis(context.attributes().integer("axis", one ? -1 : 1), x.rank());
        int[] sizes = x.shape();
        int[] shape =
                one ? sizes : new int[] {Shapes.product(sizes, 0, axis), Shapes.product(sizes, axis, sizes.length)};
        int along = one ? axis : 1;
        int size = shape[along];
        int inner = Shapes.product(shape, along + 1, shape.length);
        Value places = places(context, x, shape, along, true, false);
        Value y = context.output(0, x.type(), sizes);
        context.step(frame -> {
            Elements.clear(frame.array(y), y.type(), frame.at(y), frame.at(y) + y.elements());
            for (int i = 0; i < places.elements(); i++) {
                int place = i / inner * inner * size + i % inner + frame.ints(places)[frame.at(places) + i] * inner;
                Elements.put(frame.array(y), y.type(), frame.at(y) + place, 1.0);
            }
        });
    }

    static void topK(NodeContext context) {
        int k = Math.toIntExact(
                context.has(1) ? context.integers(1)[0] : context.attributes().integer("k"));
        boolean largest = context.attributes().flag("largest", true);
        Value x = context.plain(0);
        int axis = Shapes.axis(context.attributes().integer("axis", -1), x.rank());
        int[] from = x.shape();
        int[] shape = x.shape();
        shape[axis] = k;
        if (k < 0 || k > from[axis]) {
            throw new ModelException("k is " + k + "; dimension " + axis + " has " + from[axis] + " elements");
        }
        Value values = context.output(0, x.type(), shape);
        Value places = context.temporary(ElementType.INT32, false, shape);
        if (x.type() == ElementType.FLOAT) {
            Reductions reductions = context.engine().reductions();
            context.step(frame -> reductions.topK(
                    from,
                    axis,
                    k,
                    largest,
                    frame.floats(x),
                    frame.at(x),
                    frame.floats(values),
                    frame.at(values),
                    frame.ints(places),
                    frame.at(places)));
        } else {
            plainTopK(context, x, axis, k, largest, values, places);
        }
        Cast.step(context, places, context.output(1, ElementType.INT64, shape));
    }

    private static void plainTopK(
            NodeContext context, Value x, int axis, int k, boolean largest, Value values, Value places) {
        int[] shape = x.shape();
        int size = shape[axis];
        int inner = Shapes.product(shape, axis + 1, shape.length);
        int outer = Shapes.product(shape, 0, axis);
        context.step(frame -> {
            Object from = frame.array(x);
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < inner; i++) {
                    int first = frame.at(x) + o * size * inner + i;
                    Comparator<Integer> order =
                            (a, b) -> Elements.compare(from, x.type(), first + a * inner, first + b * inner);
                    // sorting is stable: of equal elements the first comes first
                    int[] best = IntStream.range(0, size)
                            .boxed()
                            .sorted(largest ? order.reversed() : order)
                            .limit(k)
                            .mapToInt(Integer::intValue)
                            .toArray();
                    for (int j = 0; j < k; j++) {
                        int to = (o * k + j) * inner + i;
                        Elements.move(from, first + best[j] * inner, frame.array(values), frame.at(values) + to);
                        frame.ints(places)[frame.at(places) + to] = best[j];
                    }
                }
            }
        });
    }

    /** Indices of elements that are not 0, a column for each. */
    static void nonZero(NodeContext context) {
        Tensor x = context.tensor(0);
        int[] strides = Shapes.strides(x.sizes());
        int[] found = IntStream.range(0, x.elements())
                .filter(i -> Elements.number(x.array(), x.type(), i) != 0)
                .toArray();
        int rank = x.sizes().length;
        long[] indices = new long[rank * found.length];
        for (int d = 0; d < rank; d++) {
            for (int i = 0; i < found.length; i++) {
                indices[d * found.length + i] = found[i] / strides[d] % x.sizes()[d];
            }
        }
        context.result(0, Tensor.of(indices, rank, found.length));
    }

    /** Slices along an axis, or elements, that differ; where each is first, which each became, and how often each is there. */
    static void unique(NodeContext context) {
        Tensor x = context.tensor(0);
        boolean flat = !context.attributes().has("axis");
        int[] sizes = flat ? new int[] {x.elements()} : x.sizes();
        int axis = flat ? 0 : Shapes.axis(context.attributes().integer("axis", 0), sizes.length);
        int size = sizes[axis];
        int inner = Shapes.product(sizes, axis + 1, sizes.length);
        int outer = Shapes.product(sizes, 0, axis);
        Comparator<Integer> order = (a, b) -> {
            int sign = 0;
            for (int o = 0; o < outer && sign == 0; o++) {
                for (int i = 0; i < inner && sign == 0; i++) {
                    int at = o * size * inner + i;
                    sign = Elements.compare(x.array(), x.type(), at + a * inner, at + b * inner);
                }
            }
            return sign;
        };
        int[] sorted = IntStream.range(0, size)
                .boxed()
                .sorted(order)
                .mapToInt(Integer::intValue)
                .toArray();
        int[] group = new int[size];
        int groups = 0;
        for (int i = 0; i < size; i++) {
            groups += i == 0 || order.compare(sorted[i - 1], sorted[i]) != 0 ? 1 : 0;
            group[sorted[i]] = groups - 1;
        }
        // numbers of the groups in the order asked for: as sorted, or as they turn up
        int[] number = new int[groups];
        Arrays.fill(number, -1);
        boolean asSorted = context.attributes().flag("sorted", true);
        int[] first = new int[groups];
        long[] inverse = new long[size];
        long[] counts = new long[groups];
        int met = 0;
        for (int i = 0; i < size; i++) {
            if (number[group[i]] < 0) {
                number[group[i]] = asSorted ? group[i] : met;
                first[number[group[i]]] = i;
                met++;
            }
            inverse[i] = number[group[i]];
            counts[number[group[i]]]++;
        }
        int[] shape = sizes.clone();
        shape[axis] = first.length;
        Tensor y = Tensor.zeros(x.type(), shape);
        for (int i = 0; i < y.elements(); i++) {
            int place = i / inner % first.length;
            int from = (i / inner / first.length * size + first[place]) * inner + i % inner;
            Elements.move(x.array(), from, y.array(), i);
        }
        context.result(0, y);
        context.result(1, Tensor.of(Arrays.stream(first).asLongStream().toArray(), first.length));
        context.result(2, Tensor.of(inverse, size));
        context.result(3, Tensor.of(counts, first.length));
    }
}
