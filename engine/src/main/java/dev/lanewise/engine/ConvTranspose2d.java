package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ConvTransposeRun;
import dev.lanewise.engine.drivers.PreparedConvTranspose;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvTransposePlan;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import java.lang.foreign.MemorySegment;

/**
 * A prepared transposed convolution {@code y = activation(convTranspose(x, w) + bias)}, with the meaning of ONNX's ConvTranspose:
 * every element of x adds the kernel, scaled by it, to y.
 *
 * <pre>y[n][o + g·outChannels/groups][p·strideHeight + i·dilationHeight − padTop][q·strideWidth + …] += w[c][o][i][j] · x[n][c][p][q]</pre>
 *
 * with g the group of c; what falls outside y is dropped. Sizes are those of {@link ConvTransposeShape}; x and y are dense, each in
 * its own {@link Layout}. Places that no element of the kernel reaches hold activation(bias).
 *
 * <p>It is taken apart into ordinary convolutions: outputs that lie a stride apart see the same elements of the kernel, and
 * make a convolution of stride 1 with those in reverse order ({@link #plan()}). A stride of 1 is one convolution with the kernel
 * reversed, written as it is; otherwise the results lie in the workspace until they are spread over y.
 *
 * <p>Error before the epilogue, with K = {@link ConvTransposeShape#depth()}: that of {@link Conv2d} for sums of K terms, for
 * {@link Accuracy#DIRECT} componentwise {@code |error| ≤ γ(K + 3)·(|w|·|x|)}, γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴). As there, the direct
 * algorithms propagate NaN and infinities to the outputs that they belong to, the others to their neighbours as well.
 *
 * <p>y shares no element with x. Immutable, and safe to run from many threads at once; a run on arrays allocates nothing once
 * every kernel has run. With the same algorithms, the bits of y do not depend on the number of threads.
 *
 * <p>Source: Shi et al., "Is the deconvolution layer the same as a convolutional layer?", arXiv:1609.07009, 2016.
 */
public final class ConvTranspose2d {
    private final Engine engine;
    private final ConvTransposeShape shape;
    private final PreparedConvTranspose prepared;

    private ConvTranspose2d(Engine engine, PreparedConvTranspose prepared) {
        this.engine = engine;
        this.prepared = prepared;
        shape = prepared.plan().shape();
    }

    /**
     * The sizes.
     *
     * @return as given
     */
    public ConvTransposeShape shape() {
        return shape;
    }

    /**
     * Which convolutions compute it, by which algorithms, and what they need.
     *
     * @return the plan
     */
    public ConvTransposePlan plan() {
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
     * @throws IllegalStateException if the engine is closed
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
     * @throws IllegalStateException if the engine is closed
     */
    public void run(float[] x, int xOffset, float[] y, int yOffset) {
        int in = shape.inputElements();
        int out = shape.outputElements();
        Checks.apart(x, xOffset, in, y, yOffset, out);
        execute(x, xOffset, y, yOffset);
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
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        int in = shape.inputElements();
        int out = shape.outputElements();
        Checks.apart(x, xOffset, in, y, yOffset, out);
        float[] input = SegmentArrays.floats(x, xOffset, in, true);
        float[] output = SegmentArrays.floats(y, yOffset, out, false);
        execute(input, SegmentArrays.index(x, xOffset), output, SegmentArrays.index(y, yOffset));
        SegmentArrays.store(output, y, yOffset, out);
    }

    private void execute(float[] x, int xOffset, float[] y, int yOffset) {
        ConvTransposeRun run = engine.convTransposeRuns.begin();
        try {
            run.set(x, xOffset, y, yOffset);
            ConvTransposeEvent event = ConvTransposeEvent.start();
            run.execute(prepared);
            if (event != null) {
                event.finish(prepared.plan());
            }
        } finally {
            engine.convTransposeRuns.end(run);
        }
    }

    /** Describes a transposed convolution. */
    public static final class Builder extends ConvBuilder<Builder> {
        private final ConvTransposeShape shape;

        Builder(Engine engine, ConvTransposeShape shape) {
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
         * Plans the convolutions and transforms the weights.
         *
         * @return a transposed convolution ready to run
         * @throws IllegalArgumentException if the workspace limit is too small
         * @throws IllegalStateException if weights are missing or the engine is closed
         */
        public ConvTranspose2d prepare() {
            requireReady();
            long limit = limit();
            ConvTransposePlan plan = engine.convTransposePlanner.plan(shape, in, out, accuracy, limit);
            return new ConvTranspose2d(
                    engine,
                    new PreparedConvTranspose(
                            plan,
                            weights,
                            weightsOffset,
                            bias,
                            activation.kind(),
                            activation.first(),
                            activation.second()));
        }
    }
}
