package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.WeightFormat;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The sizes and the data of a recurrent layer with bias, forward, with the usual functions. */
public final class Recurrence {
    private final RecurrentCell cell;
    private final int steps;
    private final int batch;
    private final int inputSize;
    private final int hiddenSize;
    private final float[] w;
    private final float[] r;
    private final float[] bias;
    private final float[] x;
    private final float[] y;

    /**
     * Makes the data, rows of weights scaled so that no sum saturates.
     *
     * @param cell the cell
     * @param steps length of the sequences
     * @param batch how many there are
     * @param inputSize length of an input
     * @param hiddenSize length of a state
     */
    public Recurrence(RecurrentCell cell, int steps, int batch, int inputSize, int hiddenSize) {
        this.cell = cell;
        this.steps = steps;
        this.batch = batch;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        SplittableRandom random = new SplittableRandom(1);
        int rows = cell.gates() * hiddenSize;
        w = uniform(random, rows * inputSize, 1 / Math.sqrt(inputSize));
        r = uniform(random, rows * hiddenSize, 1 / Math.sqrt(hiddenSize));
        bias = uniform(random, 2 * rows, 0.1);
        x = uniform(random, steps * batch * inputSize, 1);
        y = new float[steps * batch * hiddenSize];
    }

    private static float[] uniform(SplittableRandom random, int length, double most) {
        float[] data = new float[length];
        for (int i = 0; i < length; i++) {
            data[i] = (float) random.nextDouble(-most, most);
        }
        return data;
    }

    /**
     * Reads a name.
     *
     * @param name cell, steps, batch, input and hidden size, for example {@code LSTM_64x1_256to512}
     * @return the layer
     */
    public static Recurrence of(String name) {
        String[] fields = name.split("_|x|to");
        int[] sizes = Arrays.stream(fields).skip(1).mapToInt(Integer::parseInt).toArray();
        return new Recurrence(RecurrentCell.valueOf(fields[0]), sizes[0], sizes[1], sizes[2], sizes[3]);
    }

    /**
     * The same layer, no larger than a test can afford.
     *
     * @return smaller sizes
     */
    public Recurrence shrunk() {
        return new Recurrence(cell, Math.min(5, steps), batch, Math.min(40, inputSize), Math.min(40, hiddenSize));
    }

    /**
     * The layer of an engine.
     *
     * @param engine the engine
     * @param format of the recurrent weights, or null for fp32
     * @return a GRU resets its product, as networks' frameworks do
     */
    public Recurrent layer(Engine engine, WeightFormat format) {
        Recurrent.Builder builder = engine.recurrent(cell, inputSize, hiddenSize)
                .weights(w, 0)
                .recurrentWeights(r, 0)
                .bias(bias);
        if (format != null) {
            builder.recurrentFormat(format);
        }
        return (cell == RecurrentCell.GRU ? builder.linearBeforeReset() : builder).prepare();
    }

    /**
     * Runs a layer.
     *
     * @param layer of this recurrence
     * @return all states
     */
    public float[] run(Recurrent layer) {
        layer.run(steps, batch, x, 0, null, null, 0, null, 0, y, 0);
        return y;
    }

    /**
     * Multiplications and additions of the products.
     *
     * @return twice the multiplications
     */
    public double flop() {
        return 2.0 * steps * batch * cell.gates() * hiddenSize * (inputSize + hiddenSize);
    }

    /**
     * The cell.
     *
     * @return the cell
     */
    public RecurrentCell cell() {
        return cell;
    }

    /**
     * Length of the sequences.
     *
     * @return steps
     */
    public int steps() {
        return steps;
    }

    /**
     * How many sequences there are.
     *
     * @return batch
     */
    public int batch() {
        return batch;
    }

    /**
     * Length of an input.
     *
     * @return elements
     */
    public int inputSize() {
        return inputSize;
    }

    /**
     * Length of a state.
     *
     * @return elements
     */
    public int hiddenSize() {
        return hiddenSize;
    }

    /**
     * Weights of the input.
     *
     * @return the array itself
     */
    public float[] w() {
        return w;
    }

    /**
     * Weights of the state.
     *
     * @return the array itself
     */
    public float[] r() {
        return r;
    }

    /**
     * Both biases.
     *
     * @return the array itself
     */
    public float[] bias() {
        return bias;
    }

    /**
     * Inputs.
     *
     * @return the array itself
     */
    public float[] x() {
        return x;
    }
}
