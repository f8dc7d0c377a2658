package dev.lanewise.inference.operators;

import dev.lanewise.engine.DataMovement;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.util.stream.IntStream;

/** Elements chosen by conditions, and by where they are. */
final class Selecting {
    private Selecting() {}

    /** One operand's elements where the condition holds, the other's elsewhere. */
    static void where(NodeContext context) {
        Value condition = context.plain(0);
        Value left = context.plain(1);
        Value right = context.plain(2);
        if (left.type() != right.type()) {
            throw new ModelException("operands have different types");
        }
        int[] shape = Shapes.broadcast(condition.shape(), Shapes.broadcast(left.shape(), right.shape()));
        Value y = context.output(0, left.type(), shape);
        move(context, condition, true, left, y);
        move(context, condition, false, right, y);
    }

    private static void move(NodeContext context, Value condition, boolean wanted, Value x, Value y) {
        int[] shape = y.shape();
        int[] conditions = Broadcast.strides(condition.shape(), shape);
        int[] strides = Broadcast.strides(x.shape(), shape);
        context.step(frame -> {
            byte[] holds = frame.bytes(condition);
            Object from = frame.array(x);
            Object to = frame.array(y);
            int at = frame.at(condition);
            int fromAt = frame.at(x);
            int toAt = frame.at(y);
            Broadcast.forEach(shape, conditions, strides, (c, i, k) -> {
                if (holds[at + c] != 0 == wanted) {
                    Elements.move(from, fromAt + i, to, toAt + k);
                }
            });
        });
    }

    /** Slices along an axis, or elements, for which a condition holds. */
    static void compress(NodeContext context) {
        byte[] holds = context.tensor(1).bytes();
        boolean flat = !context.attributes().has("axis");
        Value x = context.plain(0);
        int[] shape = flat ? new int[] {x.elements()} : x.shape();
        int axis = flat ? 0 : Shapes.axis(context.attributes().integer("axis"), shape.length);
        int[] chosen = IntStream.range(0, Math.min(holds.length, shape[axis]))
                .filter(i -> holds[i] != 0)
                .toArray();
        Value places = context.temporary(ElementType.INT32, false, chosen.length);
        context.step(frame -> System.arraycopy(chosen, 0, frame.ints(places), frame.at(places), chosen.length));
        DataMovement movement = context.engine().dataMovement();
        int[] out = shape.clone();
        out[axis] = chosen.length;
        Moves.gather(context, movement.gather(shape, axis, chosen.length), x, places, context.output(0, x.type(), out));
    }

    /** The upper or lower triangle of every matrix; zeros elsewhere. */
    static void triangle(NodeContext context) {
        boolean upper = context.attributes().flag("upper", true);
        long diagonal = context.has(1) ? context.integers(1)[0] : 0;
        Value x = context.plain(0);
        int rows = x.size(x.rank() - 2);
        int columns = x.size(x.rank() - 1);
        Value y = context.outputLike(0, x, x.type());
        Moves.copy(context, x, y);
        context.step(frame -> {
            for (int row = 0; columns > 0 && row < y.elements() / columns; row++) {
                int first = frame.at(y) + row * columns;
                // the first column of the upper triangle, or the first one behind the lower
                int border = Math.clamp(row % rows + diagonal + (upper ? 0 : 1), 0, columns);
                Elements.clear(
                        frame.array(y), y.type(), upper ? first : first + border, first + (upper ? border : columns));
            }
        });
    }

    /** The first so many elements of each sequence in reverse order. */
    static void reverseSequence(NodeContext context) {
        Value x = context.plain(0);
        Value lengths = context.plain(1);
        int batchAxis = Math.toIntExact(context.attributes().integer("batch_axis", 1));
        int[] shape = x.shape();
        boolean timeFirst = batchAxis == 1;
        int steps = shape[timeFirst ? 0 : 1];
        int batch = shape[timeFirst ? 1 : 0];
        int size = Shapes.product(shape, 2, shape.length);
        int step = timeFirst ? batch * size : size;
        int sequence = timeFirst ? size : steps * size;
        Value y = context.output(0, x.type(), shape);
        context.step(frame -> {
            for (int b = 0; b < batch; b++) {
                long length = Elements.integer(frame.array(lengths), lengths.type(), frame.at(lengths) + b);
                for (int t = 0; t < steps; t++) {
                    int source = t < length ? (int) length - 1 - t : t;
                    System.arraycopy(
                            frame.array(x),
                            frame.at(x) + b * sequence + source * step,
                            frame.array(y),
                            frame.at(y) + b * sequence + t * step,
                            size);
                }
            }
        });
    }

    /** Numbers from a start to before a limit. */
    static void range(NodeContext context) {
        Tensor start = context.tensor(0);
        Tensor limit = context.tensor(1);
        Tensor delta = context.tensor(2);
        ElementType type = start.type();
        double first = Elements.number(start.array(), type, 0);
        double last = Elements.number(limit.array(), type, 0);
        double by = Elements.number(delta.array(), type, 0);
        if (by == 0) {
            throw new ModelException("the step is 0");
        }
        int count = (int) Math.clamp(Math.ceil((last - first) / by), 0, Integer.MAX_VALUE);
        Tensor y = Tensor.zeros(type, count);
        for (int i = 0; i < count; i++) {
            Elements.put(y.array(), type, i, first + i * by);
        }
        context.result(0, y);
    }

    /** Ones on a diagonal. */
    static void eye(NodeContext context) {
        int[] shape = context.shape(0);
        long given = context.attributes().integer("dtype", context.type(0).onnx());
        ElementType type = ElementType.ofOnnx(Math.toIntExact(given));
        long diagonal = context.attributes().integer("k", 0);
        Tensor y = Tensor.zeros(type, shape);
        for (int row = 0; row < shape[0]; row++) {
            long column = row + diagonal;
            if (column >= 0 && column < shape[1]) {
                Elements.put(y.array(), type, Math.toIntExact((long) row * shape[1] + column), 1L);
            }
        }
        context.result(0, y);
    }

    /** Sums of the elements up to each. */
    static void cumulativeSum(NodeContext context) {
        Value x = context.plain(0);
        int axis = Shapes.axis(context.integers(1)[0], x.rank());
        boolean exclusive = context.attributes().flag("exclusive", false);
        boolean reverse = context.attributes().flag("reverse", false);
        int[] shape = x.shape();
        int size = shape[axis];
        int inner = Shapes.product(shape, axis + 1, shape.length);
        boolean integers = Elements.areIntegers(x.type());
        Value y = context.output(0, x.type(), shape);
        context.step(frame -> {
            Object from = frame.array(x);
            Object to = frame.array(y);
            for (int row = 0; size > 0 && row < x.elements() / size; row++) {
                int first = row / inner * size * inner + row % inner;
                double sum = 0;
                long whole = 0;
                for (int k = 0; k < size; k++) {
                    int at = first + (reverse ? size - 1 - k : k) * inner;
                    double before = sum;
                    long wholeBefore = whole;
                    if (integers) {
                        whole += Elements.integer(from, x.type(), frame.at(x) + at);
                        Elements.put(to, y.type(), frame.at(y) + at, exclusive ? wholeBefore : whole);
                    } else {
                        sum += Elements.number(from, x.type(), frame.at(x) + at);
                        Elements.put(to, y.type(), frame.at(y) + at, exclusive ? before : sum);
                    }
                }
            }
        });
    }
}
