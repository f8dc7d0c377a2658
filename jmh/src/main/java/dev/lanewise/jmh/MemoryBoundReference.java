package dev.lanewise.jmh;

import static dev.lanewise.jmh.MemoryBoundWork.BEST;
import static dev.lanewise.jmh.MemoryBoundWork.CHANNELS;
import static dev.lanewise.jmh.MemoryBoundWork.EPSILON;
import static dev.lanewise.jmh.MemoryBoundWork.HEAD;
import static dev.lanewise.jmh.MemoryBoundWork.IMAGE;
import static dev.lanewise.jmh.MemoryBoundWork.PIXELS;
import static dev.lanewise.jmh.MemoryBoundWork.ROW;
import static dev.lanewise.jmh.MemoryBoundWork.ROWS;
import static dev.lanewise.jmh.MemoryBoundWork.SIDE;
import static dev.lanewise.jmh.MemoryBoundWork.TOKENS;

import dev.lanewise.jmh.MemoryBound.Operator;
import dev.lanewise.reference.ReferenceActivations;
import dev.lanewise.reference.ReferenceMovement;
import dev.lanewise.reference.ReferenceNormalization;
import dev.lanewise.reference.ReferencePooling;
import dev.lanewise.reference.ReferenceReductions;
import dev.lanewise.reference.ReferenceResize;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** One image of {@link MemoryBoundWork} by the scalar reference. */
final class MemoryBoundReference {
    static final float CUBIC = -0.75f;

    private final Operator operator;
    private final float[] x;
    private final float[] z;

    /** Takes an image, and as the other operand an image or a row. */
    MemoryBoundReference(Operator operator, float[] x, float[] z) {
        this.operator = operator;
        this.x = x;
        this.z = z;
    }

    /** Rows of an image in another order. */
    static int[] order() {
        return IntStream.range(0, ROWS).map(i -> i * 37 % ROWS).toArray();
    }

    /** {@return what the operator gives} */
    double[] results() {
        int[] outside = {1, CHANNELS, SIDE, SIDE};
        int[] inside = {1, SIDE, SIDE, CHANNELS};
        int[] border = {0, 1, 1, 0};
        int[] rows = {ROWS, ROW};
        return switch (operator) {
            case RELU -> each(i -> ReferenceActivations.relu(x[i]));
            case ADD -> each(i -> x[i] + z[i]);
            case ADD_ROW -> each(i -> x[i] + z[i % ROW]);
            case POWER -> each(i -> StrictMath.pow(x[i], z[i]));
            case LAYER_NORM -> normalized(ROW, true);
            case RMS_NORM -> normalized(ROW, false);
            case INSTANCE_NORM -> normalized(PIXELS, true);
            case GROUP_NORM -> normalized(2 * PIXELS, true);
            case BATCH_NORM ->
                each(i -> ReferenceNormalization.normalize(
                        x[i], z[i / PIXELS], Math.abs(z[CHANNELS + i / PIXELS]), EPSILON, 1, 0));
            case SOFTMAX -> softmax(false);
            case LOG_SOFTMAX -> softmax(true);
            case SUM_OF_ROWS -> reduced(rows, 1, group -> ReferenceReductions.reduce("SUM", group));
            case LOG_SUM_EXP_OF_ROWS -> reduced(rows, 1, group -> ReferenceReductions.reduce("LOG_SUM_EXP", group));
            case MAX_OF_COLUMNS -> reduced(rows, 0, group -> ReferenceReductions.reduce("MAX", group));
            case ARG_MAX -> reduced(rows, 1, group -> ReferenceReductions.order(true, group)[0]);
            case GLOBAL_AVERAGE_POOL ->
                reduced(new int[] {PIXELS, CHANNELS}, 0, group -> ReferenceReductions.reduce("MEAN", group));
            case TOP_8 -> best();
            case ROTARY -> each(this::rotated);
            case MAX_POOL_NHWC, MAX_POOL_NCHW, AVERAGE_POOL_NHWC -> pooled();
            case RESIZE_NEAREST, RESIZE_LINEAR, RESIZE_LINEAR_NCHW, RESIZE_CUBIC -> resized();
            case NCHW_TO_NHWC -> moved(ReferenceMovement.transpose(outside, new int[] {0, 2, 3, 1}));
            case NHWC_TO_NCHW -> moved(ReferenceMovement.transpose(inside, new int[] {0, 3, 1, 2}));
            case PAD -> moved(ReferenceMovement.pad(inside, border, border, "CONSTANT"));
            case SLICE -> moved(ReferenceMovement.slice(rows, new int[2], new int[] {1, 1}, new int[] {ROWS, ROW / 2}));
            case TILE -> moved(ReferenceMovement.tile(rows, new int[] {1, 2}));
            case GATHER -> moved(ReferenceMovement.gather(rows, 0, order()));
            case DEPTH_TO_SPACE -> moved(ReferenceMovement.depthToSpace(outside, 2, true));
            case CONCAT ->
                IntStream.range(0, 2 * IMAGE)
                        .mapToDouble(i -> (i / CHANNELS % 2 == 0 ? x : z)[i / (2 * CHANNELS) * CHANNELS + i % CHANNELS])
                        .toArray();
        };
    }

    /** Tables of multiples of 1/8, so that results are exact. */
    static float cosine(int i) {
        return (i % 7 - 3) / 8f;
    }

    static float sine(int i) {
        return (i % 5 - 2) / 8f;
    }

    /** An element of a head turns with the one half a head away. */
    private double rotated(int i) {
        int pairs = HEAD / 2;
        int pair = i % pairs;
        int at = i / (IMAGE / TOKENS) * pairs + pair;
        boolean isFirst = i % HEAD < pairs;
        return x[i] * cosine(at) + (isFirst ? -x[i + pairs] : x[i - pairs]) * sine(at);
    }

    /** A function of an element's number. */
    private interface Element {
        double at(int i);
    }

    private static double[] each(Element element) {
        return IntStream.range(0, IMAGE).mapToDouble(element::at).toArray();
    }

    private double[] moved(int[] origins) {
        return Arrays.stream(origins).mapToDouble(i -> i < 0 ? 0 : x[i]).toArray();
    }

    private double[] normalized(int n, boolean centered) {
        double[] y = new double[IMAGE];
        for (int from = 0; from < IMAGE; from += n) {
            double mean = centered ? ReferenceNormalization.mean(x, from, n) : 0;
            double square = ReferenceNormalization.meanSquare(x, from, n, mean);
            for (int i = from; i < from + n; i++) {
                y[i] = ReferenceNormalization.normalize(x[i], mean, square, EPSILON, 1, 0);
            }
        }
        return y;
    }

    private double[] softmax(boolean log) {
        double[] y = new double[IMAGE];
        for (int from = 0; from < IMAGE; from += ROW) {
            System.arraycopy(ReferenceNormalization.softmax(log, x, from, ROW, 1), 0, y, from, ROW);
        }
        return y;
    }

    private double[] reduced(int[] shape, int axis, ToDoubleFunction<double[]> reduction) {
        return Arrays.stream(ReferenceReductions.groups(shape, new boolean[] {axis == 0, axis == 1}, x))
                .mapToDouble(reduction)
                .toArray();
    }

    private double[] best() {
        return Arrays.stream(ReferenceReductions.groups(new int[] {ROWS, ROW}, new boolean[] {false, true}, x))
                .flatMapToDouble(row -> Arrays.stream(ReferenceReductions.order(true, row))
                        .limit(BEST)
                        .mapToDouble(i -> row[i]))
                .toArray();
    }

    private double[] pooled() {
        boolean mean = operator == Operator.AVERAGE_POOL_NHWC;
        int[] axis = mean ? new int[] {2, 2, 0, 0, 1} : new int[] {3, 2, 1, 1, 1};
        return planes(
                operator != Operator.MAX_POOL_NCHW,
                plane -> ReferencePooling.plane(plane, SIDE, SIDE, axis, axis, false, mean, false));
    }

    private double[] resized() {
        String method = switch (operator) {
            case RESIZE_NEAREST -> "FLOOR";
            case RESIZE_CUBIC -> "CUBIC";
            default -> "LINEAR";
        };
        var axis = new ReferenceResize.Axis(SIDE, 2 * SIDE, 2, "HALF_PIXEL", method, CUBIC, false);
        return planes(operator != Operator.RESIZE_LINEAR_NCHW, plane -> ReferenceResize.plane(plane, axis, axis));
    }

    /** A plane's results, each followed by something else. */
    private interface Plane {
        double[] of(float[] plane);
    }

    private double[] planes(boolean channelsInside, Plane function) {
        double[] y = new double[0];
        for (int c = 0; c < CHANNELS; c++) {
            float[] plane = new float[PIXELS];
            for (int p = 0; p < PIXELS; p++) {
                plane[p] = x[channelsInside ? p * CHANNELS + c : c * PIXELS + p];
            }
            double[] results = function.of(plane);
            int pixels = results.length / 2;
            y = c == 0 ? new double[CHANNELS * pixels] : y;
            for (int p = 0; p < pixels; p++) {
                y[channelsInside ? p * CHANNELS + c : c * pixels + p] = results[2 * p];
            }
        }
        return y;
    }
}
