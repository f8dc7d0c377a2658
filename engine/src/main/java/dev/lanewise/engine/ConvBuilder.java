package dev.lanewise.engine;

import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.Layout;
import java.lang.foreign.MemorySegment;

/** What convolutions of floats, transposed or not, are described by. */
abstract sealed class ConvBuilder<B extends ConvBuilder<B>> permits Conv2d.Builder, ConvTranspose2d.Builder {
    final Engine engine;
    Layout in = Layout.NHWC;
    Layout out = Layout.NHWC;
    float[] weights;
    int weightsOffset;
    float[] bias;
    Activation activation = Activation.NONE;
    Accuracy accuracy = Accuracy.STANDARD;
    private long workspaceLimit = Long.MAX_VALUE;

    ConvBuilder(Engine engine) {
        this.engine = engine;
    }

    abstract B self();

    abstract int weightElements();

    abstract int outChannels();

    /**
     * Order of the dimensions of input and output.
     *
     * @param both NHWC is the default
     * @return this
     * @throws NullPointerException if it is null
     */
    public B layout(Layout both) {
        return layouts(both, both);
    }

    /**
     * Order of the dimensions, each its own.
     *
     * @param input of x; NHWC is the default
     * @param output of y, and of the residual; NHWC is the default
     * @return this
     * @throws NullPointerException if one is null
     */
    public B layouts(Layout input, Layout output) {
        Checks.notNull(input, "input layout");
        Checks.notNull(output, "output layout");
        in = input;
        out = output;
        return self();
    }

    /**
     * The weights. They are read when the convolution is prepared, and not needed afterwards.
     *
     * @param w in the order that the shape states, dense
     * @param offset first element of w
     * @return this
     * @throws NullPointerException if the array is null
     * @throws IndexOutOfBoundsException if it is too short or the offset negative
     */
    public B weights(float[] w, int offset) {
        Checks.vector(w, offset, weightElements(), 1, "w");
        weights = w;
        weightsOffset = offset;
        return self();
    }

    /**
     * The weights, from the first element on.
     *
     * @param w in the order that the shape states, dense
     * @return this
     * @throws NullPointerException if the array is null
     * @throws IndexOutOfBoundsException if it is too short
     */
    public B weights(float[] w) {
        return weights(w, 0);
    }

    /**
     * The weights in a segment of fp32 in native byte order, copied now.
     *
     * @param w in the order that the shape states, dense
     * @param offset first element of w
     * @return this
     * @throws NullPointerException if the segment is null
     * @throws IndexOutOfBoundsException if it is too short or the offset negative
     * @throws IllegalStateException if it is closed
     */
    public B weights(MemorySegment w, long offset) {
        Checks.vector(w, offset, weightElements(), 1, "w");
        weights = SegmentArrays.floats(w, offset, weightElements(), true);
        weightsOffset = SegmentArrays.index(w, offset);
        return self();
    }

    /**
     * Adds a bias.
     *
     * @param perChannel a term for every output channel, copied
     * @return this
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if its length is not outChannels
     */
    public B bias(float[] perChannel) {
        Checks.notNull(perChannel, "bias");
        Checks.length(perChannel.length, outChannels(), "bias", "outChannels");
        bias = perChannel.clone();
        return self();
    }

    /**
     * The function applied to every output.
     *
     * @param function NONE is the default
     * @return this
     * @throws NullPointerException if it is null
     */
    public B activation(Activation function) {
        Checks.notNull(function, "activation");
        activation = function;
        return self();
    }

    /**
     * How large the error may be.
     *
     * @param allowed STANDARD is the default
     * @return this
     * @throws NullPointerException if it is null
     */
    public B accuracy(Accuracy allowed) {
        Checks.notNull(allowed, "accuracy");
        accuracy = allowed;
        return self();
    }

    /**
     * Most workspace that a run may use; the engine's limit holds as well.
     *
     * @param bytes no limit is the default; 0 leaves the algorithms that need none, and strides of a transposed convolution need
     *     room for the results of one image's phases at least
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public B workspaceLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("workspaceLimit is " + bytes + "; it must be 0 or more");
        }
        workspaceLimit = bytes;
        return self();
    }

    /** Refuses where weights are missing or the engine is closed. */
    final void requireReady() {
        engine.usage.requireOpen();
        if (weights == null) {
            throw new IllegalStateException("weights are missing; they must be given before prepare()");
        }
    }

    final long limit() {
        return Math.min(workspaceLimit, engine.workspaceLimit());
    }
}
