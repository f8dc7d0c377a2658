package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ConvTransposeRun;
import dev.lanewise.engine.drivers.PreparedConvTranspose;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvTransposePlan;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
        Checks.vector(x, xOffset, in, 1, "x");
        Checks.vector(y, yOffset, out, 1, "y");
        Checks.disjoint(x, xOffset, 1, in, in, "x", "y", y, yOffset, 1, out, out);
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
        Checks.vector(x, xOffset, in, 1, "x");
        Checks.vector(y, yOffset, out, 1, "y");
        Checks.writable(y, "y");
        Checks.disjoint(x, xOffset, 1, in, in, "x", "y", y, yOffset, 1, out, out);
        float[] input = Conv2d.floats(x, xOffset, in, true);
        float[] output = Conv2d.floats(y, yOffset, out, false);
        execute(input, Conv2d.index(x, xOffset), output, Conv2d.index(y, yOffset));
        if (Conv2d.array(y) == null) {
            MemorySegment.copy(output, 0, y, ValueLayout.JAVA_FLOAT_UNALIGNED, yOffset * Float.BYTES, out);
        }
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
    public static final class Builder {
        private final Engine engine;
        private final ConvTransposeShape shape;
        private Layout in = Layout.NHWC;
        private Layout out = Layout.NHWC;
        private float[] weights;
        private int weightsOffset;
        private float[] bias;
        private Activation activation = Activation.NONE;
        private Accuracy accuracy = Accuracy.STANDARD;
        private long workspaceLimit = Long.MAX_VALUE;

        Builder(Engine engine, ConvTransposeShape shape) {
            Checks.notNull(shape, "shape");
            this.engine = engine;
            this.shape = shape;
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
         * @param input of x; NHWC is the default
         * @param output of y; NHWC is the default
         * @return this
         * @throws NullPointerException if one is null
         */
        public Builder layouts(Layout input, Layout output) {
            Checks.notNull(input, "input layout");
            Checks.notNull(output, "output layout");
            in = input;
            out = output;
            return this;
        }

        /**
         * The weights. They are read by {@link #prepare()}, and not needed afterwards.
         *
         * @param w {@code [inChannels][outChannels/groups][kernelHeight][kernelWidth]}, dense
         * @param offset first element of w
         * @return this
         * @throws NullPointerException if the array is null
         * @throws IndexOutOfBoundsException if it is too short or the offset negative
         */
        public Builder weights(float[] w, int offset) {
            Checks.vector(w, offset, shape.weightElements(), 1, "w");
            weights = w;
            weightsOffset = offset;
            return this;
        }

        /**
         * The weights, from the first element on.
         *
         * @param w {@code [inChannels][outChannels/groups][kernelHeight][kernelWidth]}, dense
         * @return this
         * @throws NullPointerException if the array is null
         * @throws IndexOutOfBoundsException if it is too short
         */
        public Builder weights(float[] w) {
            return weights(w, 0);
        }

        /**
         * The weights in a segment of fp32 in native byte order, copied now.
         *
         * @param w {@code [inChannels][outChannels/groups][kernelHeight][kernelWidth]}, dense
         * @param offset first element of w
         * @return this
         * @throws NullPointerException if the segment is null
         * @throws IndexOutOfBoundsException if it is too short or the offset negative
         * @throws IllegalStateException if it is closed
         */
        public Builder weights(MemorySegment w, long offset) {
            Checks.vector(w, offset, shape.weightElements(), 1, "w");
            weights = Conv2d.floats(w, offset, shape.weightElements(), true);
            weightsOffset = Conv2d.index(w, offset);
            return this;
        }

        /**
         * Adds a bias.
         *
         * @param perChannel a term for every output channel, copied
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if its length is not outChannels
         */
        public Builder bias(float[] perChannel) {
            Checks.notNull(perChannel, "bias");
            if (perChannel.length != shape.outChannels()) {
                throw new IllegalArgumentException("bias has " + perChannel.length
                        + " elements; it must have outChannels, " + shape.outChannels());
            }
            bias = perChannel.clone();
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
         * How large the error may be.
         *
         * @param allowed STANDARD is the default
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
         * @param bytes no limit is the default; strides above 1 need room for the results of one image's phases at least
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
         * Plans the convolutions and transforms the weights.
         *
         * @return a transposed convolution ready to run
         * @throws IllegalArgumentException if the workspace limit is too small
         * @throws IllegalStateException if weights are missing or the engine is closed
         */
        public ConvTranspose2d prepare() {
            engine.usage.requireOpen();
            if (weights == null) {
                throw new IllegalStateException("weights are missing; they must be given before prepare()");
            }
            long limit = Math.min(workspaceLimit, engine.workspaceLimit());
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
