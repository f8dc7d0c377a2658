package dev.lanewise.engine;

import dev.lanewise.engine.drivers.Int8Output;
import dev.lanewise.engine.drivers.Int8Output.Kind;
import dev.lanewise.engine.drivers.QuantizedConvOutput;
import dev.lanewise.engine.drivers.QuantizedConvPiece;
import dev.lanewise.engine.drivers.QuantizedConvRun;
import dev.lanewise.engine.drivers.QuantizedDepthwise;
import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Int8Columns;
import dev.lanewise.engine.kernels.QuantizeSpec;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.QuantizedBands;
import dev.lanewise.engine.planning.QuantizedConvPlan;
import java.util.Arrays;

/**
 * A prepared convolution of 8-bit numbers. The sums are
 *
 * <pre>s[n][o][p][q] = Σ (w[o][c][i][j] − Z_w[o]) · (x[n][…] − Z_x) + bias[o]</pre>
 *
 * over what {@link Conv2d} sums, with x = Z_x, real zero, where it is padded. What is written is one of
 *
 * <ul>
 *   <li>ints: s;
 *   <li>bytes: s requantised with {@code M[o] = S_x·S_w[o] / S_y}, rounded after each operation, see {@link Requantization}; the
 *       activation clips;
 *   <li>floats: {@code activation(float(s)·(S_x·S_w[o]) + bias[o])}, rounded after each operation, the bias in floats.
 * </ul>
 *
 * <p>Inputs and weights may each be U8 or S8; x and y are dense, each in its own {@link Layout}. s is exact, modulo 2³² where it does not
 * fit an int: products run on the fp32 unit, and {@link Builder#prepare} certifies for these weights and any input that every intermediate
 * value is one that a float holds, Winograd's F(2×2, 3×3) included; channels are cut into pieces, added up in ints, where that needs it. So
 * bits depend on nothing but the arguments. Accuracy RELAXED allows F(4×4, 3×3) as well, whose s is off by
 * {@link QuantizedConvPlan#errorBound} at most.
 *
 * <p>y shares no element with x. Immutable, and safe to run from many threads at once; a run allocates nothing. Beside the workspace, which
 * holds an image of floats, every thread has a scratch of some KiB. Weights are kept as floats in the form of the algorithm, as bytes
 * for 1×1 kernels with channels last.
 *
 * <p>Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018,
 * section 2; Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
 */
public final class QuantizedConv2d {
    /** Elements that arrays of parameters have beyond those that are used: kernels read whole vectors. */
    private static final int PADDING = 16;

    private final Engine engine;
    private final ConvProblem problem;
    private final ConvShape shape;
    private final QuantizedConvPlan plan;
    private final Kind kind;
    /** Do plans of bytes, else null. */
    private final QuantizedLinear product;

    private final QuantizedDepthwise depthwise;

    private final QuantizedConvPiece[] pieces;
    private final long convWorkspace;
    private final long workspaceBytes;
    private final QuantizeSpec input;
    private final QuantizedConvOutput output;
    private final EpilogueSpec epilogue;
    /** Cut of a depthwise convolution, or null. */
    private final QuantizedBands bands;

    private QuantizedConv2d(Builder builder, QuantizedConvPlanner planner) {
        engine = builder.engine;
        plan = planner.plan();
        pieces = planner.prepare();
        bands = planner.bands();
        problem = plan.problem();
        shape = builder.shape;
        kind = builder.kind;
        depthwise = planner.ofRows();
        product = plan.ofBytes() && depthwise == null ? builder.product() : null;
        long most = 0;
        long stage = 0;
        for (QuantizedConvPiece piece : pieces) {
            most = Math.max(most, piece.conv().plan().choice().workspaceBytes());
            stage = Math.max(
                    stage,
                    QuantizedConvRun.stageBytes(piece.conv().plan().problem().shape(), pieces.length));
        }
        convWorkspace = most;
        workspaceBytes = bands == null ? most + stage : QuantizedConvRun.bandBytes(bands, engine.threads());
        boolean unsigned = builder.input.type().isUnsigned();
        input = new QuantizeSpec(new float[] {1}, new int[] {builder.input.zeroPoint(0)}, false, unsigned);
        boolean areFloats = planner.areFloats();
        output = builder.out == Layout.NHWC ? channelsLast(builder, areFloats) : channelsFirst(builder, areFloats);
        epilogue = areFloats ? bias(builder) : rounding(plan.errorBound());
    }

    private static EpilogueSpec bias(Builder builder) {
        if (builder.bias == null) {
            return EpilogueSpec.IDENTITY;
        }
        float[] bias = new float[builder.bias.length];
        for (int o = 0; o < bias.length; o++) {
            bias[o] = builder.bias[o];
        }
        boolean last = builder.out == Layout.NHWC;
        return new EpilogueSpec(1, last ? bias : null, last ? null : bias, null, 0, 0, ActivationKind.NONE, 0, 0);
    }

    private static EpilogueSpec rounding(int errorBound) {
        return errorBound == 0
                ? EpilogueSpec.IDENTITY
                : new EpilogueSpec(1, null, null, null, 0, 0, ActivationKind.ROUND, 0, 0);
    }

    private static float[] factors(Builder builder) {
        float[] factors = builder.weightScale.scales(builder.shape.outChannels());
        for (int o = 0; o < factors.length; o++) {
            factors[o] *= builder.input.scale(0);
        }
        return factors;
    }

    /** Parameters repeated for as many pixels as are finished at a time. */
    private static QuantizedConvOutput channelsLast(Builder builder, boolean areFloats) {
        int channels = builder.shape.outChannels();
        int pixels = Math.max(1, QuantizedConvOutput.CHUNK / channels);
        int count = pixels * channels;
        float[] factors = factors(builder);
        float[] repeated = new float[count];
        int[] bias = new int[count + PADDING];
        for (int i = 0; i < count; i++) {
            repeated[i] = factors[i % channels];
            bias[i] = builder.bias == null ? 0 : builder.bias[i % channels];
        }
        Epilogue.Builder steps = Epilogue.builder();
        if (builder.floatBias != null) {
            steps.biasPerColumn(builder.floatBias);
        }
        Int8Output all = builder.outputs().of(repeated, steps);
        int[] zeros = new int[count + PADDING];
        return new QuantizedConvOutput(
                new Int8Output[] {all}, new Int8Columns(bias, zeros, zeros, false), null, count, areFloats);
    }

    /** Parameters of every channel; its bias is taken off as a zero point times ones. */
    private static QuantizedConvOutput channelsFirst(Builder builder, boolean areFloats) {
        int channels = builder.shape.outChannels();
        int count = QuantizedConvOutput.CHUNK;
        float[] factors = factors(builder);
        Int8Output[] outputs = new Int8Output[channels];
        for (int o = 0; o < channels; o++) {
            Epilogue.Builder steps = Epilogue.builder();
            if (builder.floatBias != null) {
                steps.biasPerRow(builder.floatBias);
            }
            outputs[o] = builder.outputs().of(new float[] {factors[o]}, steps);
        }
        int[] zeros = new int[count + PADDING];
        int[] ones = new int[count + PADDING];
        Arrays.fill(ones, 1);
        int[] bias = builder.bias == null ? new int[channels] : builder.bias.clone();
        return new QuantizedConvOutput(outputs, new Int8Columns(zeros, ones, zeros, false), bias, count, areFloats);
    }

    /**
     * The sizes.
     *
     * @return as given
     */
    public ConvShape shape() {
        return shape;
    }

    /**
     * Which algorithm computes it, whether it is exact, and why the others do not serve.
     *
     * @return the plan
     */
    public QuantizedConvPlan plan() {
        return plan;
    }

    /**
     * Convolves to ints.
     *
     * @param x input
     * @param xOffset first element of x
     * @param y output
     * @param yOffset first element of y
     * @throws NullPointerException if an array is null
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or outputs are of another type
     */
    public void run(byte[] x, int xOffset, int[] y, int yOffset) {
        check(x, xOffset, Kind.INTS);
        Checks.matrix(y, yOffset, 1, shape.outputElements(), shape.outputElements(), "y");
        if (product == null) {
            execute(x, xOffset, y, yOffset);
        } else {
            product.run(rows(), x, xOffset, shape.inChannels(), y, yOffset, shape.outChannels());
        }
    }

    /**
     * Convolves to bytes.
     *
     * @param x input
     * @param xOffset first element of x
     * @param y output
     * @param yOffset first element of y
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or outputs are of another type
     */
    public void run(byte[] x, int xOffset, byte[] y, int yOffset) {
        check(x, xOffset, Kind.BYTES);
        int in = shape.inputElements();
        int out = shape.outputElements();
        Checks.vector(y, yOffset, out, "y");
        Checks.disjoint(x, xOffset, 1, in, in, "x", "y", y, yOffset, 1, out, out);
        if (product == null) {
            execute(x, xOffset, y, yOffset);
        } else {
            product.run(rows(), x, xOffset, shape.inChannels(), y, yOffset, shape.outChannels());
        }
    }

    /**
     * Convolves to floats.
     *
     * @param x input
     * @param xOffset first element of x
     * @param y output
     * @param yOffset first element of y
     * @throws NullPointerException if an array is null
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or outputs are of another type
     */
    public void run(byte[] x, int xOffset, float[] y, int yOffset) {
        check(x, xOffset, Kind.FLOATS);
        Checks.vector(y, yOffset, shape.outputElements(), 1, "y");
        if (product == null) {
            execute(x, xOffset, y, yOffset);
        } else {
            product.run(rows(), x, xOffset, shape.inChannels(), y, yOffset, shape.outChannels());
        }
    }

    private int rows() {
        return shape.batch() * shape.outPixels();
    }

    private void check(byte[] x, int xOffset, Kind asked) {
        if (asked != kind) {
            throw new IllegalStateException("outputs are " + kind + "; y must be an array of them, not of " + asked);
        }
        Checks.vector(x, xOffset, shape.inputElements(), "x");
    }

    private void execute(byte[] x, int xOffset, Object y, int yOffset) {
        QuantizedConvRun run = engine.quantizedConvRuns.begin();
        try {
            run.set(x, xOffset, y, yOffset);
            ConvEvent event = ConvEvent.start();
            if (depthwise == null) {
                run.execute(problem, pieces, convWorkspace, workspaceBytes, bands, input, epilogue, output);
            } else {
                run.execute(problem, depthwise, output.outputs()[0].spec());
            }
            if (event != null) {
                event.finish(plan);
            }
        } finally {
            engine.quantizedConvRuns.end(run);
        }
    }

    /** Describes a convolution. */
    public static final class Builder extends QuantizedBuilder<Builder> {
        private final ConvShape shape;
        private Layout in = Layout.NHWC;
        private Layout out = Layout.NHWC;
        private Quantization input;
        private Quantization weightScale;
        private byte[] weights;
        private Accuracy accuracy = Accuracy.STANDARD;
        private long workspaceLimit = Long.MAX_VALUE;
        private ConvAlgorithm algorithm;

        Builder(Engine engine, ConvShape shape) {
            super(engine);
            Checks.notNull(shape, "shape");
            this.shape = shape;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        void checkBias(int length) {
            Checks.length(length, shape.outChannels(), "bias", "outChannels");
        }

        /**
         * Order of the dimensions of input and output.
         *
         * @param both NHWC is the default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder layout(Layout both) {
            return layouts(both, both);
        }

        /**
         * Order of the dimensions, each its own.
         *
         * @param inputLayout of x; NHWC is the default
         * @param outputLayout of y; NHWC is the default
         * @return this
         * @throws NullPointerException if one is null
         */
        public Builder layouts(Layout inputLayout, Layout outputLayout) {
            Checks.notNull(inputLayout, "input layout");
            Checks.notNull(outputLayout, "output layout");
            in = inputLayout;
            out = outputLayout;
            return this;
        }

        /**
         * How inputs are quantised.
         *
         * @param quantization for all inputs
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it is per channel
         */
        public Builder input(Quantization quantization) {
            Checks.notNull(quantization, "input");
            requirePerTensor(quantization, "input");
            input = quantization;
            return this;
        }

        /**
         * The weights, copied.
         *
         * @param quantization for all weights, or per channel for each output channel
         * @param w {@code [outChannels][inChannels/groups][kernelHeight][kernelWidth]}, dense
         * @param offset first element of w
         * @return this
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if there are not outChannels channels
         * @throws IndexOutOfBoundsException if the array is too short or the offset negative
         */
        public Builder weights(Quantization quantization, byte[] w, int offset) {
            Checks.notNull(quantization, "quantization");
            quantization.checkChannels(shape.outChannels(), "outChannels");
            Checks.vector(w, offset, shape.weightElements(), "w");
            weights = Arrays.copyOfRange(w, offset, offset + shape.weightElements());
            weightScale = quantization;
            return this;
        }

        /**
         * Whether sums must be exact.
         *
         * @param allowed STANDARD is the default, and exact; RELAXED allows the error that the plan states
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder accuracy(Accuracy allowed) {
            Checks.notNull(allowed, "accuracy");
            accuracy = allowed;
            return this;
        }

        /**
         * Most workspace that a run may use; the engine's limit holds as well.
         *
         * @param bytes no limit is the default
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder workspaceLimit(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("workspaceLimit is " + bytes + "; it must be 0 or more");
            }
            workspaceLimit = bytes;
            return this;
        }

        /**
         * Forces an algorithm, whatever its accuracy class.
         *
         * @param forced a direct algorithm, WINOGRAD_4_POINTS or WINOGRAD_6_POINTS; the planner chooses by default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder algorithm(ConvAlgorithm forced) {
            Checks.notNull(forced, "algorithm");
            algorithm = forced;
            return this;
        }

        /**
         * Certifies and plans the convolution, and transforms the weights.
         *
         * @return a convolution ready to run
         * @throws IllegalArgumentException if the forced algorithm cannot compute it, the workspace limit allows none, or a factor leaves
         *     the range of positive fp32 numbers, or with {@link #fixedPoint} of [2⁻³², 1)
         * @throws IllegalStateException if weights or the input's quantisation are missing, what was chosen does not go with outputs of
         *     the type, or the engine is closed
         */
        public QuantizedConv2d prepare() {
            engine.usage.requireOpen();
            Int8Outputs.require(weights != null, "weights are missing; they must be given before prepare()");
            Int8Outputs.require(
                    input != null, "the input's quantisation is missing; it must be given before prepare()");
            outputs().check(floatBias != null);
            float[] centred = new float[weights.length];
            int perChannel = weights.length / shape.outChannels();
            for (int i = 0; i < centred.length; i++) {
                centred[i] = weightScale.type().value(weights[i]) - weightScale.zeroPoint(i / perChannel);
            }
            long limit = Math.min(workspaceLimit, engine.workspaceLimit());
            boolean byFloat = kind == Kind.BYTES && !fixedPoint;
            QuantizedConvPlanner planner = new QuantizedConvPlanner(
                    engine, new ConvProblem(shape, in, out), centred, input, bias, byFloat, limit);
            planner.choose(accuracy, algorithm);
            return new QuantizedConv2d(this, planner);
        }

        /** The same as a product of rows of pixels. */
        private QuantizedLinear product() {
            QuantizedLinear.Builder product = engine.quantizedLinear(shape.inChannels(), shape.outChannels())
                    .input(input)
                    .weights(weightScale, weights, 0, shape.inChannels())
                    .activation(activation);
            if (bias != null) {
                product.bias(bias);
            }
            if (floatBias != null) {
                product.bias(floatBias);
            }
            if (fixedPoint) {
                product.fixedPoint();
            }
            switch (kind) {
                case INTS -> product.toInts();
                case BYTES -> product.toBytes(output);
                case FLOATS -> product.toFloats();
            }
            return product.prepare();
        }
    }
}
