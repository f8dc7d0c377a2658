package dev.lanewise.engine;

import dev.lanewise.engine.drivers.NormRun;
import dev.lanewise.engine.drivers.SoftmaxRun;
import dev.lanewise.engine.parallel.Parallel;
import java.lang.foreign.MemorySegment;

/**
 * Softmax and the normalisations of networks; had from {@link Engine#normalization}. Safe to use from many threads at once; once
 * warm, a run allocates nothing.
 */
public final class Normalization {
    private final Runs<SoftmaxRun> softmaxRuns;
    private final Runs<NormRun> normRuns;

    Normalization(Parallel parallel, Usage usage) {
        softmaxRuns = new Runs<>(usage, () -> new SoftmaxRun(parallel));
        normRuns = new Runs<>(usage, () -> new NormRun(parallel));
    }

    /**
     * {@code yᵢ = exp(xᵢ − max x)/Σⱼ exp(xⱼ − max x)} along one dimension.
     *
     * <p>Arrays are dense and row-major; y may be x, at the same offset. Nothing overflows. Along the last dimension, sums run in 64
     * partial sums for each 2048 elements, which are added in a fixed tree, and stretches in order: the relative error of a result
     * is at most {@code γ(⌈n/2048⌉ + 50) + D·2⁻²³}, with {@code γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴)} and D the largest finite distance of an x
     * from the maximum, beside 2⁻¹²⁵, since exponentials below {@code exp(−87)} are 0. Along other dimensions they run in order: {@code γ(n + 8)} in its
     * place. A row with a NaN, with +∞, or of −∞ alone becomes NaN. Bits do not depend on the number of threads.
     *
     * <p>Source: Blanchard, Higham, Higham, "Accurately computing the log-sum-exp and softmax functions", IMA J. Numer. Anal. 41(4),
     * 2021.
     *
     * @param shape sizes, outermost first, at most 8
     * @param axis the dimension along which exponentials are added
     * @param x arguments
     * @param xOffset the first of them
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if the shape has no dimensions, more than 8, a negative size or too many
     *     elements, the axis is none of its own, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void softmax(int[] shape, int axis, float[] x, int xOffset, float[] y, int yOffset) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        SoftmaxRun run = softmaxRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            softmax(run, false, shape, axis, elements);
        } finally {
            softmaxRuns.end(run);
        }
    }

    /**
     * The softmax on segments of fp32 in native byte order, as {@link #softmax(int[], int, float[], int, float[], int)}. A segment confined to the calling thread
     * keeps the run there.
     *
     * @param shape sizes, outermost first, at most 8
     * @param axis the dimension along which exponentials are added
     * @param x arguments
     * @param xOffset the first of them
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if the shape has no dimensions, more than 8, a negative size or too many
     *     elements, the axis is none of its own, y is read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array or a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void softmax(int[] shape, int axis, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        SoftmaxRun run = softmaxRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            softmax(run, false, shape, axis, elements);
        } finally {
            softmaxRuns.end(run);
        }
    }

    /**
     * {@code yᵢ = (xᵢ − max x) − log Σⱼ exp(xⱼ − max x)} along one dimension, as
     * {@link #softmax(int[], int, float[], int, float[], int)} otherwise. The absolute error is at most γ of there plus
     * {@code 2⁻²³·(D + 2·log n)}.
     *
     * @param shape sizes, outermost first, at most 8
     * @param axis the dimension along which exponentials are added
     * @param x arguments
     * @param xOffset the first of them
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if the shape has no dimensions, more than 8, a negative size or too many
     *     elements, the axis is none of its own, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void logSoftmax(int[] shape, int axis, float[] x, int xOffset, float[] y, int yOffset) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        SoftmaxRun run = softmaxRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            softmax(run, true, shape, axis, elements);
        } finally {
            softmaxRuns.end(run);
        }
    }

    /**
     * The log-softmax on segments of fp32 in native byte order, as {@link #logSoftmax(int[], int, float[], int, float[], int)}. A segment confined to the calling thread
     * keeps the run there.
     *
     * @param shape sizes, outermost first, at most 8
     * @param axis the dimension along which exponentials are added
     * @param x arguments
     * @param xOffset the first of them
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if the shape has no dimensions, more than 8, a negative size or too many
     *     elements, the axis is none of its own, y is read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array or a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void logSoftmax(int[] shape, int axis, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        int elements = ShapeChecks.elements(shape, "shape");
        ShapeChecks.axis(axis, shape, "axis");
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        SoftmaxRun run = softmaxRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            softmax(run, true, shape, axis, elements);
        } finally {
            softmaxRuns.end(run);
        }
    }

    private static void softmax(SoftmaxRun run, boolean log, int[] shape, int axis, int elements) {
        if (elements > 0) {
            int outer = ShapeChecks.product(shape, 0, axis);
            run.execute(log, outer, shape[axis], ShapeChecks.product(shape, axis + 1, shape.length));
        }
    }

    /**
     * {@code y = (x − mean)/√(variance + epsilon)·scale + bias} for each row of a dense rows×n matrix.
     *
     * <p>The variance is the mean of {@code (x − mean)²}, taken after the mean, so nothing cancels. Both sums run in 64 partial sums
     * for each 2048 elements, added in a fixed tree, and stretches in order. With {@code γ = γ(⌈n/2048⌉ + 50)},
     * {@code γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴)}, the mean moves by at most {@code γ·mean|x|}, which is m standard deviations; while m is small,
     * y's error is at most {@code |scale|·m + (γ + m²)·|y − bias| + 2⁻²⁴·|y|}. Squares overflow where {@code |x − mean|} is above 1.8e19. A row with a NaN or an
     * infinity becomes NaN. y may be x, at the same offset. Bits do not depend on the number of threads, nor on the lanes.
     *
     * <p>Source: Ba, Kiros, Hinton, "Layer Normalization", arXiv 1607.06450, 2016.
     *
     * @param rows rows of x and y
     * @param n length of a row
     * @param x arguments
     * @param xOffset the first of them
     * @param scale n factors, or null for 1
     * @param bias n terms, or null for 0
     * @param epsilon what is added to the variance, 0 or more
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if rows or n is negative, scale or bias has another length, epsilon is
     *     negative or not finite, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void layerNorm(
            int rows,
            int n,
            float[] x,
            int xOffset,
            float[] scale,
            float[] bias,
            float epsilon,
            float[] y,
            int yOffset) {
        int elements = elements(rows, n);
        perColumn(scale, n, "scale", "n");
        perColumn(bias, n, "bias", "n");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.executeRows(rows, n, scale, bias, epsilon, true);
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * Layer normalisation on segments of fp32 in native byte order, as {@link #layerNorm(int, int, float[], int, float[], float[], float, float[], int)}. A segment confined to the calling thread
     * keeps the run there.
     *
     * @param rows rows of x and y
     * @param n length of a row
     * @param x arguments
     * @param xOffset the first of them
     * @param scale n factors, or null for 1
     * @param bias n terms, or null for 0
     * @param epsilon what is added to the variance, 0 or more
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if rows or n is negative, scale or bias has another length, epsilon is
     *     negative or not finite, y is read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array or a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void layerNorm(
            int rows,
            int n,
            MemorySegment x,
            long xOffset,
            float[] scale,
            float[] bias,
            float epsilon,
            MemorySegment y,
            long yOffset) {
        int elements = elements(rows, n);
        perColumn(scale, n, "scale", "n");
        perColumn(bias, n, "bias", "n");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.executeRows(rows, n, scale, bias, epsilon, true);
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * {@code y = x/√(mean(x²) + epsilon)·scale} for each row of a dense rows×n matrix.
     *
     * <p>The sum runs in 64 partial sums for each 2048 elements, added in a fixed tree, and stretches in order; the relative error
     * of y is at most {@code γ(⌈n/2048⌉ + 45)}. Squares overflow where |x| is above 1.8e19, and y is then 0. A row with a NaN becomes NaN;
     * an infinity becomes NaN, and the others of its row 0. y may be x, at the same offset. Bits do not depend on the number of threads, nor on the lanes.
     *
     * <p>Source: Zhang, Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019.
     *
     * @param rows rows of x and y
     * @param n length of a row
     * @param x arguments
     * @param xOffset the first of them
     * @param scale n factors, or null for 1
     * @param epsilon what is added to the mean square, 0 or more
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if rows or n is negative, scale has another length, epsilon is negative or
     *     not finite, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void rmsNorm(int rows, int n, float[] x, int xOffset, float[] scale, float epsilon, float[] y, int yOffset) {
        int elements = elements(rows, n);
        perColumn(scale, n, "scale", "n");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.executeRows(rows, n, scale, null, epsilon, false);
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * Root mean square normalisation on segments of fp32 in native byte order, as {@link #rmsNorm(int, int, float[], int, float[], float, float[], int)}. A segment confined to the calling thread
     * keeps the run there.
     *
     * @param rows rows of x and y
     * @param n length of a row
     * @param x arguments
     * @param xOffset the first of them
     * @param scale n factors, or null for 1
     * @param epsilon what is added to the mean square, 0 or more
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if rows or n is negative, scale has another length, epsilon is negative or
     *     not finite, y is read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array or a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void rmsNorm(
            int rows,
            int n,
            MemorySegment x,
            long xOffset,
            float[] scale,
            float epsilon,
            MemorySegment y,
            long yOffset) {
        int elements = elements(rows, n);
        perColumn(scale, n, "scale", "n");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.executeRows(rows, n, scale, null, epsilon, false);
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * {@code y = (x − mean)/√(variance + epsilon)·scale + bias}, with the mean and the variance of each group of channels of each
     * image, and a scale and a bias for each channel. A group per channel makes it instance normalisation.
     *
     * <p>x is batch×channels×size, dense: NCHW with {@code size = height·width}. y may be x, at the same offset. Errors, NaN, threads
     * as in {@link #layerNorm(int, int, float[], int, float[], float[], float, float[], int)}, with the length of a group for n.
     *
     * <p>Source: Wu, He, "Group Normalization", ECCV 2018.
     *
     * @param batch images
     * @param channels channels of an image
     * @param size elements of a channel
     * @param groups groups of channels; divides channels
     * @param x arguments
     * @param xOffset the first of them
     * @param scale a factor for each channel, or null for 1
     * @param bias a term for each channel, or null for 0
     * @param epsilon what is added to the variance, 0 or more
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if a size is negative, groups does not divide channels, scale or bias has
     *     another length, epsilon is negative or not finite, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void groupNorm(
            int batch,
            int channels,
            int size,
            int groups,
            float[] x,
            int xOffset,
            float[] scale,
            float[] bias,
            float epsilon,
            float[] y,
            int yOffset) {
        int elements = elements(batch, channels, size);
        groups(groups, channels);
        perColumn(scale, channels, "scale", "channels");
        perColumn(bias, channels, "bias", "channels");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            if (elements > 0) {
                run.executeChannels(batch, channels, size, groups, scale, bias, epsilon, null, null);
            }
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * Group normalisation on segments of fp32 in native byte order, as {@link #groupNorm(int, int, int, int, float[], int, float[], float[], float, float[], int)}. A segment confined to the calling thread
     * keeps the run there.
     *
     * @param batch images
     * @param channels channels of an image
     * @param size elements of a channel
     * @param groups groups of channels; divides channels
     * @param x arguments
     * @param xOffset the first of them
     * @param scale a factor for each channel, or null for 1
     * @param bias a term for each channel, or null for 0
     * @param epsilon what is added to the variance, 0 or more
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if a size is negative, groups does not divide channels, scale or bias has
     *     another length, epsilon is negative or not finite, y is read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array or a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void groupNorm(
            int batch,
            int channels,
            int size,
            int groups,
            MemorySegment x,
            long xOffset,
            float[] scale,
            float[] bias,
            float epsilon,
            MemorySegment y,
            long yOffset) {
        int elements = elements(batch, channels, size);
        groups(groups, channels);
        perColumn(scale, channels, "scale", "channels");
        perColumn(bias, channels, "bias", "channels");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            if (elements > 0) {
                run.executeChannels(batch, channels, size, groups, scale, bias, epsilon, null, null);
            }
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * {@code y = (x − mean)/√(variance + epsilon)·scale + bias}, with a given mean and variance for each channel: batch
     * normalisation as inference has it. It is best folded into the weights before it, with {@link #foldBatchNorm}.
     *
     * <p>x is batch×channels×size, dense: NCHW with {@code size = height·width}. y may be x, at the same offset. The error is at most
     * 6 units of 2⁻²⁴ of {@code |y − bias|} plus one rounding of y. NaN and infinities propagate.
     *
     * <p>Source: Ioffe, Szegedy, "Batch Normalization", ICML 2015.
     *
     * @param batch images
     * @param channels channels of an image
     * @param size elements of a channel
     * @param x arguments
     * @param xOffset the first of them
     * @param mean the mean of each channel
     * @param variance the variance of each channel
     * @param scale a factor for each channel, or null for 1
     * @param bias a term for each channel, or null for 0
     * @param epsilon what is added to the variance, 0 or more
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if a size is negative, mean, variance, scale or bias has another length,
     *     epsilon is negative or not finite, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void batchNorm(
            int batch,
            int channels,
            int size,
            float[] x,
            int xOffset,
            float[] mean,
            float[] variance,
            float[] scale,
            float[] bias,
            float epsilon,
            float[] y,
            int yOffset) {
        int elements = elements(batch, channels, size);
        statistics(mean, variance, channels);
        perColumn(scale, channels, "scale", "channels");
        perColumn(bias, channels, "bias", "channels");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            if (elements > 0) {
                run.executeChannels(batch, channels, size, channels, scale, bias, epsilon, mean, variance);
            }
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * Batch normalisation on segments of fp32 in native byte order, as {@link #batchNorm(int, int, int, float[], int, float[], float[], float[], float[], float, float[], int)}. A segment confined to the calling thread
     * keeps the run there.
     *
     * @param batch images
     * @param channels channels of an image
     * @param size elements of a channel
     * @param x arguments
     * @param xOffset the first of them
     * @param mean the mean of each channel
     * @param variance the variance of each channel
     * @param scale a factor for each channel, or null for 1
     * @param bias a term for each channel, or null for 0
     * @param epsilon what is added to the variance, 0 or more
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if a size is negative, mean, variance, scale or bias has another length,
     *     epsilon is negative or not finite, y is read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array or a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void batchNorm(
            int batch,
            int channels,
            int size,
            MemorySegment x,
            long xOffset,
            float[] mean,
            float[] variance,
            float[] scale,
            float[] bias,
            float epsilon,
            MemorySegment y,
            long yOffset) {
        int elements = elements(batch, channels, size);
        statistics(mean, variance, channels);
        perColumn(scale, channels, "scale", "channels");
        perColumn(bias, channels, "bias", "channels");
        epsilon(epsilon);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        NormRun run = normRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            if (elements > 0) {
                run.executeChannels(batch, channels, size, channels, scale, bias, epsilon, mean, variance);
            }
        } finally {
            normRuns.end(run);
        }
    }

    /**
     * Folds a batch normalisation into the weights and the bias of the convolution or fully connected layer before it, in place:
     * {@code W' = W·s}, {@code bias' = (bias − mean)·s + shift} with {@code s = scale/√(variance + epsilon)}, calculated in double and
     * rounded once.
     *
     * @param channels output channels, which are the rows of the weights
     * @param weightsPerChannel weights of an output channel, neighbours in the array
     * @param weights channels·weightsPerChannel weights
     * @param weightsOffset the first of them
     * @param bias the layer's bias, one for each channel; zeros where it has none
     * @param mean the mean of each channel
     * @param variance the variance of each channel
     * @param scale a factor for each channel, or null for 1
     * @param shift a term for each channel, or null for 0
     * @param epsilon what is added to the variance, 0 or more
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if a size is negative, an array has another length than channels, or epsilon is negative or not
     *     finite
     * @throws IndexOutOfBoundsException if weights is too short or the offset negative
     */
    public static void foldBatchNorm(
            int channels,
            int weightsPerChannel,
            float[] weights,
            int weightsOffset,
            float[] bias,
            float[] mean,
            float[] variance,
            float[] scale,
            float[] shift,
            float epsilon) {
        Checks.size(channels, "channels");
        Checks.size(weightsPerChannel, "weightsPerChannel");
        Checks.matrix(weights, weightsOffset, channels, weightsPerChannel, Math.max(1, weightsPerChannel), "weights");
        Checks.notNull(bias, "bias");
        perColumn(bias, channels, "bias", "channels");
        statistics(mean, variance, channels);
        perColumn(scale, channels, "scale", "channels");
        perColumn(shift, channels, "shift", "channels");
        epsilon(epsilon);
        for (int c = 0; c < channels; c++) {
            double factor = (scale == null ? 1 : scale[c]) / Math.sqrt((double) variance[c] + epsilon);
            for (int i = 0; i < weightsPerChannel; i++) {
                int at = weightsOffset + c * weightsPerChannel + i;
                weights[at] = (float) (weights[at] * factor);
            }
            bias[c] = (float) (((double) bias[c] - mean[c]) * factor + (shift == null ? 0 : shift[c]));
        }
    }

    private static int elements(int rows, int n) {
        Checks.size(rows, "rows");
        Checks.size(n, "n");
        return counted((long) rows * n, "rows·n");
    }

    private static int elements(int batch, int channels, int size) {
        Checks.size(batch, "batch");
        Checks.size(channels, "channels");
        Checks.size(size, "size");
        int plane = counted((long) channels * size, "channels·size");
        return counted((long) batch * plane, "batch·channels·size");
    }

    private static int counted(long elements, String name) {
        if (elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + elements + "; it must be at most " + Integer.MAX_VALUE);
        }
        return (int) elements;
    }

    private static void groups(int groups, int channels) {
        Checks.positive(groups, "groups");
        if (channels % groups != 0) {
            throw new IllegalArgumentException("groups is " + groups + "; it must divide channels, " + channels);
        }
    }

    private static void statistics(float[] mean, float[] variance, int channels) {
        Checks.notNull(mean, "mean");
        Checks.notNull(variance, "variance");
        perColumn(mean, channels, "mean", "channels");
        perColumn(variance, channels, "variance", "channels");
    }

    private static void perColumn(float[] values, int count, String name, String what) {
        if (values != null) {
            Checks.length(values.length, count, name, what);
        }
    }

    private static void epsilon(float epsilon) {
        if (!(epsilon >= 0 && epsilon < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be 0 or more, and finite");
        }
    }
}
