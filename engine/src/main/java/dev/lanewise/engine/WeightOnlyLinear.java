package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GemmRun;
import dev.lanewise.engine.drivers.WeightOnlyDriver;
import dev.lanewise.engine.drivers.WeightOnlyRun;
import dev.lanewise.engine.planning.GemmPlan;
import java.lang.foreign.MemorySegment;

/**
 * A fully connected layer {@code y = activation(x·Wᵀ + bias)} of fp32 inputs and low-precision weights. x is batch×inFeatures, W
 * outFeatures×inFeatures, y batch×outFeatures, all row-major.
 *
 * <p>Weights are exact fp32 numbers once widened; INT8, Q8_0 and Q4_0 are {@code S·q} with one rounding. Up to
 * {@value #ROWS_IN_REGISTERS} rows of x read the weights once, as they lie, and widen them in registers; more widen a block at a time in
 * the workspace and multiply as {@link Linear} does. Before the epilogue, with K = inFeatures and γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴),
 * componentwise {@code |error| ≤ γ(K + 4)·Σ|x|·|w|}, for Q4_0 with {@code |w| + 8·S} in place of {@code |w|}, barring underflow.
 *
 * <p>Weights that were packed ({@link WeightOnlyMatrix#pack()}) have outputs side by side in lanes, which is the fastest; weights as they
 * are stored serve where they are mapped. The two may differ in bits of y, within the same bound.
 *
 * <p>y shares no element with x. Immutable, and safe to run from many threads at once; a run allocates nothing. Bits of a row of y depend
 * on neither threads nor workspace, and not on the batch within {@value #ROWS_IN_REGISTERS} rows or beyond. Beside the workspace every
 * thread has a scratch of 18 KiB for each row of x, up to 16. NaN and infinities propagate as in IEEE arithmetic; in Q4_0 an infinite x
 * may give NaN, as weights are widened without their bias.
 */
public final class WeightOnlyLinear {
    private static final int ROWS_IN_REGISTERS = WeightOnlyDriver.MOST_ROWS;

    private final Engine engine;
    private final WeightOnlyMatrix weights;
    private final Epilogue epilogue;

    private WeightOnlyLinear(Builder builder) {
        engine = builder.engine;
        weights = builder.weights;
        Epilogue.Builder steps = Epilogue.builder().activation(builder.activation);
        if (builder.bias != null) {
            steps.biasPerColumn(builder.bias);
        }
        epilogue = steps.build();
    }

    /**
     * Length of an input.
     *
     * @return columns of x
     */
    public int inFeatures() {
        return weights.cols();
    }

    /**
     * Length of an output.
     *
     * @return columns of y
     */
    public int outFeatures() {
        return weights.rows();
    }

    /**
     * The weights, to share.
     *
     * @return an outFeatures×inFeatures matrix
     */
    public WeightOnlyMatrix weights() {
        return weights;
    }

    /**
     * How a batch is computed in arrays, and why.
     *
     * @param batch rows of x
     * @return one line
     * @throws IllegalArgumentException if batch is negative
     */
    public String plan(int batch) {
        Checks.size(batch, "batch");
        return weights.format()
                + (batch <= ROWS_IN_REGISTERS
                        ? " widened in registers: each weight is read once for " + batch + " row(s)"
                        : " widened block by block: " + plan(batch, true, true));
    }

    private GemmPlan plan(int batch, boolean arrayA, boolean arrayC) {
        return engine.gemmPlans.plan(batch, outFeatures(), inFeatures(), false, true, arrayA, arrayC, 0, true);
    }

    /**
     * Computes a batch of outputs.
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
     * @throws IllegalStateException if the engine is closed, or the mapping of the weights is
     */
    public void run(int batch, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
        Checks.size(batch, "batch");
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        Checks.disjoint(x, xOffset, batch, inFeatures(), ldx, "x", "y", y, yOffset, batch, outFeatures(), ldy);
        Checks.alive(weights.stored().segment(), "weights");
        if (batch <= ROWS_IN_REGISTERS) {
            WeightOnlyRun run = engine.weightOnlyRuns.begin();
            try {
                run.x.set(x, xOffset, ldx, false);
                run.y.set(y, yOffset, ldy, false);
                engine.weightOnlyRuns.execute(run, batch, weights, epilogue.spec());
            } finally {
                engine.weightOnlyRuns.end(run);
            }
            return;
        }
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(x, xOffset, ldx, false);
            run.c.set(y, yOffset, ldy, false);
            multiply(run, batch);
        } finally {
            engine.gemmRuns.end(run);
        }
    }

    /**
     * Computes a batch of outputs in segments of fp32 in native byte order.
     *
     * @param batch rows of x and y
     * @param x inputs
     * @param xOffset first element of x
     * @param ldx elements from one input to the next
     * @param y outputs, writable
     * @param yOffset first element of y
     * @param ldy elements from one output to the next
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if batch is negative, a leading dimension below its row, y read-only, or y overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine, a segment or the mapping of the weights is closed
     */
    public void run(int batch, MemorySegment x, long xOffset, int ldx, MemorySegment y, long yOffset, int ldy) {
        Checks.size(batch, "batch");
        Checks.matrix(x, xOffset, batch, inFeatures(), ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures(), ldy, "y");
        Checks.writable(y, "y");
        Checks.disjoint(x, xOffset, batch, inFeatures(), ldx, "x", "y", y, yOffset, batch, outFeatures(), ldy);
        Checks.alive(weights.stored().segment(), "weights");
        if (batch <= ROWS_IN_REGISTERS) {
            WeightOnlyRun run = engine.weightOnlyRuns.begin();
            try {
                run.x.set(x, xOffset, ldx, false);
                run.y.set(y, yOffset, ldy, false);
                engine.weightOnlyRuns.execute(run, batch, weights, epilogue.spec());
            } finally {
                engine.weightOnlyRuns.end(run);
            }
            return;
        }
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(x, xOffset, ldx, false);
            run.c.set(y, yOffset, ldy, false);
            multiply(run, batch);
        } finally {
            engine.gemmRuns.end(run);
        }
    }

    private void multiply(GemmRun run, int batch) {
        run.b.set(weights.stored());
        engine.gemmRuns.execute(
                run, plan(batch, run.a.array() != null, run.c.array() != null), null, 1, 0, epilogue.spec());
    }

    /** Describes a layer. */
    public static final class Builder {
        private final Engine engine;
        private final int inFeatures;
        private final int outFeatures;
        private WeightOnlyMatrix weights;
        private float[] bias;
        private Activation activation = Activation.NONE;

        Builder(Engine engine, int inFeatures, int outFeatures) {
            Checks.positive(inFeatures, "inFeatures");
            Checks.positive(outFeatures, "outFeatures");
            this.engine = engine;
            this.inFeatures = inFeatures;
            this.outFeatures = outFeatures;
        }

        /**
         * The weights.
         *
         * @param w W, outFeatures×inFeatures; shared, not copied
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it has another shape
         */
        public Builder weights(WeightOnlyMatrix w) {
            Checks.notNull(w, "weights");
            if (w.rows() != outFeatures || w.cols() != inFeatures) {
                throw new IllegalArgumentException("weights are " + w.rows() + "×" + w.cols() + "; they must be "
                        + outFeatures + "×" + inFeatures);
            }
            weights = w;
            return this;
        }

        /**
         * Adds a bias.
         *
         * @param perOutput outFeatures numbers, copied
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if its length is not outFeatures
         */
        public Builder bias(float[] perOutput) {
            Checks.notNull(perOutput, "bias");
            Checks.length(perOutput.length, outFeatures, "bias", "outFeatures");
            bias = perOutput.clone();
            return this;
        }

        /**
         * The function applied to every output.
         *
         * @param function NONE is the default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder activation(Activation function) {
            Checks.notNull(function, "activation");
            activation = function;
            return this;
        }

        /**
         * Completes the layer.
         *
         * @return a layer ready to run
         * @throws IllegalStateException if weights are missing or the engine is closed
         */
        public WeightOnlyLinear prepare() {
            engine.usage.requireOpen();
            if (weights == null) {
                throw new IllegalStateException("weights are missing; they must be given before prepare()");
            }
            return new WeightOnlyLinear(this);
        }
    }
}
