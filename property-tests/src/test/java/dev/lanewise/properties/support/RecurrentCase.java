package dev.lanewise.properties.support;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.GateActivation;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.RecurrentDirection;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.engine.WeightOnlyMatrix;
import dev.lanewise.reference.ReferenceActivations;
import dev.lanewise.reference.ReferenceFunctions;
import dev.lanewise.reference.ReferenceRecurrent;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A recurrent layer and its data, made from sizes and a seed: options, functions and lengths included. Rows of weights are scaled so that
 * no sum of theirs can grow.
 */
public final class RecurrentCase {
    private static final float GUARD = Float.NaN;

    /** Functions whose slope is nowhere above 1. */
    @SuppressWarnings("ImmutableEnumChecker") // what it holds is immutable, but not annotated so
    private enum Function {
        SIGMOID(GateActivation.SIGMOID, ReferenceActivations::sigmoid),
        TANH(GateActivation.TANH, ReferenceActivations::tanh),
        RELU(GateActivation.RELU, ReferenceActivations::relu),
        SOFTSIGN(GateActivation.of(Activation.SOFTSIGN), ReferenceFunctions::softsign),
        SOFTPLUS(GateActivation.of(Activation.SOFTPLUS), ReferenceFunctions::softplus),
        LEAKY_RELU(GateActivation.of(Activation.leakyRelu(0.25f)), x -> ReferenceActivations.leakyRelu(x, 0.25)),
        ELU(GateActivation.of(Activation.elu(0.5f)), x -> ReferenceFunctions.elu(x, 0.5, 1)),
        AFFINE(GateActivation.affine(0.5f, 0.25f), x -> 0.5 * x + 0.25),
        SCALED_TANH(GateActivation.scaledTanh(0.75f, 0.5f), x -> 0.75 * ReferenceActivations.tanh(0.5 * x)),
        HARD_SIGMOID(GateActivation.hardSigmoid(0.25f, 0.5f), x -> ReferenceActivations.clip(0.25 * x + 0.5, 0, 1));

        final GateActivation activation;
        final DoubleUnaryOperator reference;

        Function(GateActivation activation, DoubleUnaryOperator reference) {
            this.activation = activation;
            this.reference = reference;
        }
    }

    public final RecurrentCell cell;
    public final RecurrentDirection direction;
    public final int steps;
    public final int batch;
    public final int inputSize;
    public final int hiddenSize;
    public final int stateSize;
    public final boolean batchFirst;
    public final int[] lengths;
    public final float[] x;
    public final float[] hidden;
    public final float[] memory;

    private final float[] w;
    private float[] r;
    /** What recurrent weights were before they were narrowed. */
    private float[] wide;

    private WeightFormat format;
    private final float[] bias;
    private final float[] peepholes;
    private final float[] projection;
    private final float clip;
    private final boolean linearBeforeReset;
    private final boolean coupled;
    private final Function[] functions;

    public RecurrentCase(
            RecurrentCell cell,
            RecurrentDirection direction,
            int steps,
            int batch,
            int inputSize,
            int hiddenSize,
            boolean plain,
            int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean lstm = cell == RecurrentCell.LSTM;
        this.cell = cell;
        this.direction = direction;
        this.steps = steps;
        this.batch = batch;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        boolean projected = !plain && lstm && random.nextInt(3) == 0;
        stateSize = projected ? random.nextInt(1, 2 * hiddenSize + 1) : hiddenSize;
        batchFirst = !plain && random.nextBoolean();
        int d = direction.count();
        int rows = d * cell.gates() * hiddenSize;
        w = matrix(random, rows, inputSize);
        r = matrix(random, rows, stateSize);
        bias = random.nextBoolean() ? uniform(random, 2 * rows) : null;
        peepholes = !plain && lstm && random.nextBoolean() ? uniform(random, d * 3 * hiddenSize) : null;
        projection = projected ? matrix(random, d * stateSize, hiddenSize) : null;
        clip = !plain && random.nextBoolean() ? 0.5f : Float.POSITIVE_INFINITY;
        linearBeforeReset = cell == RecurrentCell.GRU && random.nextBoolean();
        coupled = !plain && lstm && random.nextInt(4) == 0;
        functions = plain || random.nextBoolean() ? null : new Function[d * cell.functions()];
        for (int i = 0; functions != null && i < functions.length; i++) {
            functions[i] = Function.values()[random.nextInt(Function.values().length)];
        }
        lengths = plain || random.nextBoolean() ? null : new int[batch];
        for (int b = 0; lengths != null && b < batch; b++) {
            lengths[b] = random.nextInt(steps + 1);
        }
        x = uniform(random, steps * batch * inputSize);
        hidden = uniform(random, d * batch * stateSize);
        memory = lstm ? uniform(random, d * batch * hiddenSize) : null;
    }

    /** The same with recurrent weights of low precision, which are exact from then on. */
    public RecurrentCase narrowed(WeightFormat low) {
        format = low;
        float[] exact = new float[r.length];
        WeightOnlyMatrix narrow = WeightOnlyMatrix.narrow(low, r.length / stateSize, stateSize, r, 0, stateSize);
        for (int row = 0; row < narrow.rows(); row++) {
            narrow.widen(row, exact, row * stateSize);
        }
        wide = r;
        r = exact;
        return this;
    }

    private static float[] uniform(SplittableRandom random, int length) {
        float[] data = new float[length];
        for (int i = 0; i < length; i++) {
            data[i] = (float) random.nextDouble(-1, 1);
        }
        return data;
    }

    /** Rows whose magnitudes add up to at most a half. */
    private static float[] matrix(SplittableRandom random, int rows, int columns) {
        float[] data = uniform(random, rows * columns);
        for (int i = 0; i < data.length; i++) {
            data[i] /= 2 * columns;
        }
        return data;
    }

    /** The layer of an engine. */
    public Recurrent layer(Engine engine) {
        Recurrent.Builder builder = engine.recurrent(cell, inputSize, hiddenSize)
                .direction(direction)
                .clip(clip);
        if (projection != null) {
            builder.projection(stateSize, projection, 0);
        }
        builder.weights(w, 0).recurrentWeights(format == null ? r : wide, 0);
        if (format != null) {
            builder.recurrentFormat(format);
        }
        if (bias != null) {
            builder.bias(bias);
        }
        if (peepholes != null) {
            builder.peepholes(peepholes);
        }
        if (linearBeforeReset) {
            builder.linearBeforeReset();
        }
        if (coupled) {
            builder.coupledForgetGate();
        }
        if (batchFirst) {
            builder.batchFirst();
        }
        if (functions != null) {
            builder.activations(Arrays.stream(functions)
                    .map(function -> function.activation)
                    .toArray(GateActivation[]::new));
        }
        return builder.prepare();
    }

    /** What a run writes: y, states and memories, each behind a guard and before one. */
    public float[][] run(Recurrent layer) {
        float[] y = guarded(new float[steps * hidden.length]);
        Arrays.fill(y, GUARD);
        float[] states = guarded(hidden);
        float[] memories = memory == null ? null : guarded(memory);
        float[] inputs = guarded(x);
        layer.run(steps, batch, inputs, 3, lengths, states, 3, memories, 3, y, 3);
        Bits.assertSame(guarded(x), inputs, "x");
        return new float[][] {inner(y), inner(states), memories == null ? new float[0] : inner(memories)};
    }

    public static float[] guarded(float[] data) {
        float[] all = new float[data.length + 8];
        Arrays.fill(all, GUARD);
        System.arraycopy(data, 0, all, 3, data.length);
        return all;
    }

    public static float[] inner(float[] guarded) {
        for (int i = 0; i < 8; i++) {
            int at = i < 3 ? i : guarded.length - 8 + i;
            if (!Float.isNaN(guarded[at])) {
                throw new AssertionError("a guard was written, " + at);
            }
        }
        return Arrays.copyOfRange(guarded, 3, guarded.length - 5);
    }

    /** The same from the reference. */
    public double[][] expected() {
        double[] y = new double[steps * hidden.length];
        double[] states = doubles(hidden, 0, hidden.length);
        double[] memories = memory == null ? new double[0] : doubles(memory, 0, memory.length);
        for (int d = 0; d < direction.count(); d++) {
            ReferenceRecurrent reference = reference(d);
            for (int b = 0; b < batch; b++) {
                int sequence = batchFirst ? b * direction.count() + d : d * batch + b;
                double[] h = Arrays.copyOfRange(states, sequence * stateSize, (sequence + 1) * stateSize);
                double[] c = memory == null
                        ? null
                        : Arrays.copyOfRange(memories, sequence * hiddenSize, (sequence + 1) * hiddenSize);
                run(reference, d, b, h, c, y);
                System.arraycopy(h, 0, states, sequence * stateSize, stateSize);
                if (c != null) {
                    System.arraycopy(c, 0, memories, sequence * hiddenSize, hiddenSize);
                }
            }
        }
        return new double[][] {y, states, memories};
    }

    private void run(ReferenceRecurrent reference, int d, int b, double[] h, double[] c, double[] y) {
        boolean reversed = direction == RecurrentDirection.REVERSE || d == 1;
        int length = lengths == null ? steps : lengths[b];
        for (int step = 0; step < length; step++) {
            int time = reversed ? length - 1 - step : step;
            int row = batchFirst ? b * steps + time : time * batch + b;
            reference.step(doubles(x, row * inputSize, inputSize), h, c);
            int out = batchFirst ? row * direction.count() + d : (time * direction.count() + d) * batch + b;
            System.arraycopy(h, 0, y, out * stateSize, stateSize);
        }
    }

    private ReferenceRecurrent reference(int d) {
        DoubleUnaryOperator[] each = new DoubleUnaryOperator[cell.functions()];
        for (int i = 0; i < each.length; i++) {
            Function usual = i == 0 && cell != RecurrentCell.RNN ? Function.SIGMOID : Function.TANH;
            each[i] = (functions == null ? usual : functions[d * each.length + i]).reference;
        }
        return new ReferenceRecurrent(inputSize, hiddenSize, stateSize, part(w, d), part(r, d), each)
                .with(part(bias, d), part(peepholes, d), part(projection, d), clip, linearBeforeReset, coupled);
    }

    private float[] part(float[] data, int d) {
        int length = data == null ? 0 : data.length / direction.count();
        return data == null ? null : Arrays.copyOfRange(data, d * length, (d + 1) * length);
    }

    private static double[] doubles(float[] data, int from, int length) {
        double[] copy = new double[length];
        for (int i = 0; i < length; i++) {
            copy[i] = data[from + i];
        }
        return copy;
    }

    @Override
    public String toString() {
        return "%s %s, %d steps of %d, %d → %d → %d, batchFirst %s, lengths %s, clip %s, peepholes %s, coupled %s, reset %s, %s"
                .formatted(
                        cell,
                        direction,
                        steps,
                        batch,
                        inputSize,
                        hiddenSize,
                        stateSize,
                        batchFirst,
                        Arrays.toString(lengths),
                        clip,
                        peepholes != null,
                        coupled,
                        linearBeforeReset,
                        Arrays.toString(functions));
    }
}
