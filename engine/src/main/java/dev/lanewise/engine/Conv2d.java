package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ConvRun;
import dev.lanewise.engine.drivers.PreparedConv;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.parallel.Slots;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.lang.foreign.MemorySegment;

/**
 * A prepared convolution {@code y = activation(conv(x, w) + bias + residual)}, a cross-correlation as networks use it:
 *
 * <pre>y[n][o][p][q] = Σ w[o][c][i][j] · x[n][c + g·inChannels/groups][p·strideHeight + i·dilationHeight − padTop][q·strideWidth + …]</pre>
 *
 * with g the group of o, and zeros outside x. Sizes are those of {@link ConvShape}; x and y are dense, each in its own
 * {@link Layout}.
 *
 * <p>Error before the epilogue, with K = {@link ConvShape#depth()} and γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴), componentwise for
 * {@link Accuracy#DIRECT}: {@code |error| ≤ γ(K + 3)·(|w|·|x|)}; L2-relative on uniform data up to 512 channels: 1e-6 for Winograd
 * on four and five points, 3.5e-6 on six, 2e-5 on eight, 2e-6 for Fourier transforms. Componentwise, Winograd and Fourier bounds scale with
 * the largest element near an output, not with its own terms: an infinity or NaN spreads over the tile that it lies in. The direct
 * algorithms propagate NaN and infinities as IEEE arithmetic does.
 *
 * <p>y shares no element with x or the residual. Immutable, and safe to run from many threads at once; a run on arrays
 * allocates nothing once every kernel has run. Under one algorithm the bits of y do not depend on the number of
 * threads; which is the fastest may.
 */
public final class Conv2d {
    private final Engine engine;
    private final ConvShape shape;
    private final PreparedConv prepared;
    private final boolean residual;
    private final Slots<EpilogueSpec> epilogues;

    private Conv2d(Builder builder, PreparedConv prepared) {
        engine = builder.engine;
        shape = builder.shape;
        this.prepared = prepared;
        residual = builder.residual;
        boolean columns = builder.out == Layout.NHWC;
        float[] bias = columns || builder.bias == null ? builder.bias : repeat(builder.bias, shape.batch());
        int ld = columns ? shape.outChannels() : shape.outPixels();
        Activation activation = builder.activation;
        epilogues = new Slots<>(() -> new EpilogueSpec(
                1,
                columns ? bias : null,
                columns ? null : bias,
                null,
                0,
                ld,
                activation.kind(),
                activation.first(),
                activation.second()));
    }

    private static float[] repeat(float[] bias, int times) {
        float[] all = new float[bias.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bias, 0, all, i * bias.length, bias.length);
        }
        return all;
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
     * Which algorithm computes it, what it needs, and why the others do not.
     *
     * @return the plan
     */
    public ConvPlan plan() {
        return prepared.plan();
    }

    /**
     * Convolves.
     *
     * @param x input, from its first element
     * @param y output, from its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short
     * @throws IllegalStateException if the engine is closed, or the convolution was prepared with a residual
     */
    public void run(float[] x, float[] y) {
        run(x, 0, y, 0);
    }

    /**
     * Convolves.
     *
     * @param x input
     * @param xOffset first element of x
     * @param y output
     * @param yOffset first element of y
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or the convolution was prepared with a residual
     */
    public void run(float[] x, int xOffset, float[] y, int yOffset) {
        requireResidual(false);
        check(x, xOffset, y, yOffset);
        execute(x, xOffset, null, 0, y, yOffset);
    }

    /**
     * Convolves and adds a residual.
     *
     * @param x input
     * @param xOffset first element of x
     * @param r residual, of y's shape and layout
     * @param rOffset first element of r
     * @param y output
     * @param yOffset first element of y
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x or r
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or the convolution was prepared without a residual
     */
    public void run(float[] x, int xOffset, float[] r, int rOffset, float[] y, int yOffset) {
        requireResidual(true);
        check(x, xOffset, y, yOffset);
        int size = shape.outputElements();
        Checks.vector(r, rOffset, size, 1, "r");
        Checks.disjoint(r, rOffset, 1, size, size, "r", "y", y, yOffset, 1, size, size);
        execute(x, xOffset, r, rOffset, y, yOffset);
    }

    /**
     * Convolves segments of fp32 in native byte order. Segments on float arrays are used as they are; others are copied to
     * arrays before and after, which is memory beside the workspace.
     *
     * @param x input
     * @param xOffset first element of x
     * @param y output, writable
     * @param yOffset first element of y
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if y is read-only or overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the convolution was prepared with a residual
     */
    public void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        requireResidual(false);
        check(x, xOffset, y, yOffset);
        execute(x, xOffset, null, 0, y, yOffset);
    }

    /**
     * Convolves segments and adds a residual, as {@link #run(MemorySegment, long, MemorySegment, long)}.
     *
     * @param x input
     * @param xOffset first element of x
     * @param r residual, of y's shape and layout
     * @param rOffset first element of r
     * @param y output, writable
     * @param yOffset first element of y
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if y is read-only or overlaps x or r
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the convolution was prepared without a residual
     */
    public void run(MemorySegment x, long xOffset, MemorySegment r, long rOffset, MemorySegment y, long yOffset) {
        requireResidual(true);
        check(x, xOffset, y, yOffset);
        int size = shape.outputElements();
        Checks.vector(r, rOffset, size, 1, "r");
        Checks.disjoint(r, rOffset, 1, size, size, "r", "y", y, yOffset, 1, size, size);
        execute(x, xOffset, r, rOffset, y, yOffset);
    }

    private void requireResidual(boolean given) {
        if (given != residual) {
            throw new IllegalStateException(
                    residual
                            ? "the convolution was prepared with a residual; it must be given"
                            : "the convolution was prepared without a residual; none may be given");
        }
    }

    private void check(float[] x, int xOffset, float[] y, int yOffset) {
        int in = shape.inputElements();
        int out = shape.outputElements();
        Checks.apart(x, xOffset, in, y, yOffset, out);
    }

    private void check(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        int in = shape.inputElements();
        int out = shape.outputElements();
        Checks.apart(x, xOffset, in, y, yOffset, out);
    }

    private void execute(float[] x, int xOffset, float[] r, int rOffset, float[] y, int yOffset) {
        EpilogueSpec epilogue = epilogues.take();
        ConvRun run = engine.convRuns.begin();
        try {
            run.set(x, xOffset, y, yOffset);
            epilogue.bindResidual(r, rOffset);
            ConvEvent event = ConvEvent.start();
            run.execute(prepared, epilogue);
            if (event != null) {
                event.finish(prepared.plan());
            }
        } finally {
            epilogue.bindResidual(null, 0);
            epilogues.give(epilogue);
            engine.convRuns.end(run);
        }
    }

    private void execute(MemorySegment x, long xOffset, MemorySegment r, long rOffset, MemorySegment y, long yOffset) {
        int out = shape.outputElements();
        float[] input = SegmentArrays.floats(x, xOffset, shape.inputElements(), true);
        float[] added = r == null ? null : SegmentArrays.floats(r, rOffset, out, true);
        float[] output = SegmentArrays.floats(y, yOffset, out, false);
        execute(
                input,
                SegmentArrays.index(x, xOffset),
                added,
                r == null ? 0 : SegmentArrays.index(r, rOffset),
                output,
                SegmentArrays.index(y, yOffset));
        SegmentArrays.store(output, y, yOffset, out);
    }

    /** Describes a convolution. */
    public static final class Builder extends ConvBuilder<Builder> {
        private final ConvShape shape;
        private boolean residual;
        private ConvAlgorithm algorithm;
        private TuningCache tuning;

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
        int weightElements() {
            return shape.weightElements();
        }

        @Override
        int outChannels() {
            return shape.outChannels();
        }

        /**
         * Adds a residual before the activation; every run gives it.
         *
         * @return this
         */
        public Builder residual() {
            residual = true;
            return this;
        }

        /**
         * Forces an algorithm, whatever its accuracy class.
         *
         * @param forced the algorithm; the planner chooses by default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder algorithm(ConvAlgorithm forced) {
            Checks.notNull(forced, "algorithm");
            algorithm = forced;
            return this;
        }

        /**
         * Lets {@link #prepare()} choose the algorithm that was measured to be the fastest, instead of the one predicted to be.
         * What the cache does not know is measured, which takes some seconds, and added. No effect on a forced algorithm.
         *
         * @param cache known winners
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder tuned(TuningCache cache) {
            Checks.notNull(cache, "cache");
            tuning = cache;
            return this;
        }

        /**
         * Plans the convolution and transforms the weights.
         *
         * @return a convolution ready to run
         * @throws IllegalArgumentException if the forced algorithm cannot compute it, or the workspace limit allows none
         * @throws IllegalStateException if weights are missing or the engine is closed
         */
        public Conv2d prepare() {
            requireReady();
            ConvProblem problem = new ConvProblem(shape, in, out);
            long limit = limit();
            ConvPlan plan = engine.convPlanner.plan(
                    problem,
                    accuracy,
                    limit,
                    algorithm,
                    algorithm == null ? "predicted to be the fastest" : "asked for");
            if (tuning != null && algorithm == null) {
                plan = engine.convPlanner.plan(problem, accuracy, limit, winner(plan), "measured to be the fastest");
            }
            return new Conv2d(this, new PreparedConv(plan, weights, weightsOffset));
        }

        private ConvAlgorithm winner(ConvPlan plan) {
            String key = TuningCache.key(
                    plan.problem(), accuracy, plan.workspaceLimit(), engine.threads(), engine.machine());
            return tuning.winner(key).filter(plan::isPossible).orElseGet(() -> {
                ConvAlgorithm fastest = new ConvTuner(engine, shape).fastest(plan, weights, weightsOffset);
                tuning.keep(key, fastest);
                return fastest;
            });
        }
    }
}
