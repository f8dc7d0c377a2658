package dev.lanewise.inference.operators;

import dev.lanewise.engine.Reduction;
import dev.lanewise.engine.Reductions;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Reductions of some dimensions to one element each. */
final class Reduce implements Operator {
    private final Reduction reduction;

    Reduce(Reduction reduction) {
        this.reduction = reduction;
    }

    @Override
    public void plan(NodeContext context) {
        boolean keep = context.attributes().flag("keepdims", true);
        long[] given = context.integers("axes", 1);
        if (given == null || given.length == 0) {
            if (context.attributes().flag("noop_with_empty_axes", false)) {
                context.same(0, context.input(0));
                return;
            }
            given = null;
        }
        Value x = keep ? context.input(0) : context.plain(0);
        boolean[] reduced = new boolean[x.rank()];
        Arrays.fill(reduced, given == null);
        for (int i = 0; given != null && i < given.length; i++) {
            reduced[Shapes.axis(given[i], x.rank())] = true;
        }
        int[] kept = x.shape();
        for (int i = 0; i < reduced.length; i++) {
            kept[i] = reduced[i] ? 1 : kept[i];
        }
        int[] shape = keep ? kept : without(x.shape(), reduced);
        if (x.type() == ElementType.FLOAT) {
            int[] axes =
                    IntStream.range(0, reduced.length).filter(i -> reduced[i]).toArray();
            floats(context, reduction, x, axes, context.output(0, x.type(), x.channelsLast(), shape));
        } else {
            x = context.plain(x);
            plain(context, x, kept, context.output(0, x.type(), shape));
        }
    }

    private static int[] without(int[] shape, boolean[] reduced) {
        int[] left = new int[shape.length];
        int count = 0;
        for (int i = 0; i < shape.length; i++) {
            if (!reduced[i]) {
                left[count++] = shape[i];
            }
        }
        return Arrays.copyOf(left, count);
    }

    /** Adds a step that reduces dimensions of floats. */
    static void floats(NodeContext context, Reduction reduction, Value x, int[] axes, Value y) {
        int[] shape = x.memoryShape();
        int[] memoryAxes = Arrays.stream(axes).map(x::memoryAxis).toArray();
        Reductions reductions = context.engine().reductions();
        context.step(frame -> reductions.reduce(
                reduction, shape, memoryAxes, frame.floats(x), frame.at(x), frame.floats(y), frame.at(y)));
    }

    /** Collects the elements of every result, then reduces them: as integers where they are and the result is. */
    private void plain(NodeContext context, Value x, int[] kept, Value y) {
        int results = y.elements();
        int size = results == 0 ? 0 : x.elements() / results;
        int[] to = Broadcast.strides(kept, x.shape());
        boolean integers = Elements.areIntegers(x.type()) && isWhole();
        context.step(frame -> {
            Object from = frame.array(x);
            int[] filled = new int[results];
            int[] groups = new int[x.elements()];
            Broadcast.forEach(
                    x.shape(), to, to, (group, _, i) -> groups[group * size + filled[group]++] = frame.at(x) + i);
            for (int r = 0; r < results; r++) {
                int at = frame.at(y) + r;
                int first = r * size;
                if (integers) {
                    long[] group = new long[size];
                    Arrays.setAll(group, i -> Elements.integer(from, x.type(), groups[first + i]));
                    Elements.put(frame.array(y), y.type(), at, ofIntegers(group));
                } else {
                    double[] group = new double[size];
                    Arrays.setAll(group, i -> Elements.number(from, x.type(), groups[first + i]));
                    Elements.put(frame.array(y), y.type(), at, ofNumbers(group));
                }
            }
        });
    }

    /** Whether it makes integers of integers. */
    private boolean isWhole() {
        return switch (reduction) {
            case SUM, MAX, MIN, PRODUCT, L1, SUM_OF_SQUARES -> true;
            default -> false;
        };
    }

    private long ofIntegers(long[] group) {
        return switch (reduction) {
            case SUM -> Arrays.stream(group).sum();
            case MAX -> Arrays.stream(group).max().orElseThrow(Reduce::none);
            case MIN -> Arrays.stream(group).min().orElseThrow(Reduce::none);
            case PRODUCT -> Arrays.stream(group).reduce(1, (a, b) -> a * b);
            case L1 -> Arrays.stream(group).map(Math::abs).sum();
            case SUM_OF_SQUARES -> Arrays.stream(group).map(a -> a * a).sum();
            default -> throw new IllegalStateException(reduction.toString());
        };
    }

    private double ofNumbers(double[] group) {
        return switch (reduction) {
            case SUM -> Arrays.stream(group).sum();
            case MEAN -> Arrays.stream(group).sum() / group.length;
            case MAX -> Arrays.stream(group).max().orElse(Double.NEGATIVE_INFINITY);
            case MIN -> Arrays.stream(group).min().orElse(Double.POSITIVE_INFINITY);
            case PRODUCT -> Arrays.stream(group).reduce(1, (a, b) -> a * b);
            case L1 -> Arrays.stream(group).map(Math::abs).sum();
            case L2 -> Math.sqrt(Arrays.stream(group).map(a -> a * a).sum());
            case SUM_OF_SQUARES -> Arrays.stream(group).map(a -> a * a).sum();
            case LOG_SUM -> Math.log(Arrays.stream(group).sum());
            case LOG_SUM_EXP -> {
                double most = Arrays.stream(group).max().orElse(Double.NEGATIVE_INFINITY);
                double shift = Double.isFinite(most) ? most : 0;
                yield shift
                        + Math.log(Arrays.stream(group)
                                .map(a -> Math.exp(a - shift))
                                .sum());
            }
        };
    }

    private static ModelException none() {
        return new ModelException("no elements have no largest or smallest integer");
    }
}
