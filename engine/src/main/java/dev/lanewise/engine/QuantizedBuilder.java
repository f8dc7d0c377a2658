package dev.lanewise.engine;

import dev.lanewise.engine.drivers.Int8Output.Kind;

/** What operators of 8-bit numbers are described by: what becomes of their sums. */
abstract sealed class QuantizedBuilder<B extends QuantizedBuilder<B>>
        permits QuantizedLinear.Builder, QuantizedConv2d.Builder {
    final Engine engine;
    int[] bias;
    float[] floatBias;
    Activation activation = Activation.NONE;
    Kind kind = Kind.FLOATS;
    Quantization output;
    boolean fixedPoint;

    QuantizedBuilder(Engine engine) {
        this.engine = engine;
    }

    abstract B self();

    abstract void checkBias(int length);

    /**
     * Adds a bias to the sums, for outputs of any type; its scale is {@code S_x·S_w}.
     *
     * @param perOutput a term for every output, or output channel; copied
     * @return this
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if its length is another
     */
    public B bias(int[] perOutput) {
        Checks.notNull(perOutput, "bias");
        checkBias(perOutput.length);
        bias = perOutput.clone();
        return self();
    }

    /**
     * Adds a bias to outputs in floats.
     *
     * @param perOutput a term for every output, or output channel; copied
     * @return this
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if its length is another
     */
    public B bias(float[] perOutput) {
        Checks.notNull(perOutput, "bias");
        checkBias(perOutput.length);
        floatBias = perOutput.clone();
        return self();
    }

    /**
     * The function applied to every output.
     *
     * @param function NONE is the default; for bytes NONE, RELU or a clip, whose limits are quantised
     * @return this
     * @throws NullPointerException if it is null
     */
    public B activation(Activation function) {
        Checks.notNull(function, "activation");
        activation = function;
        return self();
    }

    /**
     * Outputs are floats, which is the default.
     *
     * @return this
     */
    public B toFloats() {
        kind = Kind.FLOATS;
        return self();
    }

    /**
     * Outputs are the sums as ints, modulo 2³².
     *
     * @return this
     */
    public B toInts() {
        kind = Kind.INTS;
        return self();
    }

    /**
     * Outputs are bytes.
     *
     * @param quantization how; for all outputs
     * @return this
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is per channel
     */
    public B toBytes(Quantization quantization) {
        Checks.notNull(quantization, "output");
        requirePerTensor(quantization, "output");
        kind = Kind.BYTES;
        output = quantization;
        return self();
    }

    /**
     * Requantises with integers alone, see {@link Requantization#byFixedPoint}.
     *
     * @return this
     */
    public B fixedPoint() {
        fixedPoint = true;
        return self();
    }

    final Int8Outputs outputs() {
        return new Int8Outputs(kind, output, fixedPoint, activation);
    }

    static void requirePerTensor(Quantization quantization, String name) {
        if (quantization.isPerChannel()) {
            throw new IllegalArgumentException(name + " is " + quantization + "; it must be one scale for all");
        }
    }
}
