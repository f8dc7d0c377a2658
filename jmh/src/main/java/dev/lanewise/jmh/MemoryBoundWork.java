package dev.lanewise.jmh;

import static dev.lanewise.engine.planning.Layout.NCHW;
import static dev.lanewise.engine.planning.Layout.NHWC;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.DepthOrder;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gather;
import dev.lanewise.engine.Interpolation;
import dev.lanewise.engine.NearestRounding;
import dev.lanewise.engine.Normalization;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.engine.Reduction;
import dev.lanewise.engine.Reductions;
import dev.lanewise.engine.Resize;
import dev.lanewise.engine.RotaryEmbedding;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.engine.planning.PoolShape;
import dev.lanewise.jmh.MemoryBound.Operator;
import java.util.Arrays;

/** The tensors of {@link MemoryBound} and what runs on them. */
final class MemoryBoundWork {
    static final int CHANNELS = 64;
    static final int SIDE = 64;
    static final int PIXELS = SIDE * SIDE;
    static final int IMAGE = CHANNELS * PIXELS;
    static final int ROW = 1024;
    static final int ROWS = IMAGE / ROW;
    static final int BEST = 8;
    static final int TOKENS = 256;
    static final int HEAD = 64;
    static final float EPSILON = 1e-5f;

    private final Operator operator;
    private final Engine engine;
    private final int images;
    private final int[] rows;
    private final float[] x;
    private final float[] z;
    private float[] y;
    /** Results that are indices, or null. */
    private int[] indices;

    private Runnable run;

    MemoryBoundWork(Operator operator, int images, Engine engine) {
        this.operator = operator;
        this.engine = engine;
        this.images = images;
        rows = new int[] {images * ROWS, ROW};
        x = new float[images * IMAGE];
        z = new float[operands() > 1 ? x.length : ROW];
        for (int i = 0; i < x.length; i++) {
            // multiples of 1/128, so that sums are exact
            int number = i * 37 % 1001 - 500;
            x[i] = (operator == Operator.POWER ? Math.abs(number) + 1 : number) / 128f;
        }
        for (int i = 0; i < z.length; i++) {
            z[i] = (i * 53 % 997 - 498) / 128f;
        }
        y = results(IMAGE);
        run = switch (operator) {
            case RELU, ADD, ADD_ROW, POWER -> pointwise();
            case LAYER_NORM, RMS_NORM, SOFTMAX, LOG_SOFTMAX, BATCH_NORM, INSTANCE_NORM, GROUP_NORM -> normalization();
            case SUM_OF_ROWS, LOG_SUM_EXP_OF_ROWS, MAX_OF_COLUMNS, ARG_MAX, TOP_8, GLOBAL_AVERAGE_POOL -> reduction();
            case ROTARY -> rotary();
            case MAX_POOL_NHWC, MAX_POOL_NCHW, AVERAGE_POOL_NHWC -> pooling();
            case RESIZE_NEAREST -> resize(NHWC, Interpolation.nearest(NearestRounding.FLOOR));
            case RESIZE_LINEAR -> resize(NHWC, Interpolation.linear());
            case RESIZE_LINEAR_NCHW -> resize(NCHW, Interpolation.linear());
            case RESIZE_CUBIC -> resize(NHWC, Interpolation.cubic(MemoryBoundReference.CUBIC, false));
            case NCHW_TO_NHWC, NHWC_TO_NCHW, PAD, SLICE, TILE, DEPTH_TO_SPACE, CONCAT, GATHER -> movement();
        };
    }

    private int operands() {
        return switch (operator) {
            case ADD, POWER, CONCAT -> 2;
            default -> 1;
        };
    }

    private float[] results(int ofImage) {
        float[] results = new float[images * ofImage];
        Arrays.fill(results, Float.NaN);
        return results;
    }

    private Runnable pointwise() {
        int[] row = {ROW};
        return switch (operator) {
            case RELU -> () -> engine.pointwise().unary(Activation.RELU, x.length, x, 0, y, 0);
            case ADD -> () -> engine.pointwise().binary(BinaryOperation.ADD, rows, x, 0, rows, z, 0, y, 0);
            case ADD_ROW -> () -> engine.pointwise().binary(BinaryOperation.ADD, rows, x, 0, row, z, 0, y, 0);
            default -> () -> engine.pointwise().binary(BinaryOperation.POWER, rows, x, 0, rows, z, 0, y, 0);
        };
    }

    private Runnable normalization() {
        Normalization norms = engine.normalization();
        float[] mean = Arrays.copyOf(z, CHANNELS);
        float[] variance = Arrays.copyOfRange(z, CHANNELS, 2 * CHANNELS);
        for (int c = 0; c < CHANNELS; c++) {
            variance[c] = Math.abs(variance[c]);
        }
        return switch (operator) {
            case LAYER_NORM -> () -> norms.layerNorm(rows[0], ROW, x, 0, null, null, EPSILON, y, 0);
            case RMS_NORM -> () -> norms.rmsNorm(rows[0], ROW, x, 0, null, EPSILON, y, 0);
            case SOFTMAX -> () -> norms.softmax(rows, 1, x, 0, y, 0);
            case LOG_SOFTMAX -> () -> norms.logSoftmax(rows, 1, x, 0, y, 0);
            case BATCH_NORM ->
                () -> norms.batchNorm(images, CHANNELS, PIXELS, x, 0, mean, variance, null, null, EPSILON, y, 0);
            default -> {
                int groups = operator == Operator.GROUP_NORM ? CHANNELS / 2 : CHANNELS;
                yield () -> norms.groupNorm(images, CHANNELS, PIXELS, groups, x, 0, null, null, EPSILON, y, 0);
            }
        };
    }

    private Runnable reduction() {
        Reductions reductions = engine.reductions();
        int[] columns = {images, ROWS, ROW};
        int[] pixels = {images, PIXELS, CHANNELS};
        int[] axis = {1};
        y = results(
                switch (operator) {
                    case MAX_OF_COLUMNS -> ROW;
                    case GLOBAL_AVERAGE_POOL -> CHANNELS;
                    case TOP_8 -> ROWS * BEST;
                    default -> ROWS;
                });
        int[] found = new int[y.length];
        indices = operator == Operator.ARG_MAX ? found : null;
        return switch (operator) {
            case SUM_OF_ROWS -> () -> reductions.reduce(Reduction.SUM, rows, axis, x, 0, y, 0);
            case LOG_SUM_EXP_OF_ROWS -> () -> reductions.reduce(Reduction.LOG_SUM_EXP, rows, axis, x, 0, y, 0);
            case MAX_OF_COLUMNS -> () -> reductions.reduce(Reduction.MAX, columns, axis, x, 0, y, 0);
            case GLOBAL_AVERAGE_POOL -> () -> reductions.reduce(Reduction.MEAN, pixels, axis, x, 0, y, 0);
            case ARG_MAX -> () -> reductions.argMax(rows, 1, false, x, 0, found, 0);
            default -> () -> reductions.topK(rows, 1, BEST, true, x, 0, y, 0, found, 0);
        };
    }

    private Runnable rotary() {
        int pairs = HEAD / 2;
        float[] cosines = new float[TOKENS * pairs];
        float[] sines = new float[TOKENS * pairs];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = MemoryBoundReference.cosine(i);
            sines[i] = MemoryBoundReference.sine(i);
        }
        RotaryEmbedding rotary =
                engine.rotaryEmbedding(HEAD, TOKENS).tables(cosines, sines).prepare();
        return () -> rotary.run(images, TOKENS, IMAGE / TOKENS / HEAD, null, 0, x, 0, y, 0);
    }

    private Runnable pooling() {
        y = results(IMAGE / 4);
        if (operator == Operator.AVERAGE_POOL_NHWC) {
            PoolAxis halves = PoolAxis.of(SIDE, 2, 2);
            PoolShape shape = new PoolShape(images, CHANNELS, halves, halves);
            return () -> engine.pooling().average(shape, NHWC, false, x, 0, y, 0);
        }
        PoolAxis overlapping = new PoolAxis(SIDE, 3, 2, 1, 1, 1, false);
        PoolShape shape = new PoolShape(images, CHANNELS, overlapping, overlapping);
        Layout layout = operator == Operator.MAX_POOL_NHWC ? NHWC : NCHW;
        return () -> engine.pooling().max(shape, layout, x, 0, y, 0);
    }

    private Runnable resize(Layout layout, Interpolation interpolation) {
        y = results(4 * IMAGE);
        Resize resize = engine.resize(images, CHANNELS, SIDE, SIDE)
                .to(2 * SIDE, 2 * SIDE)
                .layout(layout)
                .interpolation(interpolation)
                .prepare();
        return () -> resize.run(x, 0, y, 0);
    }

    private Runnable movement() {
        var movement = engine.dataMovement();
        int[] inside = {images, SIDE, SIDE, CHANNELS};
        int[] border = {0, 1, 1, 0};
        return switch (operator) {
            case NCHW_TO_NHWC -> moved(movement.changeLayout(images, CHANNELS, SIDE, SIDE, NCHW, NHWC));
            case NHWC_TO_NCHW -> moved(movement.changeLayout(images, CHANNELS, SIDE, SIDE, NHWC, NCHW));
            case PAD -> moved(movement.padConstant(inside, border, border, 0));
            case SLICE -> moved(movement.slice(rows, new int[2], new int[] {1, 1}, new int[] {rows[0], ROW / 2}));
            case TILE -> moved(movement.tile(rows, 1, 2));
            case DEPTH_TO_SPACE -> moved(movement.depthToSpace(images, CHANNELS, SIDE, SIDE, 2, DepthOrder.DCR));
            case CONCAT -> {
                Rearrangement[] parts = movement.concat(3, inside, inside);
                y = results(2 * IMAGE);
                yield () -> {
                    parts[0].run(x, 0, y, 0);
                    parts[1].run(z, 0, y, 0);
                };
            }
            default -> {
                int[] order = MemoryBoundReference.order();
                Gather gather = movement.gather(new int[] {images, ROWS, ROW}, 1, ROWS);
                yield () -> gather.run(x, 0, order, 0, y, 0);
            }
        };
    }

    private Runnable moved(Rearrangement rearrangement) {
        y = results(rearrangement.targetElements() / images);
        return () -> rearrangement.run(x, 0, y, 0);
    }

    void run() {
        run.run();
    }

    /** Elements of an image that must be read. */
    int reads() {
        return operator == Operator.SLICE ? IMAGE / 2 : operands() * IMAGE;
    }

    /** Elements that must be written for an image. */
    int writes() {
        return y.length / images;
    }

    double result(int i) {
        return indices != null ? indices[i] : y[i];
    }

    /** The results of an image. */
    double[] expected(int image) {
        float[] own = Arrays.copyOfRange(x, image * IMAGE, (image + 1) * IMAGE);
        float[] other = operands() > 1 ? Arrays.copyOfRange(z, image * IMAGE, (image + 1) * IMAGE) : z;
        double[] expected = new MemoryBoundReference(operator, own, other).results();
        if (expected.length != writes()) {
            throw new AssertionError(
                    "%s: an image has %d results; it must have %d".formatted(operator, writes(), expected.length));
        }
        return expected;
    }

    void spoil() {
        if (indices != null) {
            indices[indices.length / 2]++;
        } else {
            y[y.length / 2]++;
        }
    }
}
