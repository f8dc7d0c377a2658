package dev.lanewise.jmh;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.engine.kernels.Probes;
import dev.lanewise.engine.planning.Layout;
import java.util.Arrays;

/**
 * An operator that memory limits, and a loop that reads and writes as much. Java has no stores past the caches: a line that is written is
 * read before, by the operator and by the loop alike, and neither counts that.
 */
public final class MemoryBound {

    private static final int CHANNELS = 64;
    private static final int ROW = 1024;
    private static final int SIDE = 64;
    private static final float EPSILON = 1e-5f;

    /** What runs, each on tensors that are read and written once. */
    public enum Operator {
        /** One tensor to another. */
        RELU(1),
        /** Two tensors to a third. */
        ADD(2),
        /** Rows of 1024. */
        LAYER_NORM(1),
        /** Rows of 1024. */
        SOFTMAX(1),
        /** Images of 64 channels, 64×64, whose channels go inside. */
        NCHW_TO_NHWC(1),
        /** The same back. */
        NHWC_TO_NCHW(1);

        private final int reads;

        Operator(int reads) {
            this.reads = reads;
        }
    }

    private final Operator operator;
    private final Engine engine;
    private final int length;
    private final float[] x;
    private final float[] z;
    private final float[] y;
    private final float[] loop;
    private final Rearrangement change;

    /**
     * Makes the tensors.
     *
     * @param operator what runs
     * @param length elements of a tensor, a multiple of an image's
     * @param engine on which it runs
     */
    public MemoryBound(Operator operator, int length, Engine engine) {
        this.operator = operator;
        this.engine = engine;
        this.length = length;
        x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = (i * 37 % 1001 - 500) / 128f;
        }
        z = operator.reads > 1 ? x.clone() : x;
        y = new float[length];
        Arrays.fill(y, Float.NaN);
        loop = new float[(operator.reads + 1) * length];
        boolean inside = operator == Operator.NCHW_TO_NHWC;
        change = engine.dataMovement()
                .changeLayout(
                        length / (CHANNELS * SIDE * SIDE),
                        CHANNELS,
                        SIDE,
                        SIDE,
                        inside ? Layout.NCHW : Layout.NHWC,
                        inside ? Layout.NHWC : Layout.NCHW);
    }

    /** {@return elements of an image, of which lengths are multiples} */
    public static int imageElements() {
        return CHANNELS * SIDE * SIDE;
    }

    /** {@return bytes that the operator must read and write} */
    public double bytes() {
        return (operator.reads + 1.0) * length * Float.BYTES;
    }

    /**
     * Runs the operator.
     *
     * @return results
     */
    public float[] run() {
        int[] rows = {length / ROW, ROW};
        switch (operator) {
            case RELU -> engine.pointwise().unary(Activation.RELU, length, x, 0, y, 0);
            case ADD -> engine.pointwise().binary(BinaryOperation.ADD, rows, x, 0, rows, z, 0, y, 0);
            case LAYER_NORM -> engine.normalization().layerNorm(length / ROW, ROW, x, 0, null, null, EPSILON, y, 0);
            case SOFTMAX -> engine.normalization().softmax(rows, 1, x, 0, y, 0);
            case NCHW_TO_NHWC, NHWC_TO_NCHW -> change.run(x, 0, y, 0);
        }
        return y;
    }

    /** Reads and writes as much. */
    public void runLoop() {
        int whole = length - length % Probes.BLOCK;
        if (operator.reads > 1) {
            Probes.add(loop, 0, length, 2 * length, whole);
        } else {
            Probes.copy(loop, 0, length, whole, 1);
        }
    }

    /**
     * Throws unless results are right.
     *
     * @param results what {@link #run} returned
     */
    public void requireCorrect(float[] results) {
        double mean = 0;
        double deviation = 0;
        double sum = 0;
        for (int i = 0; i < length; i++) {
            if (i % ROW == 0) {
                mean = Arrays.stream(doubles(i)).average().orElseThrow();
                double center = mean;
                deviation = Arrays.stream(doubles(i))
                                .map(v -> (v - center) * (v - center))
                                .sum()
                        / ROW;
                sum = Arrays.stream(doubles(i)).map(Math::exp).sum();
            }
            double expected = switch (operator) {
                case RELU -> Math.max(0, x[i]);
                case ADD -> x[i] + z[i];
                case LAYER_NORM -> (x[i] - mean) / Math.sqrt(deviation + EPSILON);
                case SOFTMAX -> Math.exp(x[i]) / sum;
                case NCHW_TO_NHWC -> x[origin(i, CHANNELS, SIDE * SIDE)];
                case NHWC_TO_NCHW -> x[origin(i, SIDE * SIDE, CHANNELS)];
            };
            if (!(Math.abs(results[i] - expected) <= 1e-5 * Math.max(1e-3, Math.abs(expected)))) {
                throw new AssertionError(
                        "%s: element %d is %s; it must be %s".formatted(operator, i, results[i], expected));
            }
        }
    }

    private double[] doubles(int first) {
        double[] row = new double[ROW];
        for (int i = 0; i < ROW; i++) {
            row[i] = x[first + i];
        }
        return row;
    }

    /** Of each image as a matrix of rows and columns, the element that becomes the i-th of its transpose. */
    private static int origin(int i, int rows, int cols) {
        int image = i / (rows * cols);
        int at = i % (rows * cols);
        return image * rows * cols + at % rows * cols + at / rows;
    }
}
