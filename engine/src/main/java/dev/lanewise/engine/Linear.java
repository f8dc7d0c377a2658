package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GemmRun;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.GemmPlan;
import java.lang.foreign.MemorySegment;

/**
 * A fully connected layer {@code y = activation(x·Wᵀ + bias)}. x is batch×inFeatures, W outFeatures×inFeatures, y
 * batch×outFeatures, all row-major; W is packed once.
 *
 * <p>Error bound of the product as in {@link Engine#sgemm(Transpose, Transpose, int, int, int, float, float[], int, int,
 * float[], int, int, float, float[], int, int)}; one rounding for the bias, then the activation's bound. y shares no element with
 * x. Immutable, and safe to run from many threads at once; a run allocates nothing. The bits of a row of y depend neither on
 * the batch nor on the number of threads.
 */
public final class Linear {
    private final Engine engine;
    private final int inFeatures;
    private final int outFeatures;
    private final PackedMatrix weights;
    private final Epilogue epilogue;

    private Linear(Builder builder) {
        engine = builder.engine;
        inFeatures = builder.inFeatures;
        outFeatures = builder.outFeatures;
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
        return inFeatures;
    }

    /**
     * Length of an output.
     *
     * @return columns of y
     */
    public int outFeatures() {
        return outFeatures;
    }

    /**
     * The packed weights, to share or to save.
     *
     * @return an inFeatures×outFeatures matrix
     */
    public PackedMatrix weights() {
        return weights;
    }

    /**
     * How a batch is computed in arrays, and why.
     *
     * @param batch rows of x
     * @return the plan
     * @throws IllegalArgumentException if batch is negative
     */
    public GemmPlan plan(int batch) {
        Checks.size(batch, "batch");
        return plan(batch, true, true);
    }

    private GemmPlan plan(int batch, boolean arrayA, boolean arrayC) {
        PackedPanels panels = weights.panels();
        return engine.gemmPlans.plan(
                batch, outFeatures, inFeatures, false, false, arrayA, arrayC, panels.kc(), panels.segment() != null);
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
        Checks.matrix(x, xOffset, batch, inFeatures, ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures, ldy, "y");
        Checks.disjoint(x, xOffset, batch, inFeatures, ldx, "x", "y", y, yOffset, batch, outFeatures, ldy);
        PackedPanels panels = weights.panels();
        Checks.alive(panels);
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(x, xOffset, ldx, false);
            run.c.set(y, yOffset, ldy, false);
            engine.gemmRuns.execute(run, plan(batch, true, true), panels, 1, 0, epilogue.spec());
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
        Checks.matrix(x, xOffset, batch, inFeatures, ldx, "x");
        Checks.matrix(y, yOffset, batch, outFeatures, ldy, "y");
        Checks.writable(y, "y");
        Checks.disjoint(x, xOffset, batch, inFeatures, ldx, "x", "y", y, yOffset, batch, outFeatures, ldy);
        PackedPanels panels = weights.panels();
        Checks.alive(panels);
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(x, xOffset, ldx, false);
            run.c.set(y, yOffset, ldy, false);
            engine.gemmRuns.execute(
                    run, plan(batch, run.a.array() != null, run.c.array() != null), panels, 1, 0, epilogue.spec());
        } finally {
            engine.gemmRuns.end(run);
        }
    }

    /** Describes a layer. */
    public static final class Builder {
        private final Engine engine;
        private final int inFeatures;
        private final int outFeatures;
        private PackedMatrix weights;
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
         * Packs the weights.
         *
         * @param w W, outFeatures×inFeatures; not needed afterwards
         * @param offset first element of W
         * @param ldw elements from one row of W to the next
         * @return this
         * @throws NullPointerException if the array is null
         * @throws IllegalArgumentException if ldw is below inFeatures
         * @throws IndexOutOfBoundsException if the array is too short or the offset negative
         * @throws IllegalStateException if the engine is closed
         */
        public Builder weights(float[] w, int offset, int ldw) {
            Checks.matrix(w, offset, outFeatures, inFeatures, ldw, "w");
            weights = engine.pack(Transpose.YES, inFeatures, outFeatures, w, offset, ldw);
            return this;
        }

        /**
         * Packs the weights from a segment of fp32 in native byte order.
         *
         * @param w W, outFeatures×inFeatures; not needed afterwards
         * @param offset first element of W
         * @param ldw elements from one row of W to the next
         * @return this
         * @throws NullPointerException if the segment is null
         * @throws IllegalArgumentException if ldw is below inFeatures
         * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
         * @throws IllegalStateException if the engine or the segment is closed
         */
        public Builder weights(MemorySegment w, long offset, int ldw) {
            Checks.matrix(w, offset, outFeatures, inFeatures, ldw, "w");
            weights = engine.pack(Transpose.YES, inFeatures, outFeatures, w, offset, ldw);
            return this;
        }

        /**
         * Takes weights that are packed already.
         *
         * @param packed Wᵀ, inFeatures×outFeatures; shared, not copied
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it has another shape
         */
        public Builder packedWeights(PackedMatrix packed) {
            Checks.packed(packed, inFeatures, outFeatures);
            weights = packed;
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
        public Linear prepare() {
            engine.usage.requireOpen();
            if (weights == null) {
                throw new IllegalStateException("weights are missing; they must be given before prepare()");
            }
            return new Linear(this);
        }
    }
}
