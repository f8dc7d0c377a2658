package dev.lanewise.engine;

import dev.lanewise.engine.drivers.CopyPlan;
import dev.lanewise.engine.drivers.CopyRun;
import dev.lanewise.engine.drivers.GatherRun;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.Layout;
import java.util.Arrays;

/**
 * Prepares the movement of elements without arithmetic, so that they keep every bit, NaN included; had from
 * {@link Engine#dataMovement}. What is prepared runs on floats, ints,
 * longs, shorts, bytes and segments alike. Shapes are sizes, outermost first, at most 8; tensors have at most
 * {@link Integer#MAX_VALUE} elements.
 */
public final class DataMovement {
    private final Runs<CopyRun> copyRuns;
    private final Runs<GatherRun> gatherRuns;

    DataMovement(Parallel parallel, Usage usage) {
        copyRuns = new Runs<>(usage, () -> new CopyRun(parallel));
        gatherRuns = new Runs<>(usage, () -> new GatherRun(parallel));
    }

    /**
     * Permutes dimensions: dimension d of the result is dimension {@code axes[d]} of the source.
     *
     * @param shape sizes of the source
     * @param axes every dimension once
     * @return the movement
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, or the axes are no permutation of its dimensions
     */
    public Rearrangement transpose(int[] shape, int... axes) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.permutation(axes, shape, "axes");
        int[] strides = strides(shape);
        int[] targetShape = new int[shape.length];
        int[] from = new int[shape.length];
        for (int d = 0; d < axes.length; d++) {
            targetShape[d] = shape[axes[d]];
            from[d] = strides[axes[d]];
        }
        CopyPlan plan = new CopyPlan(0);
        plan.copy(targetShape, from, strides(targetShape), 0, 0);
        return new Rearrangement(copyRuns, plan, elements, targetShape);
    }

    /**
     * Changes the layout of images.
     *
     * @param batch images
     * @param channels channels of an image
     * @param height rows
     * @param width columns
     * @param from layout of the source
     * @param to layout of the result
     * @return the movement
     * @throws NullPointerException if a layout is null
     * @throws IllegalArgumentException if a size is negative or there are too many elements
     */
    public Rearrangement changeLayout(int batch, int channels, int height, int width, Layout from, Layout to) {
        Checks.notNull(from, "from");
        Checks.notNull(to, "to");
        if (from == to) {
            return transpose(new int[] {batch, channels, height, width}, 0, 1, 2, 3);
        }
        return from == Layout.NCHW
                ? transpose(new int[] {batch, channels, height, width}, 0, 2, 3, 1)
                : transpose(new int[] {batch, height, width, channels}, 0, 3, 1, 2);
    }

    /**
     * Every step-th element of each dimension. A negative step counts down from the first one.
     *
     * @param shape sizes of the source
     * @param starts the first index in each dimension
     * @param steps indices from one element to the next, not 0
     * @param sizes sizes of the result
     * @return the movement
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, an array has not a number for each dimension, a step is 0, or an element
     *     lies outside the source
     */
    public Rearrangement slice(int[] shape, int[] starts, int[] steps, int[] sizes) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.each(starts, shape, "starts");
        ShapeChecks.each(steps, shape, "steps");
        ShapeChecks.each(sizes, shape, "sizes");
        boolean empty = ShapeChecks.elements(sizes, "sizes") == 0;
        int[] strides = strides(shape);
        int[] from = new int[shape.length];
        int first = 0;
        for (int d = 0; d < shape.length; d++) {
            if (steps[d] == 0) {
                throw new IllegalArgumentException("steps is " + Arrays.toString(steps) + "; no step must be 0");
            }
            long last = starts[d] + (sizes[d] - 1L) * steps[d];
            boolean outside = starts[d] < 0 || starts[d] >= shape[d] || last < 0 || last >= shape[d];
            if (outside && !empty) {
                throw new IllegalArgumentException("dimension " + d + " is sliced from " + starts[d] + " to " + last
                        + "; both must be from 0 to below its size, " + shape[d]);
            }
            from[d] = empty ? 0 : steps[d] * strides[d];
            first += empty ? 0 : starts[d] * strides[d];
        }
        CopyPlan plan = new CopyPlan(0);
        plan.copy(sizes.clone(), from, strides(sizes), first, 0);
        return new Rearrangement(copyRuns, plan, elements, sizes);
    }

    /**
     * Puts tensors one behind the other along a dimension: a movement for each of them, that writes its part of the one target.
     *
     * @param axis the dimension in which sizes may differ
     * @param shapes sizes of each tensor, at least one
     * @return the movements, in this order
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no tensor, a shape is not one, they differ in another dimension, the axis is
     *     none, or the result has too many elements
     */
    public Rearrangement[] concat(int axis, int[]... shapes) {
        Checks.notNull(shapes, "shapes");
        Checks.positive(shapes.length, "the number of shapes");
        ShapeChecks.elements(shapes[0], "shapes[0]");
        ShapeChecks.axis(axis, shapes[0], "axis");
        int[] whole = shapes[0].clone();
        for (int i = 1; i < shapes.length; i++) {
            ShapeChecks.elements(shapes[i], "shapes[" + i + "]");
            ShapeChecks.sameBut(axis, shapes[0], shapes[i], "shapes[" + i + "]");
            whole[axis] = ShapeChecks.size((long) whole[axis] + shapes[i][axis], "the result's size");
        }
        ShapeChecks.elements(whole, "the result's shape");
        int[] to = strides(whole);
        Rearrangement[] parts = new Rearrangement[shapes.length];
        int at = 0;
        for (int i = 0; i < shapes.length; i++) {
            CopyPlan plan = new CopyPlan(0);
            plan.copy(shapes[i].clone(), strides(shapes[i]), to, 0, at * to[axis]);
            parts[i] = new Rearrangement(copyRuns, plan, ShapeChecks.elements(shapes[i], "shapes[" + i + "]"), whole);
            at += shapes[i][axis];
        }
        return parts;
    }

    /**
     * Takes a tensor apart along a dimension: a movement for each part, that reads it from the one source.
     *
     * @param shape sizes of the source
     * @param axis the dimension
     * @param sizes sizes of the parts in it, which together have that of the source
     * @return the movements, in this order
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none, or a size is negative, or the sum another
     */
    public Rearrangement[] split(int[] shape, int axis, int... sizes) {
        ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        Checks.notNull(sizes, "sizes");
        long sum = 0;
        for (int size : sizes) {
            Checks.size(size, "a size");
            sum += size;
        }
        if (sum != shape[axis]) {
            throw new IllegalArgumentException("sizes is " + Arrays.toString(sizes) + " with the sum " + sum
                    + "; it must be that of the source, " + shape[axis]);
        }
        Rearrangement[] parts = new Rearrangement[sizes.length];
        int[] starts = new int[shape.length];
        int[] steps = new int[shape.length];
        Arrays.fill(steps, 1);
        for (int i = 0; i < sizes.length; i++) {
            int[] part = shape.clone();
            part[axis] = sizes[i];
            parts[i] = slice(shape, starts, steps, part);
            starts[axis] += sizes[i];
        }
        return parts;
    }

    /**
     * Repeats a tensor along each of its dimensions.
     *
     * @param shape sizes of the source
     * @param repeats how often it stands in each dimension of the result
     * @return the movement
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, there is not a number for each dimension, one is negative, or the
     *     result has too many elements
     */
    public Rearrangement tile(int[] shape, int... repeats) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.each(repeats, shape, "repeats");
        int rank = shape.length;
        int[] targetShape = new int[rank];
        for (int d = 0; d < rank; d++) {
            Checks.size(repeats[d], "a number of repeats");
            targetShape[d] = ShapeChecks.size((long) shape[d] * repeats[d], "the result's size");
        }
        ShapeChecks.elements(targetShape, "the result's shape");
        int[] from = strides(shape);
        int[] to = strides(targetShape);
        int[][] loops = new int[3][2 * rank];
        for (int d = 0; d < rank; d++) {
            set(loops, 2 * d, repeats[d], 0, to[d] * shape[d]);
            set(loops, 2 * d + 1, shape[d], from[d], to[d]);
        }
        CopyPlan plan = new CopyPlan(0);
        plan.copy(loops[0], loops[1], loops[2], 0, 0);
        return new Rearrangement(copyRuns, plan, elements, targetShape);
    }

    private static void set(int[][] loops, int at, int size, int from, int to) {
        loops[0][at] = size;
        loops[1][at] = from;
        loops[2][at] = to;
    }

    /**
     * Adds elements before and behind each dimension, or takes them away where a number is negative. The constant is of bits 0.
     *
     * @param shape sizes of the source
     * @param before elements added before each dimension
     * @param after elements added behind it
     * @param mode what they are; wider than the tensor they go on as the mode does
     * @return the movement
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the shape is not one, there is not a number for each dimension, a size of the result is
     *     negative or it has too many elements, or a dimension without elements is padded otherwise than with a constant
     */
    public Rearrangement pad(int[] shape, int[] before, int[] after, PadMode mode) {
        Checks.notNull(mode, "mode");
        return new Padding(shape, before, after, mode).prepare(copyRuns, 0);
    }

    /**
     * Adds a number before and behind each dimension, as {@link #pad(int[], int[], int[], PadMode)}.
     *
     * @param shape sizes of the source
     * @param before elements added before each dimension
     * @param after elements added behind it
     * @param value the constant of fp32 elements
     * @return the movement
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException as {@link #pad(int[], int[], int[], PadMode)}
     */
    public Rearrangement padConstant(int[] shape, int[] before, int[] after, float value) {
        return padBits(shape, before, after, Float.floatToRawIntBits(value));
    }

    /**
     * Adds a constant before and behind each dimension, as {@link #pad(int[], int[], int[], PadMode)}.
     *
     * @param shape sizes of the source
     * @param before elements added before each dimension
     * @param after elements added behind it
     * @param bits the constant, as the bits of an element of any type, low ones first
     * @return the movement
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException as {@link #pad(int[], int[], int[], PadMode)}
     */
    public Rearrangement padBits(int[] shape, int[] before, int[] after, long bits) {
        return new Padding(shape, before, after, PadMode.CONSTANT).prepare(copyRuns, bits);
    }

    /**
     * Spreads channels over blocks of pixels: {@code [n][c·block²][h][w]} becomes {@code [n][c][h·block][w·block]}.
     *
     * @param batch images
     * @param channels channels of the source, a multiple of block²
     * @param height rows of the source
     * @param width columns of the source
     * @param block rows and columns of a block
     * @param order which part of a channel's number is the place in the block
     * @return the movement
     * @throws NullPointerException if the order is null
     * @throws IllegalArgumentException if a size is negative, the block below 1, channels no such multiple, or there are too many
     *     elements
     */
    public Rearrangement depthToSpace(int batch, int channels, int height, int width, int block, DepthOrder order) {
        Checks.notNull(order, "order");
        int elements = ShapeChecks.elements(new int[] {batch, channels, height, width}, "shape");
        int square = square(block);
        ShapeChecks.multiple(channels, square, "channels");
        int depth = channels / square;
        int plane = height * width;
        int deep = order == DepthOrder.DCR ? plane : plane * square;
        int place = order == DepthOrder.DCR ? plane * depth : plane;
        int[] target = {batch, depth, height * block, width * block};
        int[] sizes = {batch, depth, height, block, width, block};
        CopyPlan plan = new CopyPlan(0);
        plan.copy(sizes, new int[] {channels * plane, deep, width, block * place, 1, place}, strides(sizes), 0, 0);
        return new Rearrangement(copyRuns, plan, elements, target);
    }

    /**
     * Takes blocks of pixels into channels: {@code [n][c][h·block][w·block]} becomes {@code [n][c·block²][h][w]}, the inverse of
     * {@link #depthToSpace}. {@link DepthOrder#DCR} is ONNX's SpaceToDepth.
     *
     * @param batch images
     * @param channels channels of the source
     * @param height rows of the source, a multiple of the block
     * @param width columns of the source, a multiple of the block
     * @param block rows and columns of a block
     * @param order which part of a channel's number is the place in the block
     * @return the movement
     * @throws NullPointerException if the order is null
     * @throws IllegalArgumentException if a size is negative, the block below 1, rows or columns no such multiples, or there are too
     *     many elements
     */
    public Rearrangement spaceToDepth(int batch, int channels, int height, int width, int block, DepthOrder order) {
        Checks.notNull(order, "order");
        int elements = ShapeChecks.elements(new int[] {batch, channels, height, width}, "shape");
        int square = square(block);
        ShapeChecks.multiple(height, block, "height");
        ShapeChecks.multiple(width, block, "width");
        int rows = height / block;
        int cols = width / block;
        int[] target = {batch, channels * square, rows, cols};
        int plane = height * width;
        int[] sizes;
        int[] from;
        if (order == DepthOrder.DCR) {
            sizes = new int[] {batch, block, block, channels, rows, cols};
            from = new int[] {channels * plane, width, 1, plane, block * width, block};
        } else {
            sizes = new int[] {batch, channels, block, block, rows, cols};
            from = new int[] {channels * plane, plane, width, 1, block * width, block};
        }
        CopyPlan plan = new CopyPlan(0);
        plan.copy(sizes, from, strides(sizes), 0, 0);
        return new Rearrangement(copyRuns, plan, elements, target);
    }

    private static int square(int block) {
        Checks.positive(block, "block");
        return ShapeChecks.size((long) block * block, "block²");
    }

    /**
     * Chooses slices of a dimension by indices that a run is given; ONNX's Gather, of as many indices as its tensor of them has.
     *
     * @param shape sizes of the source
     * @param axis the indexed dimension
     * @param count how many indices there are
     * @return the movement
     * @throws NullPointerException if the shape is null
     * @throws IllegalArgumentException if the shape is not one, the axis is none, count is negative, or the result has too many elements
     */
    public Gather gather(int[] shape, int axis, int count) {
        ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        Checks.size(count, "count");
        int[] target = shape.clone();
        target[axis] = count;
        ShapeChecks.elements(target, "the result's shape");
        int outer = ShapeChecks.product(shape, 0, axis);
        int inner = ShapeChecks.product(shape, axis + 1, shape.length);
        return new Gather(gatherRuns, outer, shape[axis], inner, count);
    }

    /** Elements from one index to the next of a dense tensor. */
    static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }
}
