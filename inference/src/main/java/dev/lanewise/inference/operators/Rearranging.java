package dev.lanewise.inference.operators;

import dev.lanewise.engine.DataMovement;
import dev.lanewise.engine.DepthOrder;
import dev.lanewise.engine.PadMode;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Operators that move elements and compute nothing. */
final class Rearranging {
    private Rearranging() {}

    static void transpose(NodeContext context) {
        Value x = context.input(0);
        int rank = x.rank();
        long[] given = context.attributes().integers("perm");
        int[] axes = new int[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = given == null ? rank - 1 - i : Shapes.axis(given[i], rank);
        }
        int[] shape = new int[rank];
        int[] memoryAxes = new int[rank];
        for (int i = 0; i < rank; i++) {
            shape[i] = x.size(axes[i]);
            memoryAxes[i] = x.memoryAxis(axes[i]);
        }
        if (inOrder(x.memoryShape(), memoryAxes)) {
            context.view(0, x, shape);
        } else {
            Moves.transpose(context, x, context.output(0, x.type(), shape), memoryAxes);
        }
    }

    /** Whether the dimensions that are more than 1 stay in order, so that nothing moves. */
    private static boolean inOrder(int[] shape, int[] axes) {
        int last = -1;
        for (int axis : axes) {
            if (shape[axis] != 1) {
                if (axis < last) {
                    return false;
                }
                last = axis;
            }
        }
        return true;
    }

    static void concat(NodeContext context) {
        boolean last = false;
        for (int i = 0; i < context.inputs(); i++) {
            last |= context.has(i) && context.input(i).channelsLast();
        }
        int rank = context.shape(0).length;
        int axis = Shapes.axis(context.attributes().integer("axis"), rank);
        Value[] parts = new Value[context.inputs()];
        int[][] shapes = new int[parts.length][];
        int[] whole = context.shape(0);
        whole[axis] = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = last ? context.channelsLast(i) : context.plain(i);
            shapes[i] = parts[i].memoryShape();
            if (parts[i].rank() != rank) {
                throw new ModelException("inputs have different numbers of dimensions");
            }
            whole[axis] = Math.addExact(whole[axis], parts[i].size(axis));
        }
        Value y = context.output(0, parts[0].type(), last, whole);
        Rearrangement[] moves = context.engine().dataMovement().concat(y.memoryAxis(axis), shapes);
        for (int i = 0; i < parts.length; i++) {
            Moves.move(context, moves[i], parts[i], y);
        }
    }

    static void split(NodeContext context) {
        Value x = context.input(0);
        int axis = Shapes.axis(context.attributes().integer("axis", 0), x.rank());
        long[] given = context.integers("split", 1);
        int count = context.outputs();
        int[] sizes = new int[count];
        int each = (x.size(axis) + count - 1) / count;
        int left = x.size(axis);
        for (int i = 0; i < count; i++) {
            sizes[i] = given == null ? Math.min(each, left) : Math.toIntExact(given[i]);
            left -= sizes[i];
        }
        Rearrangement[] moves = context.engine().dataMovement().split(x.memoryShape(), x.memoryAxis(axis), sizes);
        for (int i = 0; i < count; i++) {
            int[] shape = x.shape();
            shape[axis] = sizes[i];
            Moves.move(context, moves[i], x, context.output(i, x.type(), x.channelsLast(), shape));
        }
    }

    static void slice(NodeContext context) {
        long[] starts = context.integers("starts", 1);
        long[] ends = context.integers("ends", 2);
        long[] axes = context.integers("axes", 3);
        long[] steps = context.has(4) ? context.integers(4) : null;
        Value x = context.input(0);
        int rank = x.rank();
        int[] from = new int[rank];
        int[] step = new int[rank];
        int[] sizes = x.shape();
        Arrays.fill(step, 1);
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : Shapes.axis(axes[i], rank);
            long by = steps == null ? 1 : Math.clamp(steps[i], -Integer.MAX_VALUE, Integer.MAX_VALUE);
            if (by == 0) {
                throw new ModelException("a step is 0");
            }
            int size = x.size(axis);
            long start = bound(starts[i], size, by > 0 ? 0 : -1, by > 0 ? size : size - 1L);
            long end = bound(ends[i], size, by > 0 ? 0 : -1, by > 0 ? size : size - 1L);
            long count = by > 0 ? (end - start + by - 1) / by : (start - end - by - 1) / -by;
            sizes[axis] = (int) Math.max(0, count);
            from[axis] = (int) start;
            step[axis] = count > 1 ? (int) by : 1;
        }
        Value y = context.output(0, x.type(), x.channelsLast(), sizes);
        Rearrangement move = context.engine()
                .dataMovement()
                .slice(x.memoryShape(), inMemory(x, from), inMemory(x, step), y.memoryShape());
        Moves.move(context, move, x, y);
    }

    private static long bound(long index, int size, long low, long high) {
        return Math.clamp(index < 0 ? index + size : index, low, high);
    }

    /** Numbers for each dimension in the order in which the dimensions lie. */
    private static int[] inMemory(Value x, int[] numbers) {
        return x.channelsLast() ? Channels.last(numbers) : numbers;
    }

    static void tile(NodeContext context) {
        int[] repeats = Shapes.ints(context.integers(1));
        Value x = context.input(0);
        int[] shape = x.shape();
        if (repeats.length != shape.length) {
            throw new ModelException(
                    "repeats has " + repeats.length + " numbers; the input has " + shape.length + " dimensions");
        }
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.multiplyExact(shape[i], repeats[i]);
        }
        Value y = context.output(0, x.type(), x.channelsLast(), shape);
        Moves.move(context, context.engine().dataMovement().tile(x.memoryShape(), inMemory(x, repeats)), x, y);
    }

    /** Repeats dimensions of one element until the shape is that which both are broadcast to. */
    static void expand(NodeContext context) {
        int[] target = Shapes.ints(context.integers(1));
        Value x = context.plain(0);
        int[] shape = Shapes.broadcast(x.shape(), target);
        int[] sizes = new int[shape.length];
        int[] repeats = new int[shape.length];
        Arrays.fill(sizes, 1);
        System.arraycopy(x.shape(), 0, sizes, shape.length - x.rank(), x.rank());
        for (int i = 0; i < shape.length; i++) {
            repeats[i] = sizes[i] == 1 ? shape[i] : 1;
        }
        if (Arrays.equals(sizes, shape)) {
            context.view(0, x, shape);
        } else {
            Value y = context.output(0, x.type(), shape);
            Moves.move(context, context.engine().dataMovement().tile(sizes, repeats), x, y);
        }
    }

    static void pad(NodeContext context) {
        long[] pads = context.integers("pads", 1);
        int rank = context.shape(0).length;
        long[] axes =
                context.has(3) ? context.integers(3) : LongStream.range(0, rank).toArray();
        if (pads == null || pads.length != 2 * axes.length) {
            throw new ModelException("pads is " + Arrays.toString(pads) + "; it must have two numbers for each of "
                    + axes.length + " dimensions");
        }
        Value x = context.input(0);
        int[] before = new int[rank];
        int[] after = new int[rank];
        int[] shape = x.shape();
        for (int i = 0; i < axes.length; i++) {
            int axis = Shapes.axis(axes[i], rank);
            before[axis] = Math.toIntExact(pads[i]);
            after[axis] = Math.toIntExact(pads[axes.length + i]);
            shape[axis] = Math.addExact(shape[axis], Math.addExact(before[axis], after[axis]));
        }
        DataMovement movement = context.engine().dataMovement();
        int[] first = inMemory(x, before);
        int[] last = inMemory(x, after);
        String mode = context.attributes().string("mode", "constant");
        Rearrangement move = mode.equals("constant")
                ? movement.padBits(x.memoryShape(), first, last, padding(context))
                : movement.pad(x.memoryShape(), first, last, mode(mode));
        Moves.move(context, move, x, context.output(0, x.type(), x.channelsLast(), shape));
    }

    private static PadMode mode(String mode) {
        return switch (mode) {
            case "reflect" -> PadMode.REFLECT;
            case "edge" -> PadMode.EDGE;
            case "wrap" -> PadMode.WRAP;
            default -> throw new ModelException("mode " + mode + " is not supported");
        };
    }

    /** The bits of the element that is put around. */
    private static long padding(NodeContext context) {
        Object given = context.has(2)
                ? context.tensor(2).array()
                : new float[] {context.attributes().number("value", 0)};
        return Array.getLength(given) == 0
                ? 0
                : switch (given) {
                    case float[] array -> Float.floatToRawIntBits(array[0]);
                    case double[] array -> Double.doubleToRawLongBits(array[0]);
                    case long[] array -> array[0];
                    case int[] array -> array[0];
                    case short[] array -> array[0];
                    case byte[] array -> array[0];
                    default -> throw new ModelException("text is not supported");
                };
    }

    static void depthToSpace(NodeContext context) {
        int block = Math.toIntExact(context.attributes().integer("blocksize"));
        boolean columnFirst = context.attributes().string("mode", "DCR").equals("CRD");
        Value x = context.plain(0);
        Rearrangement move = context.engine()
                .dataMovement()
                .depthToSpace(
                        x.size(0),
                        x.size(1),
                        x.size(2),
                        x.size(3),
                        block,
                        columnFirst ? DepthOrder.CRD : DepthOrder.DCR);
        Moves.move(context, move, x, context.output(0, x.type(), move.targetShape()));
    }

    static void spaceToDepth(NodeContext context) {
        int block = Math.toIntExact(context.attributes().integer("blocksize"));
        Value x = context.plain(0);
        Rearrangement move = context.engine()
                .dataMovement()
                .spaceToDepth(x.size(0), x.size(1), x.size(2), x.size(3), block, DepthOrder.DCR);
        Moves.move(context, move, x, context.output(0, x.type(), move.targetShape()));
    }

    static void gather(NodeContext context) {
        Value x = context.plain(0);
        Value indices = context.plain(1);
        int axis = Shapes.axis(context.attributes().integer("axis", 0), x.rank());
        int[] shape = new int[x.rank() - 1 + indices.rank()];
        System.arraycopy(x.shape(), 0, shape, 0, axis);
        System.arraycopy(indices.shape(), 0, shape, axis, indices.rank());
        System.arraycopy(x.shape(), axis + 1, shape, axis + indices.rank(), x.rank() - axis - 1);
        Value y = context.output(0, x.type(), shape);
        context.moves(2L * y.elements() * y.type().storage().bytes());
        Value places = context.temporary(ElementType.INT32, false, indices.shape());
        int size = x.size(axis);
        context.step(frame -> {
            for (int i = 0; i < indices.elements(); i++) {
                long index = Elements.integer(frame.array(indices), indices.type(), frame.at(indices) + i);
                if (index < -size || index >= size) {
                    throw new ModelException(
                            "index " + index + " is outside the " + size + " elements of dimension " + axis);
                }
                frame.ints(places)[frame.at(places) + i] = (int) (index < 0 ? index + size : index);
            }
        });
        DataMovement movement = context.engine().dataMovement();
        Moves.gather(context, movement.gather(x.shape(), axis, indices.elements()), x, places, y);
    }
}
