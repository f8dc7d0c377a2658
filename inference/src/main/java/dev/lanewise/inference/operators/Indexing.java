package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Elements and slices taken from, and put to, places that a tensor of indices names. */
final class Indexing {
    private Indexing() {}

    static void gatherElements(NodeContext context) {
        Value x = context.plain(0);
        Value indices = context.plain(1);
        int axis = Shapes.axis(context.attributes().integer("axis", 0), x.rank());
        int size = x.size(axis);
        int[] strides = Shapes.strides(x.shape());
        int step = strides[axis];
        strides[axis] = 0;
        Value y = context.output(0, x.type(), indices.shape());
        context.step(frame -> Broadcast.forEach(indices.shape(), strides, strides, (from, _, i) -> {
            int index = Elements.index(frame.array(indices), indices.type(), frame.at(indices) + i, size);
            Elements.move(frame.array(x), frame.at(x) + from + index * step, frame.array(y), frame.at(y) + i);
        }));
    }

    static void scatterElements(NodeContext context) {
        Value x = context.plain(0);
        Value indices = context.plain(1);
        Value updates = context.plain(2);
        int axis = Shapes.axis(context.attributes().integer("axis", 0), x.rank());
        if (!Arrays.equals(indices.shape(), updates.shape())) {
            throw new ModelException("indices and updates have different shapes");
        }
        int size = x.size(axis);
        int[] strides = Shapes.strides(x.shape());
        int step = strides[axis];
        strides[axis] = 0;
        ElementOperation reduction = reduction(context);
        Value y = context.outputLike(0, x, x.type());
        Moves.copy(context, x, y);
        context.step(frame -> Broadcast.forEach(indices.shape(), strides, strides, (to, _, i) -> {
            int index = Elements.index(frame.array(indices), indices.type(), frame.at(indices) + i, size);
            int at = frame.at(y) + to + index * step;
            update(reduction, frame, updates, frame.at(updates) + i, y, at);
        }));
    }

    /** How an element is combined with what is there; null if it replaces it. */
    private static ElementOperation reduction(NodeContext context) {
        String name = context.attributes().string("reduction", "none");
        return switch (name) {
            case "none" -> null;
            case "add" -> ElementOperation.ADD;
            case "mul" -> ElementOperation.MULTIPLY;
            case "max" -> ElementOperation.MAX;
            case "min" -> ElementOperation.MIN;
            default -> throw new ModelException("reduction " + name + " is not supported");
        };
    }

    private static void update(ElementOperation reduction, Frame frame, Value updates, int from, Value y, int to) {
        Object source = frame.array(updates);
        Object target = frame.array(y);
        if (reduction == null) {
            Elements.move(source, from, target, to);
        } else if (Elements.areIntegers(y.type())) {
            long old = Elements.integer(target, y.type(), to);
            Elements.put(target, y.type(), to, reduction.apply(old, Elements.integer(source, y.type(), from)));
        } else {
            double old = Elements.number(target, y.type(), to);
            Elements.put(target, y.type(), to, reduction.apply(old, Elements.number(source, y.type(), from)));
        }
    }

    static void gatherSlices(NodeContext context) {
        Value x = context.plain(0);
        Value indices = context.plain(1);
        int batchDimensions = Math.toIntExact(context.attributes().integer("batch_dims", 0));
        Slices slices = new Slices(x, indices, batchDimensions);
        int[] outer = Arrays.copyOf(indices.shape(), indices.rank() - 1);
        int[] inner = Arrays.copyOfRange(x.shape(), batchDimensions + slices.sizes.length, x.rank());
        int[] shape = Arrays.copyOf(outer, outer.length + inner.length);
        System.arraycopy(inner, 0, shape, outer.length, inner.length);
        Value y = context.output(0, x.type(), shape);
        context.step(frame -> {
            for (int i = 0; i < slices.count; i++) {
                int from = frame.at(x) + slices.start(frame, indices, i);
                int to = frame.at(y) + i * slices.size;
                System.arraycopy(frame.array(x), from, frame.array(y), to, slices.size);
            }
        });
    }

    static void scatterSlices(NodeContext context) {
        Value x = context.plain(0);
        Value indices = context.plain(1);
        Value updates = context.plain(2);
        Slices slices = new Slices(x, indices, 0);
        if (updates.elements() != slices.count * slices.size) {
            throw new ModelException("updates are " + updates + "; there are " + slices.count + " slices of "
                    + slices.size + " elements");
        }
        ElementOperation reduction = reduction(context);
        Value y = context.outputLike(0, x, x.type());
        Moves.copy(context, x, y);
        context.step(frame -> {
            for (int i = 0; i < slices.count; i++) {
                int to = frame.at(y) + slices.start(frame, indices, i);
                int from = frame.at(updates) + i * slices.size;
                for (int k = 0; k < slices.size; k++) {
                    update(reduction, frame, updates, from + k, y, to + k);
                }
            }
        });
    }

    static void oneHot(NodeContext context) {
        Value indices = context.plain(0);
        int depth = (int)
                Elements.number(context.tensor(1).array(), context.tensor(1).type(), 0);
        Value values = context.plain(2);
        int[] from = indices.shape();
        int axis = Shapes.axis(context.attributes().integer("axis", -1), from.length + 1);
        int[] shape = new int[from.length + 1];
        System.arraycopy(from, 0, shape, 0, axis);
        shape[axis] = depth;
        System.arraycopy(from, axis, shape, axis + 1, from.length - axis);
        int inner = Shapes.product(from, axis, from.length);
        Value y = context.output(0, values.type(), shape);
        context.step(frame -> {
            for (int i = 0; i < y.elements(); i++) {
                int at = frame.at(indices) + i / inner / depth * inner + i % inner;
                long index = (long) Elements.number(frame.array(indices), indices.type(), at);
                boolean on = (index < 0 ? index + depth : index) == i / inner % depth;
                Elements.move(frame.array(values), frame.at(values) + (on ? 1 : 0), frame.array(y), frame.at(y) + i);
            }
        });
    }

    /** Slices of a tensor that rows of indices name, the same dimensions in front of both left alone. */
    private static final class Slices {
        /** Sizes of the indexed dimensions. */
        final int[] sizes;
        /** Elements from one index of each to the next. */
        final int[] strides;
        /** How many slices. */
        final int count;
        /** Elements of each. */
        final int size;
        /** Slices, and elements of the tensor, for each index of the dimensions in front. */
        final int perBatch;

        final int batchStride;

        Slices(Value x, Value indices, int batchDimensions) {
            int[] shape = x.shape();
            int[] rows = indices.shape();
            int depth = rows[rows.length - 1];
            int first = batchDimensions + depth;
            if (first > shape.length) {
                throw new ModelException(depth + " indices are too many for " + x);
            }
            sizes = Arrays.copyOfRange(shape, batchDimensions, first);
            strides = Arrays.copyOfRange(Shapes.strides(shape), batchDimensions, first);
            count = Shapes.product(rows, 0, rows.length - 1);
            size = Shapes.product(shape, first, shape.length);
            perBatch = Math.max(1, Shapes.product(rows, batchDimensions, rows.length - 1));
            batchStride = Shapes.product(shape, batchDimensions, shape.length);
        }

        /** First element of a slice. */
        int start(Frame frame, Value indices, int slice) {
            int start = slice / perBatch * batchStride;
            for (int d = 0; d < sizes.length; d++) {
                int at = frame.at(indices) + slice * sizes.length + d;
                start += Elements.index(frame.array(indices), indices.type(), at, sizes[d]) * strides[d];
            }
            return start;
        }
    }
}
