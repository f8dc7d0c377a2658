package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ArgRun;
import dev.lanewise.engine.drivers.ReduceRun;
import dev.lanewise.engine.drivers.TopRun;
import dev.lanewise.engine.parallel.Parallel;
import java.lang.foreign.MemorySegment;

/**
 * Sums, largest elements and others along dimensions of a tensor; had from {@link Engine#reductions}. Tensors are dense and row-major; shapes
 * are sizes, outermost first, at most 8. Results share no element with x. Safe to use from many threads at once; once warm, a run
 * allocates nothing; bits do not depend on the number of threads. Results are shared out to threads, so that a single one is computed by
 * one.
 */
public final class Reductions {
    private final Runs<ReduceRun> reduceRuns;
    private final Runs<ArgRun> argRuns;
    private final Runs<TopRun> topRuns;

    Reductions(Parallel parallel, Usage usage) {
        reduceRuns = new Runs<>(usage, () -> new ReduceRun(parallel));
        argRuns = new Runs<>(usage, () -> new ArgRun(parallel));
        topRuns = new Runs<>(usage, () -> new TopRun(parallel));
    }

    /**
     * Reduces some dimensions to one number each. The result has the others, in their order.
     *
     * <p>If the last dimension of more than one element is reduced, sums run in 64 partial sums for each stretch of 2048 neighbours, which are
     * added in a fixed tree, and stretches in order; products in a tree instead. Otherwise all run in order. So for n elements in s
     * stretches with t = s + 40 or t = n, and {@code γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴)}, the error is at most
     *
     * <ul>
     *   <li>{@code γ(t)·Σ|x|} for SUM and L1, {@code γ(t + 1)·Σ|x|/n} for MEAN, {@code γ(t + 1)·Σx²} for SUM_OF_SQUARES;
     *   <li>relatively, γ(n) for PRODUCT, whose every factor counts, {@code γ(t + 2)} for L2, if nothing under- or overflows;
     *   <li>0 for MAX and MIN;
     *   <li>for LOG_SUM 2 ULP beside the effect of the sum's error;
     *   <li>{@code γ(t + 8) + 2⁻²³·(D + |result| + 2·log n)} for LOG_SUM_EXP, with D the largest finite distance of an x from the maximum.
     * </ul>
     *
     * <p>NaN and infinities propagate as in IEEE 754; LOG_SUM_EXP is NaN if an x is, else +∞ if one is that.
     *
     * @param reduction what becomes of the elements
     * @param shape sizes of x
     * @param axes dimensions that are reduced, each once; none keeps all
     * @param x arguments
     * @param xOffset the first of them
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, an axis is none of its own or given twice, or y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void reduce(Reduction reduction, int[] shape, int[] axes, float[] x, int xOffset, float[] y, int yOffset) {
        Checks.notNull(reduction, "reduction");
        int elements = ShapeChecks.elements(shape, "shape");
        int reduced = ShapeChecks.axes(axes, shape, "axes");
        int results = ShapeChecks.elementsBut(reduced, shape, "shape");
        Checks.apart(x, xOffset, elements, y, yOffset, results);
        ReduceRun run = reduceRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(reduction.kind(), shape, reduced, elements, results);
        } finally {
            reduceRuns.end(run);
        }
    }

    /**
     * Reduces segments of fp32 in native byte order, as {@link #reduce(Reduction, int[], int[], float[], int, float[], int)}. A segment confined
     * to the calling thread keeps the run there.
     *
     * @param reduction what becomes of the elements
     * @param shape sizes of x
     * @param axes dimensions that are reduced, each once; none keeps all
     * @param x arguments
     * @param xOffset the first of them
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, an axis is none of its own or given twice, y is read-only, or y overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void reduce(
            Reduction reduction,
            int[] shape,
            int[] axes,
            MemorySegment x,
            long xOffset,
            MemorySegment y,
            long yOffset) {
        Checks.notNull(reduction, "reduction");
        int elements = ShapeChecks.elements(shape, "shape");
        int reduced = ShapeChecks.axes(axes, shape, "axes");
        int results = ShapeChecks.elementsBut(reduced, shape, "shape");
        Checks.apart(x, xOffset, elements, y, yOffset, results);
        ReduceRun run = reduceRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(reduction.kind(), shape, reduced, elements, results);
        } finally {
            reduceRuns.end(run);
        }
    }

    /**
     * Indices of the largest elements along a dimension, exactly. NaN is larger than anything; zeros are equal.
     *
     * @param shape sizes of x
     * @param axis the dimension; the result has the others
     * @param last whether of equal elements the last one's index is wanted, not the first one's
     * @param x arguments
     * @param xOffset the first of them
     * @param indices results
     * @param indexOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none of its own, or the dimension has no elements
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void argMax(int[] shape, int axis, boolean last, float[] x, int xOffset, int[] indices, int indexOffset) {
        int elements = search(shape, axis);
        Checks.vector(x, xOffset, elements, 1, "x");
        results(indices, indexOffset, ShapeChecks.elementsBut(1 << axis, shape, "shape"));
        ArgRun run = argRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            arg(run, false, last, shape, axis, indices, indexOffset);
        } finally {
            argRuns.end(run);
        }
    }

    /**
     * Indices of the largest elements of a segment of fp32 in native byte order, as
     * {@link #argMax(int[], int, boolean, float[], int, int[], int)}. A segment confined to the calling thread keeps the run there.
     *
     * @param shape sizes of x
     * @param axis the dimension; the result has the others
     * @param last whether of equal elements the last one's index is wanted, not the first one's
     * @param x arguments
     * @param xOffset the first of them
     * @param indices results
     * @param indexOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none of its own, or the dimension has no elements
     * @throws IndexOutOfBoundsException if an array or the segment is too short or an offset negative
     * @throws IllegalStateException if the engine or the segment is closed
     */
    public void argMax(
            int[] shape, int axis, boolean last, MemorySegment x, long xOffset, int[] indices, int indexOffset) {
        int elements = search(shape, axis);
        Checks.vector(x, xOffset, elements, 1, "x");
        results(indices, indexOffset, ShapeChecks.elementsBut(1 << axis, shape, "shape"));
        ArgRun run = argRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            arg(run, false, last, shape, axis, indices, indexOffset);
        } finally {
            argRuns.end(run);
        }
    }

    /**
     * Indices of the smallest elements along a dimension, exactly. NaN is smaller than anything here; zeros are equal.
     *
     * @param shape sizes of x
     * @param axis the dimension; the result has the others
     * @param last whether of equal elements the last one's index is wanted, not the first one's
     * @param x arguments
     * @param xOffset the first of them
     * @param indices results
     * @param indexOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none of its own, or the dimension has no elements
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void argMin(int[] shape, int axis, boolean last, float[] x, int xOffset, int[] indices, int indexOffset) {
        int elements = search(shape, axis);
        Checks.vector(x, xOffset, elements, 1, "x");
        results(indices, indexOffset, ShapeChecks.elementsBut(1 << axis, shape, "shape"));
        ArgRun run = argRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            arg(run, true, last, shape, axis, indices, indexOffset);
        } finally {
            argRuns.end(run);
        }
    }

    /**
     * Indices of the smallest elements of a segment of fp32 in native byte order, as
     * {@link #argMin(int[], int, boolean, float[], int, int[], int)}. A segment confined to the calling thread keeps the run there.
     *
     * @param shape sizes of x
     * @param axis the dimension; the result has the others
     * @param last whether of equal elements the last one's index is wanted, not the first one's
     * @param x arguments
     * @param xOffset the first of them
     * @param indices results
     * @param indexOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none of its own, or the dimension has no elements
     * @throws IndexOutOfBoundsException if an array or the segment is too short or an offset negative
     * @throws IllegalStateException if the engine or the segment is closed
     */
    public void argMin(
            int[] shape, int axis, boolean last, MemorySegment x, long xOffset, int[] indices, int indexOffset) {
        int elements = search(shape, axis);
        Checks.vector(x, xOffset, elements, 1, "x");
        results(indices, indexOffset, ShapeChecks.elementsBut(1 << axis, shape, "shape"));
        ArgRun run = argRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            arg(run, true, last, shape, axis, indices, indexOffset);
        } finally {
            argRuns.end(run);
        }
    }

    /** Elements of a tensor that is searched along a dimension with at least one. */
    private static int search(int[] shape, int axis) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        Checks.positive(shape[axis], "the size of the axis");
        return elements;
    }

    private static void results(int[] indices, int indexOffset, int count) {
        Checks.notNull(indices, "indices");
        Checks.inside(indices.length, indexOffset, count, "index", "array");
    }

    private static void arg(
            ArgRun run, boolean min, boolean last, int[] shape, int axis, int[] indices, int indexOffset) {
        int outer = ShapeChecks.product(shape, 0, axis);
        int inner = ShapeChecks.product(shape, axis + 1, shape.length);
        run.execute(min, last, outer, shape[axis], inner, indices, indexOffset);
    }

    /**
     * The k largest or smallest elements along a dimension, the best first, and their indices; exactly. Of equal elements the first is the
     * better; zeros are equal. NaN is larger than anything.
     *
     * @param shape sizes of x; those of the results have k in place of the dimension's
     * @param axis the dimension
     * @param k how many elements
     * @param largest whether the largest are wanted, not the smallest
     * @param x arguments
     * @param xOffset the first of them
     * @param values the elements found
     * @param valueOffset the first of them
     * @param indices their indices in the dimension
     * @param indexOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none of its own, k is below 0 or above its size, or values
     *     overlap x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void topK(
            int[] shape,
            int axis,
            int k,
            boolean largest,
            float[] x,
            int xOffset,
            float[] values,
            int valueOffset,
            int[] indices,
            int indexOffset) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        ShapeChecks.atMost(k, shape[axis], "k");
        int results = k * ShapeChecks.elementsBut(1 << axis, shape, "shape");
        Checks.vector(x, xOffset, elements, 1, "x");
        Checks.vector(values, valueOffset, results, 1, "values");
        Checks.disjoint(x, xOffset, 1, elements, elements, "x", "values", values, valueOffset, 1, results, results);
        results(indices, indexOffset, results);
        TopRun run = topRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.values.set(values, valueOffset, 1, false);
            top(run, largest, k, shape, axis, indices, indexOffset);
        } finally {
            topRuns.end(run);
        }
    }

    /**
     * The k largest or smallest elements along a dimension, the best first, and their indices; exactly. Of equal elements the first is the
     * better; zeros are equal. NaN is larger than anything.
     *
     * @param shape sizes of x; those of the results have k in place of the dimension's
     * @param axis the dimension
     * @param k how many elements
     * @param largest whether the largest are wanted, not the smallest
     * @param x arguments
     * @param xOffset the first of them
     * @param values the elements found, writable
     * @param valueOffset the first of them
     * @param indices their indices in the dimension
     * @param indexOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none of its own, k is below 0 or above its size, values are read-only, or values
     *     overlap x
     * @throws IndexOutOfBoundsException if an array or a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void topK(
            int[] shape,
            int axis,
            int k,
            boolean largest,
            MemorySegment x,
            long xOffset,
            MemorySegment values,
            long valueOffset,
            int[] indices,
            int indexOffset) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        ShapeChecks.atMost(k, shape[axis], "k");
        int results = k * ShapeChecks.elementsBut(1 << axis, shape, "shape");
        Checks.vector(x, xOffset, elements, 1, "x");
        Checks.vector(values, valueOffset, results, 1, "values");
        Checks.writable(values, "values");
        Checks.disjoint(x, xOffset, 1, elements, elements, "x", "values", values, valueOffset, 1, results, results);
        results(indices, indexOffset, results);
        TopRun run = topRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.values.set(values, valueOffset, 1, false);
            top(run, largest, k, shape, axis, indices, indexOffset);
        } finally {
            topRuns.end(run);
        }
    }

    private static void top(TopRun run, boolean largest, int k, int[] shape, int axis, int[] indices, int indexOffset) {
        int outer = ShapeChecks.product(shape, 0, axis);
        int inner = ShapeChecks.product(shape, axis + 1, shape.length);
        if (k > 0) {
            run.execute(largest, k, outer, shape[axis], inner, indices, indexOffset);
        }
    }
}
