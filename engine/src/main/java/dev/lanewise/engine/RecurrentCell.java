package dev.lanewise.engine;

/** What a recurrent layer is made of, with its gates in ONNX's order. */
public enum RecurrentCell {
    /** A plain recurrent network: {@code hₜ = f(Wxₜ + Rhₜ₋₁ + b)}. */
    RNN(1, 1),

    /** A long short-term memory: gates input, output, forget and candidate; functions f, g, h. */
    LSTM(4, 3),

    /** A gated recurrent unit: gates update, reset and candidate; functions f, g. */
    GRU(3, 2);

    private final int gates;
    private final int functions;

    RecurrentCell(int gates, int functions) {
        this.gates = gates;
        this.functions = functions;
    }

    /**
     * How many gates there are.
     *
     * @return 1, 4 or 3
     */
    public int gates() {
        return gates;
    }

    /**
     * How many functions a direction has.
     *
     * @return 1, 3 or 2
     */
    public int functions() {
        return functions;
    }
}
