package dev.lanewise.engine;

import dev.lanewise.engine.drivers.CopyPlan;
import dev.lanewise.engine.drivers.CopyRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A padded tensor as boxes: in each dimension, stretches along which the source's index goes up, goes down, stands still, or is none. */
final class Padding {
    /** Part of a dimension of the result; {@code from} is −1 where the constant stands. */
    private record Stretch(int to, int size, int from, int step) {}

    private final int[] shape;
    private final int[] targetShape;
    private final int[] strides;
    private final int[] targetStrides;
    private final List<List<Stretch>> stretches = new ArrayList<>();

    Padding(int[] shape, int[] before, int[] after, PadMode mode) {
        this.shape = shape;
        ShapeChecks.elements(shape, "shape");
        ShapeChecks.each(before, shape, "before");
        ShapeChecks.each(after, shape, "after");
        targetShape = new int[shape.length];
        for (int d = 0; d < shape.length; d++) {
            long size = (long) before[d] + shape[d] + after[d];
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("before " + before[d] + " and after " + after[d] + " give dimension "
                        + d + " the size " + size + "; it must be from 0 to " + Integer.MAX_VALUE);
            }
            if (shape[d] == 0 && size > 0 && mode != PadMode.CONSTANT) {
                throw new IllegalArgumentException("shape is " + Arrays.toString(shape) + " and mode " + mode
                        + "; a dimension without elements must be padded with a constant");
            }
            targetShape[d] = (int) size;
        }
        ShapeChecks.elements(targetShape, "the result's shape");
        strides = DataMovement.strides(shape);
        targetStrides = DataMovement.strides(targetShape);
        for (int d = 0; d < shape.length; d++) {
            stretches.add(stretches(shape[d], before[d], targetShape[d], mode));
        }
    }

    private static List<Stretch> stretches(int size, int before, int targetSize, PadMode mode) {
        List<Stretch> found = new ArrayList<>();
        for (int at = 0; at < targetSize; ) {
            int from = mode.index((long) at - before, size);
            int next = at + 1 < targetSize ? mode.index(at + 1L - before, size) : from;
            int step = from < 0 || next < 0 ? 0 : Integer.signum(next - from);
            int end = at + 1;
            while (end < targetSize && mode.index((long) end - before, size) == expected(from, step, end - at)) {
                end++;
            }
            found.add(new Stretch(at, end - at, from, step));
            at = end;
        }
        return found;
    }

    private static int expected(int from, int step, int distance) {
        return from < 0 ? -1 : from + step * distance;
    }

    Rearrangement prepare(Runs<CopyRun> runs, long constant) {
        CopyPlan plan = new CopyPlan(constant);
        boxes(plan, 0, new Stretch[shape.length]);
        return new Rearrangement(runs, plan, ShapeChecks.elements(shape, "shape"), targetShape);
    }

    /** A box for every combination of stretches; one that is constant in a dimension takes all of the dimensions behind it. */
    private void boxes(CopyPlan plan, int dimension, Stretch[] chosen) {
        if (dimension == shape.length) {
            copy(plan, chosen);
            return;
        }
        for (Stretch stretch : stretches.get(dimension)) {
            chosen[dimension] = stretch;
            if (stretch.from < 0) {
                fill(plan, dimension, chosen);
            } else {
                boxes(plan, dimension + 1, chosen);
            }
        }
    }

    private void copy(CopyPlan plan, Stretch[] chosen) {
        int[] sizes = new int[shape.length];
        int[] from = new int[shape.length];
        int source = 0;
        int target = 0;
        for (int d = 0; d < shape.length; d++) {
            sizes[d] = chosen[d].size;
            from[d] = chosen[d].step * strides[d];
            source += chosen[d].from * strides[d];
            target += chosen[d].to * targetStrides[d];
        }
        plan.copy(sizes, from, targetStrides, source, target);
    }

    private void fill(CopyPlan plan, int dimension, Stretch[] chosen) {
        int[] sizes = targetShape.clone();
        int target = 0;
        for (int d = 0; d <= dimension; d++) {
            sizes[d] = chosen[d].size;
            target += chosen[d].to * targetStrides[d];
        }
        plan.fill(sizes, targetStrides, target);
    }
}
