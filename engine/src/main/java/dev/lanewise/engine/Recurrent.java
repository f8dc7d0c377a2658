package dev.lanewise.engine;

import dev.lanewise.engine.drivers.RecurrentLayer;
import dev.lanewise.engine.drivers.RecurrentRun;
import dev.lanewise.engine.packing.Operand;
import java.lang.foreign.MemorySegment;

/**
 * A recurrent layer with the semantics of ONNX's RNN, LSTM and GRU. With x the input and h the state of a step, h′ the state before
 * it, {@code ⊙} the product of elements and b the sum of W's and R's bias:
 *
 * <pre>
 * RNN    h = f(W·x + R·h′ + b)
 * LSTM   i = f(Wᵢ·x + Rᵢ·h′ + Pᵢ⊙c′ + bᵢ)            GRU    z = f(W_z·x + R_z·h′ + b_z)
 *        f = f(W_f·x + R_f·h′ + P_f⊙c′ + b_f)               r = f(Wᵣ·x + Rᵣ·h′ + bᵣ)
 *        g = g(W_c·x + R_c·h′ + b_c)                        n = g(Wₙ·x + Rₙ·(r⊙h′) + bₙ)
 *        c = f⊙c′ + i⊙g                                  or n = g(Wₙ·x + Wbₙ + r⊙(Rₙ·h′ + Rbₙ))
 *        o = f(Wₒ·x + Rₒ·h′ + Pₒ⊙c + bₒ)                    h = (1 − z)⊙n + z⊙h′
 *        h = o⊙h(c), or Q·(o⊙h(c)) with a projection
 * </pre>
 *
 * <p>D is the number of directions, G of gates (in the order i, o, f, c and z, r, n), H the hidden size, P the length of a state: H, or
 * what the projection makes of it. All arrays are dense and row-major; x is steps×batch×inputSize, y steps×D×batch×P, states D×batch×P,
 * memories D×batch×H; with batch first batch×steps×inputSize, batch×steps×D×P, batch×D×P and batch×D×H. A sequence may be shorter than
 * the others: y is +0 behind its end, a reverse direction begins at its end, and its final state is that after its last step. Nothing
 * that is written may overlap anything else.
 *
 * <p>States and memories are read before the first step and written after the last, so that the next run goes on where this one
 * ended: a stream is run step by step, whatever the cut, with the same bits. Where none are given they are zero.
 *
 * <p>Errors: every product is a {@link Linear}'s, with its bound; the two products, the peephole's and the bias are added with one
 * rounding each, and gates have their function's bound. From step to step an error is multiplied by the slopes of the functions and
 * |R|. Not a number in an input reaches all later states of its sequence, and no other sequence; infinite sums saturate as the
 * functions do.
 *
 * <p>The products of inputs are made for many steps at once, that of the states step by step on weights packed once. Threads share the
 * columns of products and the sequences; bits depend neither on their number nor on the batch or the steps of a run. Immutable, and
 * safe to run from many threads at once; a run allocates nothing. It takes workspace for the sums of a block of steps, at least of
 * one: {@code 4·G·H} bytes and more for each sequence.
 *
 * <p>Source: Hochreiter, Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; Cho et al., "Learning Phrase
 * Representations using RNN Encoder–Decoder", EMNLP 2014; Sak et al., "Long Short-Term Memory Based Recurrent Neural Network
 * Architectures", 2014, for projections; ONNX operators RNN-14, LSTM-14, GRU-14.
 */
public final class Recurrent {
    private final Engine engine;
    private final RecurrentCell kind;
    private final RecurrentDirection direction;
    private final RecurrentLayer layer;

    Recurrent(Engine engine, RecurrentCell kind, RecurrentDirection direction, RecurrentLayer layer) {
        this.engine = engine;
        this.kind = kind;
        this.direction = direction;
        this.layer = layer;
    }

    /**
     * Length of an input.
     *
     * @return elements of x for one step of one sequence
     */
    public int inputSize() {
        return layer.inputSize();
    }

    /**
     * Length of a gate, and of a memory.
     *
     * @return H
     */
    public int hiddenSize() {
        return layer.hiddenSize();
    }

    /**
     * Length of a state.
     *
     * @return P
     */
    public int outputSize() {
        return layer.outputSize();
    }

    /**
     * Runs sequences.
     *
     * @param steps steps that x has room for
     * @param batch sequences side by side
     * @param x inputs
     * @param xOffset the first of them
     * @param lengths steps of each sequence, or null if all have {@code steps}
     * @param hidden states, replaced by those after the last step, or null to begin with zeros
     * @param hiddenOffset the first of them
     * @param cell memories of an LSTM, replaced likewise, or null
     * @param cellOffset the first of them
     * @param y states after every step, or null if only the last matter
     * @param yOffset the first of them
     * @throws NullPointerException if x is null
     * @throws IllegalArgumentException if a size is negative or too large, lengths has another length than batch or an element that
     *     is negative or above steps, there is a cell but no LSTM, or what is written overlaps another argument
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or its workspace limit too small
     */
    public void run(
            int steps,
            int batch,
            float[] x,
            int xOffset,
            int[] lengths,
            float[] hidden,
            int hiddenOffset,
            float[] cell,
            int cellOffset,
            float[] y,
            int yOffset) {
        int xs = checkSizes(steps, batch, lengths, cell != null);
        int states = states(batch);
        int memories = memories(batch);
        int results = steps * states;
        Checks.vector(x, xOffset, xs, 1, "x");
        RecurrentChecks.written(hidden, hiddenOffset, states, "hidden", x, xOffset, xs);
        RecurrentChecks.written(cell, cellOffset, memories, "cell", x, xOffset, xs);
        RecurrentChecks.written(y, yOffset, results, "y", x, xOffset, xs);
        RecurrentChecks.apart(hidden, hiddenOffset, states, "hidden", cell, cellOffset, memories, "cell");
        RecurrentChecks.apart(hidden, hiddenOffset, states, "hidden", y, yOffset, results, "y");
        RecurrentChecks.apart(cell, cellOffset, memories, "cell", y, yOffset, results, "y");
        RecurrentRun run = engine.recurrentRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.hidden.set(hidden, hiddenOffset, 1, false);
            run.cell.set(cell, cellOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(layer, steps, batch, lengths);
        } finally {
            engine.recurrentRuns.end(run);
        }
    }

    /**
     * Runs sequences in segments of fp32 in native byte order, as
     * {@link #run(int, int, float[], int, int[], float[], int, float[], int, float[], int)}.
     *
     * @param steps steps that x has room for
     * @param batch sequences side by side
     * @param x inputs
     * @param xOffset the first of them
     * @param lengths steps of each sequence, or null if all have {@code steps}
     * @param hidden states, writable, replaced by those after the last step, or null to begin with zeros
     * @param hiddenOffset the first of them
     * @param cell memories of an LSTM, writable, replaced likewise, or null
     * @param cellOffset the first of them
     * @param y states after every step, writable, or null if only the last matter
     * @param yOffset the first of them
     * @throws NullPointerException if x is null
     * @throws IllegalArgumentException if a size is negative or too large, lengths has another length than batch or an element that
     *     is negative or above steps, there is a cell but no LSTM, a segment to write is read-only, or it overlaps another argument
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the engine's workspace limit too small
     */
    public void run(
            int steps,
            int batch,
            MemorySegment x,
            long xOffset,
            int[] lengths,
            MemorySegment hidden,
            long hiddenOffset,
            MemorySegment cell,
            long cellOffset,
            MemorySegment y,
            long yOffset) {
        int xs = checkSizes(steps, batch, lengths, cell != null);
        int states = states(batch);
        int memories = memories(batch);
        int results = steps * states;
        Checks.vector(x, xOffset, xs, 1, "x");
        RecurrentChecks.written(hidden, hiddenOffset, states, "hidden", x, xOffset, xs);
        RecurrentChecks.written(cell, cellOffset, memories, "cell", x, xOffset, xs);
        RecurrentChecks.written(y, yOffset, results, "y", x, xOffset, xs);
        RecurrentChecks.apart(hidden, hiddenOffset, states, "hidden", cell, cellOffset, memories, "cell");
        RecurrentChecks.apart(hidden, hiddenOffset, states, "hidden", y, yOffset, results, "y");
        RecurrentChecks.apart(cell, cellOffset, memories, "cell", y, yOffset, results, "y");
        RecurrentRun run = engine.recurrentRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            if (hidden != null) {
                run.hidden.set(hidden, hiddenOffset, 1, false);
            }
            if (cell != null) {
                run.cell.set(cell, cellOffset, 1, false);
            }
            if (y != null) {
                run.y.set(y, yOffset, 1, false);
            }
            run.execute(layer, steps, batch, lengths);
        } finally {
            engine.recurrentRuns.end(run);
        }
    }

    /** Checks what is neither array nor segment; elements of x. */
    private int checkSizes(int steps, int batch, int[] lengths, boolean remembered) {
        Checks.size(steps, "steps");
        Checks.size(batch, "batch");
        RecurrentChecks.lengths(lengths, steps, batch);
        RecurrentChecks.cell(remembered, layer.remembers());
        RecurrentChecks.elements(Math.max(1, steps), (long) batch * direction.count(), outputSize(), "y");
        RecurrentChecks.elements(batch, direction.count(), hiddenSize(), "cell");
        return RecurrentChecks.elements(steps, batch, inputSize(), "x");
    }

    private int states(int batch) {
        return direction.count() * batch * outputSize();
    }

    private int memories(int batch) {
        return direction.count() * batch * hiddenSize();
    }

    /**
     * The layer, for humans.
     *
     * @return a line
     */
    @Override
    public String toString() {
        return "Recurrent[" + kind + ", " + direction + ", " + inputSize() + " → " + hiddenSize()
                + (outputSize() == hiddenSize() ? "]" : " → " + outputSize() + "]");
    }

    /** Describes a layer. Arrays of weights are read when it is prepared. */
    public static final class Builder {
        final Engine engine;
        final RecurrentCell kind;
        final int inputSize;
        final int hiddenSize;
        RecurrentDirection direction = RecurrentDirection.FORWARD;
        Operand weights;
        Operand recurrent;
        Operand projection;
        int outputSize;
        float[] bias;
        float[] peepholes;
        GateActivation[] functions;
        float clip = Float.POSITIVE_INFINITY;
        boolean linearBeforeReset;
        boolean coupled;
        boolean batchFirst;
        WeightFormat format;

        Builder(Engine engine, RecurrentCell kind, int inputSize, int hiddenSize) {
            Checks.notNull(kind, "cell");
            Checks.positive(inputSize, "inputSize");
            Checks.positive(hiddenSize, "hiddenSize");
            this.engine = engine;
            this.kind = kind;
            this.inputSize = inputSize;
            this.hiddenSize = hiddenSize;
            outputSize = hiddenSize;
        }

        /**
         * The order of the steps. To be called before weights are given.
         *
         * @param order FORWARD is the default
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if weights were given
         */
        public Builder direction(RecurrentDirection order) {
            Checks.notNull(order, "direction");
            requireNoWeights("direction");
            direction = order;
            return this;
        }

        /**
         * Multiplies the output of an LSTM by a matrix; the product is the state. To be called before other weights are given.
         *
         * @param size length of the state
         * @param q Q, D×size×H
         * @param offset its first element
         * @return this
         * @throws NullPointerException if the array is null
         * @throws IllegalArgumentException if the size is below 1 or the matrix too large
         * @throws IndexOutOfBoundsException if the array is too short or the offset negative
         * @throws IllegalStateException if the cell is no LSTM or weights were given
         */
        public Builder projection(int size, float[] q, int offset) {
            checkProjection(size, q, offset);
            projection = new Operand();
            projection.set(q, offset, 1, false);
            outputSize = size;
            return this;
        }

        /**
         * The weights of the input.
         *
         * @param w W, D×G·H×inputSize
         * @param offset its first element
         * @return this
         * @throws NullPointerException if the array is null
         * @throws IllegalArgumentException if the matrix is too large
         * @throws IndexOutOfBoundsException if the array is too short or the offset negative
         */
        public Builder weights(float[] w, int offset) {
            Checks.vector(w, offset, elements(inputSize, "w"), 1, "w");
            weights = new Operand();
            weights.set(w, offset, 1, false);
            return this;
        }

        /**
         * The weights of the input, in a segment of fp32 in native byte order.
         *
         * @param w W, D×G·H×inputSize
         * @param offset its first element
         * @return this
         * @throws NullPointerException if the segment is null
         * @throws IllegalArgumentException if the matrix is too large
         * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
         * @throws IllegalStateException if the segment is closed
         */
        public Builder weights(MemorySegment w, long offset) {
            Checks.vector(w, offset, elements(inputSize, "w"), 1, "w");
            weights = new Operand();
            weights.set(w, offset, 1, false);
            return this;
        }

        /**
         * The weights of the state.
         *
         * @param r R, D×G·H×P
         * @param offset its first element
         * @return this
         * @throws NullPointerException if the array is null
         * @throws IllegalArgumentException if the matrix is too large
         * @throws IndexOutOfBoundsException if the array is too short or the offset negative
         */
        public Builder recurrentWeights(float[] r, int offset) {
            Checks.vector(r, offset, elements(outputSize, "r"), 1, "r");
            recurrent = new Operand();
            recurrent.set(r, offset, 1, false);
            return this;
        }

        /**
         * The weights of the state, in a segment of fp32 in native byte order.
         *
         * @param r R, D×G·H×P
         * @param offset its first element
         * @return this
         * @throws NullPointerException if the segment is null
         * @throws IllegalArgumentException if the matrix is too large
         * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
         * @throws IllegalStateException if the segment is closed
         */
        public Builder recurrentWeights(MemorySegment r, long offset) {
            Checks.vector(r, offset, elements(outputSize, "r"), 1, "r");
            recurrent = new Operand();
            recurrent.set(r, offset, 1, false);
            return this;
        }

        /**
         * Narrows the weights of the state when the layer is prepared: with few sequences every step reads all of them, and speed is that
         * of memory. The weights that count are then the narrowed ones, see {@link WeightOnlyMatrix#narrow}.
         *
         * @param low how they are stored
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if the length of a state is no multiple of the format's block
         */
        public Builder recurrentFormat(WeightFormat low) {
            Checks.notNull(low, "format");
            low.rowBytes(outputSize);
            format = low;
            return this;
        }

        /**
         * Adds biases.
         *
         * @param terms D×2·G·H numbers: for each direction those of W, then those of R; copied
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it has another length
         */
        public Builder bias(float[] terms) {
            bias = exactly(terms, 2L * kind.gates(), "bias");
            return this;
        }

        /**
         * Lets the gates of an LSTM see its memory.
         *
         * @param factors D×3·H numbers, for each direction those of i, o and f; copied
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it has another length
         * @throws IllegalStateException if the cell is no LSTM
         */
        public Builder peepholes(float[] factors) {
            requireCell(RecurrentCell.LSTM, "peepholes");
            peepholes = exactly(factors, 3, "peepholes");
            return this;
        }

        /**
         * The functions of the gates, by default SIGMOID, TANH, TANH for an LSTM, SIGMOID, TANH for a GRU, TANH for an RNN.
         *
         * @param all those of each direction in the order f, g, h
         * @return this
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if there are not as many as the directions have together
         */
        public Builder activations(GateActivation... all) {
            Checks.notNull(all, "activations");
            for (int i = 0; i < all.length; i++) {
                Checks.notNull(all[i], "activations[" + i + "]");
            }
            int count = direction.count() * kind.functions();
            if (all.length != count) {
                throw new IllegalArgumentException("activations are " + all.length + "; they must be " + count + ", "
                        + kind.functions() + " for each direction");
            }
            functions = all.clone();
            return this;
        }

        /**
         * Limits the arguments of the gates' functions to {@code [−limit, limit]}; that of h, the memory, is not limited.
         *
         * @param limit above 0; infinity is the default
         * @return this
         * @throws IllegalArgumentException if it is NaN or not above 0
         */
        public Builder clip(float limit) {
            if (!(limit > 0)) {
                throw new IllegalArgumentException("limit is " + limit + "; it must be above 0");
            }
            clip = limit;
            return this;
        }

        /**
         * Lets a GRU reset the product of its state, with the bias, instead of the state itself.
         *
         * @return this
         * @throws IllegalStateException if the cell is no GRU
         */
        public Builder linearBeforeReset() {
            requireCell(RecurrentCell.GRU, "linearBeforeReset");
            linearBeforeReset = true;
            return this;
        }

        /**
         * Couples the gates of an LSTM: f is 1 − i.
         *
         * @return this
         * @throws IllegalStateException if the cell is no LSTM
         */
        public Builder coupledForgetGate() {
            requireCell(RecurrentCell.LSTM, "coupledForgetGate");
            coupled = true;
            return this;
        }

        /**
         * Puts sequences one after the other in all arrays, instead of steps.
         *
         * @return this
         */
        public Builder batchFirst() {
            batchFirst = true;
            return this;
        }

        /**
         * Completes the layer.
         *
         * @return a layer ready to run
         * @throws IllegalStateException if weights are missing, or the engine or a segment of weights is closed
         */
        public Recurrent prepare() {
            engine.usage.requireOpen();
            requireGiven(weights, "weights");
            requireGiven(recurrent, "recurrentWeights");
            if (functions == null) {
                functions = usual();
            }
            return new Recurrent(engine, kind, direction, new RecurrentPacking(this).pack());
        }

        private GateActivation[] usual() {
            GateActivation[] usual = new GateActivation[direction.count() * kind.functions()];
            for (int i = 0; i < usual.length; i++) {
                boolean gate = kind != RecurrentCell.RNN && i % kind.functions() == 0;
                usual[i] = gate ? GateActivation.SIGMOID : GateActivation.TANH;
            }
            return usual;
        }

        private int elements(int columns, String name) {
            long rows = (long) direction.count() * kind.gates();
            return RecurrentChecks.elements(rows, hiddenSize, columns, name);
        }

        private float[] exactly(float[] data, long perElement, String name) {
            Checks.notNull(data, name);
            long length = direction.count() * perElement * hiddenSize;
            if (data.length != length) {
                throw new IllegalArgumentException(name + " has " + data.length + " elements; it must have " + length);
            }
            return data.clone();
        }

        private void checkProjection(int size, float[] q, int offset) {
            requireCell(RecurrentCell.LSTM, "projection");
            requireNoWeights("projection");
            Checks.positive(size, "size");
            int length = RecurrentChecks.elements(direction.count(), size, hiddenSize, "q");
            Checks.vector(q, offset, length, 1, "q");
        }

        private void requireCell(RecurrentCell needed, String what) {
            if (kind != needed) {
                throw new IllegalStateException(what + " is for " + needed + " only; the cell is " + kind);
            }
        }

        private void requireNoWeights(String what) {
            if (weights != null
                    || recurrent != null
                    || format != null
                    || projection != null
                    || bias != null
                    || peepholes != null
                    || functions != null) {
                throw new IllegalStateException(what + " comes too late; it must be given before weights");
            }
        }

        private static void requireGiven(Operand given, String name) {
            if (given == null) {
                throw new IllegalStateException(name + " are missing; they must be given before prepare()");
            }
        }
    }
}
