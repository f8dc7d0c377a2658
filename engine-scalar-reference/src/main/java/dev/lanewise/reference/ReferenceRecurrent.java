package dev.lanewise.reference;

import java.util.function.DoubleUnaryOperator;

/**
 * One direction of a recurrent layer in double: ONNX's equations of RNN, LSTM and GRU, one sequence at a time. Matrices are dense and
 * row-major, gates in ONNX's order.
 */
public final class ReferenceRecurrent {
    private final int inputSize;
    private final int hiddenSize;
    private final int stateSize;
    private final float[] w;
    private final float[] r;
    private final DoubleUnaryOperator[] functions;

    private float[] bias;
    private float[] peepholes;
    private float[] projection;
    private double clip = Double.POSITIVE_INFINITY;
    private boolean linearBeforeReset;
    private boolean coupled;

    /**
     * A cell without bias.
     *
     * @param inputSize length of an input
     * @param hiddenSize length of a gate
     * @param stateSize length of a state
     * @param w weights of the input
     * @param r weights of the state
     * @param functions f; f and g; or f, g and h
     */
    public ReferenceRecurrent(
            int inputSize, int hiddenSize, int stateSize, float[] w, float[] r, DoubleUnaryOperator... functions) {
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        this.stateSize = stateSize;
        this.w = w;
        this.r = r;
        this.functions = functions;
    }

    /**
     * Adds what only some cells have.
     *
     * @param terms biases of W, then of R, or null
     * @param factors peepholes i, o, f, or null
     * @param matrix the projection, or null
     * @param limit what gates' arguments are limited to
     * @param resetProduct whether a GRU resets its product
     * @param couple whether an LSTM forgets 1 − i
     * @return this
     */
    public ReferenceRecurrent with(
            float[] terms, float[] factors, float[] matrix, double limit, boolean resetProduct, boolean couple) {
        bias = terms;
        peepholes = factors;
        projection = matrix;
        clip = limit;
        linearBeforeReset = resetProduct;
        coupled = couple;
        return this;
    }

    /**
     * One step of one sequence.
     *
     * @param x the input
     * @param h the state, replaced
     * @param c the memory of an LSTM, replaced, else null
     */
    public void step(double[] x, double[] h, double[] c) {
        switch (functions.length) {
            case 1 -> rnn(x, h);
            case 2 -> gru(x, h);
            default -> lstm(x, h, c);
        }
    }

    private void rnn(double[] x, double[] h) {
        double[] next = new double[hiddenSize];
        for (int i = 0; i < hiddenSize; i++) {
            next[i] = gate(0, input(0, i, x) + recurrent(0, i, h));
        }
        System.arraycopy(next, 0, h, 0, hiddenSize);
    }

    private void gru(double[] x, double[] h) {
        double[] z = new double[hiddenSize];
        double[] reset = new double[hiddenSize];
        double[] resetState = new double[hiddenSize];
        for (int i = 0; i < hiddenSize; i++) {
            z[i] = gate(0, input(0, i, x) + recurrent(0, i, h));
            reset[i] = gate(0, input(1, i, x) + recurrent(1, i, h));
            resetState[i] = reset[i] * h[i];
        }
        double[] n = new double[hiddenSize];
        for (int i = 0; i < hiddenSize; i++) {
            double fromState = linearBeforeReset ? reset[i] * recurrent(2, i, h) : recurrent(2, i, resetState);
            n[i] = gate(1, input(2, i, x) + fromState);
        }
        for (int i = 0; i < hiddenSize; i++) {
            h[i] = (1 - z[i]) * n[i] + z[i] * h[i];
        }
    }

    private void lstm(double[] x, double[] h, double[] c) {
        double[] out = new double[hiddenSize];
        for (int i = 0; i < hiddenSize; i++) {
            double in = gate(0, input(0, i, x) + recurrent(0, i, h) + peephole(0, i, c[i]));
            double forget = coupled ? 1 - in : gate(0, input(2, i, x) + recurrent(2, i, h) + peephole(2, i, c[i]));
            c[i] = forget * c[i] + in * gate(1, input(3, i, x) + recurrent(3, i, h));
            double o = gate(0, input(1, i, x) + recurrent(1, i, h) + peephole(1, i, c[i]));
            out[i] = o * functions[2].applyAsDouble(c[i]);
        }
        for (int i = 0; i < stateSize; i++) {
            h[i] = projection == null ? out[i] : dot(projection, i, hiddenSize, out);
        }
    }

    private double gate(int function, double sum) {
        return functions[function].applyAsDouble(Math.max(-clip, Math.min(clip, sum)));
    }

    private double input(int gate, int i, double[] x) {
        int row = gate * hiddenSize + i;
        return dot(w, row, inputSize, x) + (bias == null ? 0 : bias[row]);
    }

    private double recurrent(int gate, int i, double[] h) {
        int row = gate * hiddenSize + i;
        int gates = w.length / inputSize;
        return dot(r, row, stateSize, h) + (bias == null ? 0 : bias[gates + row]);
    }

    private double peephole(int gate, int i, double c) {
        return peepholes == null ? 0 : peepholes[gate * hiddenSize + i] * c;
    }

    private static double dot(float[] matrix, int row, int columns, double[] x) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
            sum += matrix[row * columns + k] * x[k];
        }
        return sum;
    }
}
