package dev.lanewise.inference.operators;

import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Shapes as tensors, and tensors in another shape: no element moves. */
final class Shaping {
    private Shaping() {}

    static void identity(NodeContext context) {
        context.same(0, context.input(0));
    }

    static void dropout(NodeContext context) {
        boolean drops = !context.has(1) || Elements.number(context.tensor(1).array(), context.type(1), 0) != 0;
        if (drops && context.has(2) && context.integers(2)[0] != 0) {
            throw new ModelException("training is not supported");
        }
        identity(context);
        if (context.outputs() > 1) {
            // the mask: nothing is dropped
            byte[] all = new byte[context.input(0).elements()];
            Arrays.fill(all, (byte) 1);
            context.result(1, Tensor.of(ElementType.BOOL, all, context.shape(0)));
        }
    }

    static void shape(NodeContext context) {
        int[] shape = context.shape(0);
        int start = bound(context.attributes().integer("start", 0), shape.length);
        int end = bound(context.attributes().integer("end", shape.length), shape.length);
        long[] part = Shapes.longs(Arrays.copyOfRange(shape, start, Math.max(start, end)));
        context.result(0, Tensor.of(part, part.length));
    }

    private static int bound(long index, int rank) {
        return Math.clamp(index < 0 ? index + rank : index, 0, rank);
    }

    static void size(NodeContext context) {
        context.result(0, Tensor.of(new long[] {Shapes.elements(context.shape(0))}));
    }

    static void reshape(NodeContext context) {
        long[] target = context.integers("shape", 1);
        Value x = context.plain(0);
        context.view(0, x, resolve(x.shape(), target, context.attributes().flag("allowzero", false)));
    }

    private static int[] resolve(int[] from, long[] target, boolean zeros) {
        long[] sizes = target.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 0 && !zeros) {
                if (i >= from.length) {
                    throw new ModelException("shape " + Arrays.toString(target) + " keeps a size that is not there");
                }
                sizes[i] = from[i];
            }
            if (sizes[i] == -1) {
                if (open >= 0) {
                    throw new ModelException("shape " + Arrays.toString(target) + " has more than one size open");
                }
                open = i;
            } else {
                known *= sizes[i];
            }
        }
        int elements = Shapes.elements(from);
        if (open >= 0) {
            sizes[open] = known == 0 ? 0 : elements / known;
        }
        int[] resolved = Shapes.ints(sizes);
        if (Shapes.elements(resolved) != elements) {
            throw new ModelException("shape " + Arrays.toString(target) + " does not fit " + elements + " elements");
        }
        return resolved;
    }

    static void flatten(NodeContext context) {
        Value x = context.plain(0);
        long given = context.attributes().integer("axis", 1);
        int axis = given == x.rank() ? x.rank() : Shapes.axis(given, x.rank());
        int[] shape = x.shape();
        context.view(0, x, Shapes.product(shape, 0, axis), Shapes.product(shape, axis, shape.length));
    }

    static void squeeze(NodeContext context) {
        Value x = context.plain(0);
        int[] shape = x.shape();
        long[] axes = context.integers("axes", 1);
        boolean[] dropped = new boolean[shape.length];
        for (int i = 0; i < shape.length && axes == null; i++) {
            dropped[i] = shape[i] == 1;
        }
        for (int i = 0; axes != null && i < axes.length; i++) {
            int axis = Shapes.axis(axes[i], shape.length);
            if (shape[axis] != 1) {
                throw new ModelException("dimension " + axis + " is " + shape[axis] + "; only ones can be left out");
            }
            dropped[axis] = true;
        }
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < shape.length; i++) {
            if (!dropped[i]) {
                kept.add(shape[i]);
            }
        }
        context.view(0, x, kept.stream().mapToInt(Integer::intValue).toArray());
    }

    static void unsqueeze(NodeContext context) {
        long[] axes = context.integers("axes", 1);
        Value x = context.plain(0);
        int[] shape = new int[x.rank() + axes.length];
        for (long axis : axes) {
            shape[Shapes.axis(axis, shape.length)] = 1;
        }
        int next = 0;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == 0) {
                shape[i] = x.size(next++);
            }
        }
        if (next < x.rank()) {
            throw new ModelException("axes " + Arrays.toString(axes) + " name a dimension twice");
        }
        context.view(0, x, shape);
    }

    static void constantOfShape(NodeContext context) {
        int[] shape = Shapes.ints(context.integers(0));
        Constant given = context.attributes().tensor("value");
        Tensor value = given == null ? Tensor.of(new float[1], 1) : given.tensor();
        Value y = context.output(0, value.type(), shape);
        context.step(frame -> Elements.fill(frame.array(y), frame.at(y), frame.at(y) + y.elements(), value.array()));
    }
}
