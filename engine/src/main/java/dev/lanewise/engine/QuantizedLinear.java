package dev.lanewise.engine;

import dev.lanewise.engine.drivers.Int8Input;
import dev.lanewise.engine.drivers.Int8Output;
import dev.lanewise.engine.drivers.Int8Output.Kind;
import dev.lanewise.engine.drivers.Int8Run;
import dev.lanewise.engine.kernels.Int8Columns;
import dev.lanewise.engine.planning.Int8Plan;
import java.lang.foreign.MemorySegment;

/**
 * A fully connected layer of 8-bit numbers. The sums are
 * {@code s[i][j] = Σₖ (x[i][k] − Z_x)·(w[j][k] − Z_w[j]) + bias[j]}; what is written is one of
 *
 * <ul>
 *   <li>ints: s;
 *   <li>bytes: s requantised with {@code M[j] = S_x·S_w[j] / S_y}, rounded after each operation, see {@link Requantization}; the
 *       activation clips;
 *   <li>floats: {@code activation(float(s)·(S_x·S_w[j]) + bias[j])}, rounded after each operation, the bias in floats.
 * </ul>
 *
 * <p>x is batch×inFeatures, W outFeatures×inFeatures, y batch×outFeatures, all row-major; W is packed once, one byte a weight. Inputs
 * and weights may each be U8 or S8. x's quantisation is fixed, for all rows or for each, or dynamic: then x is floats, and each row is
 * quantised to U8 by its own range, 0 included, as ONNX's DynamicQuantizeLinear does for a tensor; NaN gives q = 0, a range is cut
 * to finite numbers. A row with a quantisation of its own has {@code S_x = 1} in M and its scale multiplies M, rounded; so it is
 * where every run gives the quantisation.
 *
 * <p>s is exact, modulo 2³² where it does not fit an int: it always fits while {@code inFeatures·255·255} is below 2³¹. Products run on
 * the fp32 unit in sums that a float holds exactly, so bits depend on nothing but the arguments: not on batch, threads, lanes
 * or workspace. y shares no element with x. Immutable, and safe to run from many threads at once; a run allocates nothing, unless
 * batches of very many sizes alternate. Beside the workspace every thread has a scratch of 50 KiB.
 *
 * <p>Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018,
 * sections 2.2 to 2.4.
 */
public final class QuantizedLinear {
    /** Plans kept, one for each batch modulo this. */
    private static final int PLANS = 16;

    private final Engine engine;
    private final QuantizedMatrix weights;
    private final Int8Columns columns;
    private final Int8Input input;
    private final Int8Output output;
    /** Rows that the input has parameters for, or 0 for any number. */
    private final int inputRows;

    private final Int8Plan[] plans = new Int8Plan[PLANS];

    private QuantizedLinear(Builder builder) {
        engine = builder.engine;
        weights = builder.weights;
        columns = weights.columns(builder.weightScale::zeroPoint, builder.bias);
        boolean dynamic = builder.dynamic;
        Quantization x = builder.input;
        boolean fixed = x != null;
        boolean perRow = fixed && x.isPerChannel();
        inputRows = perRow ? x.channels() : 0;
        boolean unsigned = (fixed ? x.type() : builder.inputType).isUnsigned();
        float[] factors = perRow ? x.scales() : new float[] {1};
        int[] zeroPoints = fixed ? x.zeroPoints().clone() : new int[1];
        for (int i = 0; i < zeroPoints.length && unsigned; i++) {
            zeroPoints[i] -= 128;
        }
        input = new Int8Input(unsigned, dynamic, !fixed && !dynamic, perRow, factors, zeroPoints);
        output = output(builder, fixed && !perRow ? x.scale(0) : 1);
    }

    private static Int8Output output(Builder builder, float inputScale) {
        float[] factors = builder.weightScale.scales(builder.outFeatures);
        for (int j = 0; j < factors.length; j++) {
            factors[j] *= inputScale;
        }
        Epilogue.Builder bias = Epilogue.builder();
        if (builder.floatBias != null) {
            bias.biasPerColumn(builder.floatBias);
        }
        return builder.outputs().of(factors, bias);
    }

    /**
     * Length of an input.
     *
     * @return columns of x
     */
    public int inFeatures() {
        return weights.rows();
    }

    /**
     * Length of an output.
     *
     * @return columns of y
     */
    public int outFeatures() {
        return weights.cols();
    }

    /**
     * Whether every run gives scale and zero point of its inputs.
     *
     * @return false if they are fixed, or inputs are floats
     */
    public boolean isInputPerRun() {
        return input.perRun();
    }

    /**
     * The packed weights, to share.
     *
     * @return an inFeatures×outFeatures matrix
     */
    public QuantizedMatrix weights() {
        return weights;
    }

    /**
     * How a batch is computed.
     *
     * @param batch rows of x
     * @return the plan
     * @throws IllegalArgumentException if batch is negative
     */
    public Int8Plan plan(int batch) {
        Checks.size(batch, "batch");
        Int8Plan plan = plans[batch % PLANS];
        if (plan == null || plan.m() != batch) {
            plan = engine.int8Planner.plan(batch, outFeatures(), inFeatures());
            plans[batch % PLANS] = plan;
        }
        return plan;
    }

    /**
     * Computes a batch of ints.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param y outputs
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if batch is negative or not the number of rows with a quantisation, or a leading dimension
     *     below its row
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or inputs or outputs are of another type
     */
    public void run(int batch, byte[] x, int xOffset, int ldx, int[] y, int yOffset, int ldy) {
        requireQuantization(false);
        check(batch, false, Kind.INTS);
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        run(batch, (Object) x, xOffset, ldx, 1, 0, y, yOffset, ldy);
    }

    /**
     * Computes a batch of ints from inputs whose zero point this run gives.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param zeroPoint Z_x
     * @param y outputs
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if batch is negative, a leading dimension below its row, or the zero point not in the range of
     *     the inputs' type
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, inputs or outputs are of another type, or the quantisation is fixed
     */
    public void run(int batch, byte[] x, int xOffset, int ldx, int zeroPoint, int[] y, int yOffset, int ldy) {
        requireQuantization(true);
        check(batch, false, Kind.INTS);
        Quantization.checkZeroPoint(inputType(), zeroPoint, "zeroPoint");
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        run(batch, (Object) x, xOffset, ldx, 1, zeroPoint, y, yOffset, ldy);
    }

    /**
     * Computes a batch of bytes.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param y outputs
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if batch is negative or not the number of rows with a quantisation, a leading dimension
     *     below its row, or y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or inputs or outputs are of another type
     */
    public void run(int batch, byte[] x, int xOffset, int ldx, byte[] y, int yOffset, int ldy) {
        requireQuantization(false);
        check(batch, false, Kind.BYTES);
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        run(batch, (Object) x, xOffset, ldx, 1, 0, y, yOffset, ldy);
    }

    /**
     * Computes a batch of floats.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param y outputs
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if batch is negative or not the number of rows with a quantisation, or a leading dimension
     *     below its row
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or inputs or outputs are of another type
     */
    public void run(int batch, byte[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
        requireQuantization(false);
        check(batch, false, Kind.FLOATS);
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        run(batch, (Object) x, xOffset, ldx, 1, 0, y, yOffset, ldy);
    }

    /**
     * Computes a batch of floats from inputs whose quantisation this run gives.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param scale S_x
     * @param zeroPoint Z_x
     * @param y outputs
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if batch is negative, a leading dimension below its row, the scale not a finite number above 0,
     *     or the zero point not in the range of the inputs' type
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, inputs or outputs are of another type, or the quantisation is fixed
     */
    public void run(
            int batch, byte[] x, int xOffset, int ldx, float scale, int zeroPoint, float[] y, int yOffset, int ldy) {
        requireQuantization(true);
        check(batch, false, Kind.FLOATS);
        Quantization.checkScale(scale, "scale");
        Quantization.checkZeroPoint(inputType(), zeroPoint, "zeroPoint");
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        run(batch, (Object) x, xOffset, ldx, scale, zeroPoint, y, yOffset, ldy);
    }

    /**
     * Computes a batch of floats from floats, which are quantised on the way.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param y outputs
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if batch is negative, a leading dimension below its row, or y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or inputs or outputs are of another type
     */
    public void run(int batch, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
        check(batch, true, Kind.FLOATS);
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        run(batch, (Object) x, xOffset, ldx, 1, 0, y, yOffset, ldy);
    }

    /**
     * Computes a batch from and to segments, whose elements are of the layer's types, ints and floats in native byte order. No byte
     * from y's first element to its last may be one from x's first to its last.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param y outputs, writable
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if batch is negative or not the number of rows with a quantisation, a leading dimension below its
     *     row, y read-only, or y overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void run(int batch, MemorySegment x, long xOffset, int ldx, MemorySegment y, long yOffset, int ldy) {
        requireQuantization(false);
        check(batch, input.dynamic(), output.kind());
        int xBytes = input.dynamic() ? Float.BYTES : 1;
        int yBytes = output.kind() == Kind.BYTES ? 1 : Float.BYTES;
        Checks.matrix(x, xBytes, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yBytes, yOffset, batch, outFeatures(), ldy, "y");
        Checks.writable(y, "y");
        Checks.apart(x, xBytes, xOffset, batch, inFeatures(), ldx, "x", "y", y, yBytes, yOffset, outFeatures(), ldy);
        Int8Run run = engine.int8Runs.begin();
        try {
            run.a.set(x, xOffset, ldx);
            run.c.set(y, yOffset, ldy);
            engine.int8Runs.execute(run, plan(batch), weights.matrix(), columns, input, output);
        } finally {
            engine.int8Runs.end(run);
        }
    }

    private void check(int batch, boolean floats, Kind kind) {
        Checks.size(batch, "batch");
        if (inputRows > 0 && batch != inputRows) {
            throw new IllegalArgumentException(
                    "batch is " + batch + "; it must be the number of rows with a quantisation, " + inputRows);
        }
        if (floats != input.dynamic()) {
            throw new IllegalStateException(
                    floats
                            ? "x is floats; it must be bytes as the input's quantisation says"
                            : "x is bytes; it must be floats");
        }
        if (kind != output.kind()) {
            throw new IllegalStateException("y is " + kind + "; it must be " + output.kind());
        }
    }

    private void requireQuantization(boolean given) {
        if (given != input.perRun()) {
            throw new IllegalStateException(
                    given
                            ? "a quantisation is given for this run; the layer has its own"
                            : "the quantisation of x is missing; every run must give it");
        }
    }

    private QuantizedType inputType() {
        return input.unsigned() ? QuantizedType.U8 : QuantizedType.S8;
    }

    private void run(
            int batch, Object x, int xOffset, int ldx, float scale, int zeroPoint, Object y, int yOffset, int ldy) {
        Checks.disjoint(x, xOffset, batch, inFeatures(), ldx, "x", "y", y, yOffset, batch, outFeatures(), ldy);
        Int8Run run = engine.int8Runs.begin();
        try {
            run.factor = scale;
            run.zeroPoint = zeroPoint - (input.unsigned() ? 128 : 0);
            run.a.set(x, xOffset, ldx);
            run.c.set(y, yOffset, ldy);
            engine.int8Runs.execute(run, plan(batch), weights.matrix(), columns, input, output);
        } finally {
            engine.int8Runs.end(run);
        }
    }

    /** Describes a layer. */
    public static final class Builder extends QuantizedBuilder<Builder> {
        private final int inFeatures;
        private final int outFeatures;
        private QuantizedMatrix weights;
        private Quantization weightScale;
        private Quantization input;
        private QuantizedType inputType;
        private boolean dynamic;

        Builder(Engine engine, int inFeatures, int outFeatures) {
            super(engine);
            Checks.positive(inFeatures, "inFeatures");
            Checks.positive(outFeatures, "outFeatures");
            this.inFeatures = inFeatures;
            this.outFeatures = outFeatures;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        void checkBias(int length) {
            Checks.length(length, outFeatures, "bias", "outFeatures");
        }

        /**
         * How inputs are quantised.
         *
         * @param quantization for all rows, or per channel for each row; the batch is then the number of channels
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder input(Quantization quantization) {
            Checks.notNull(quantization, "input");
            input = quantization;
            inputType = null;
            dynamic = false;
            return this;
        }

        /**
         * Every run gives scale and zero point of its inputs.
         *
         * @param type type of the inputs
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder inputPerRun(QuantizedType type) {
            Checks.notNull(type, "type");
            input = null;
            inputType = type;
            dynamic = false;
            return this;
        }

        /**
         * Inputs are floats, quantised row by row in every run.
         *
         * @return this
         */
        public Builder dynamicInput() {
            input = null;
            inputType = QuantizedType.U8;
            dynamic = true;
            return this;
        }

        /**
         * Packs the weights.
         *
         * @param quantization for all weights, or per channel for each output
         * @param w W, outFeatures×inFeatures; not needed afterwards
         * @param offset first element of W
         * @param ldw elements from one row of W to the next
         * @return this
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if ldw is below inFeatures, or there are not outFeatures channels
         * @throws IndexOutOfBoundsException if the array is too short or the offset negative
         * @throws IllegalStateException if the engine is closed
         */
        public Builder weights(Quantization quantization, byte[] w, int offset, int ldw) {
            checkChannels(quantization);
            Checks.matrix(w, offset, outFeatures, inFeatures, ldw, "w");
            weights = engine.pack(quantization.type(), Transpose.YES, inFeatures, outFeatures, w, offset, ldw);
            weightScale = quantization;
            return this;
        }

        /**
         * Packs the weights from a segment.
         *
         * @param quantization for all weights, or per channel for each output
         * @param w W, outFeatures×inFeatures; not needed afterwards
         * @param offset first element of W
         * @param ldw elements from one row of W to the next
         * @return this
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if ldw is below inFeatures, or there are not outFeatures channels
         * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
         * @throws IllegalStateException if the engine or the segment is closed
         */
        public Builder weights(Quantization quantization, MemorySegment w, long offset, int ldw) {
            checkChannels(quantization);
            Checks.matrix(w, 1, offset, outFeatures, inFeatures, ldw, "w");
            weights = engine.pack(quantization.type(), Transpose.YES, inFeatures, outFeatures, w, offset, ldw);
            weightScale = quantization;
            return this;
        }

        /**
         * Takes weights that are packed already.
         *
         * @param quantization for all weights, or per channel for each output
         * @param packed Wᵀ, inFeatures×outFeatures; shared, not copied
         * @return this
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if they have another shape or type, or there are not outFeatures channels
         */
        public Builder packedWeights(Quantization quantization, QuantizedMatrix packed) {
            checkChannels(quantization);
            Checks.notNull(packed, "weights");
            if (packed.rows() != inFeatures || packed.cols() != outFeatures) {
                throw new IllegalArgumentException("weights are " + packed.rows() + "×" + packed.cols()
                        + "; they must be " + inFeatures + "×" + outFeatures);
            }
            if (packed.type() != quantization.type()) {
                throw new IllegalArgumentException(
                        "weights are " + packed.type() + "; they must be " + quantization.type());
            }
            weights = packed;
            weightScale = quantization;
            return this;
        }

        private void checkChannels(Quantization quantization) {
            Checks.notNull(quantization, "quantization");
            quantization.checkChannels(outFeatures, "outFeatures");
        }

        /**
         * Completes the layer.
         *
         * @return a layer ready to run
         * @throws IllegalArgumentException if a factor leaves the range of positive fp32 numbers, or with {@link #fixedPoint} of
         *     [2⁻³², 1)
         * @throws IllegalStateException if weights or the input's quantisation are missing, what was chosen does not go with outputs of
         *     the type, or the engine is closed
         */
        public QuantizedLinear prepare() {
            engine.usage.requireOpen();
            Int8Outputs.require(weights != null, "weights are missing; they must be given before prepare()");
            Int8Outputs.require(
                    inputType != null || input != null,
                    "the input's quantisation is missing; it must be given before prepare()");
            Int8Outputs.require(
                    !dynamic || kind == Kind.FLOATS,
                    "input is dynamic and outputs are " + kind + "; they must be floats");
            Int8Outputs.require(
                    input != null || kind != Kind.BYTES,
                    "the input's quantisation is given by every run and outputs are bytes; they must be floats or ints");
            Int8Outputs.require(
                    !fixedPoint || (kind == Kind.BYTES && !input.isPerChannel()),
                    "fixedPoint is chosen; outputs must be bytes and the input have one scale for all");
            outputs().check(floatBias != null);
            return new QuantizedLinear(this);
        }
    }
}
