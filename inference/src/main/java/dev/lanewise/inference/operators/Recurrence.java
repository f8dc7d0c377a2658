package dev.lanewise.inference.operators;

import dev.lanewise.engine.GateActivation;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.RecurrentDirection;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** RNN, LSTM and GRU: inputs x, weights, recurrent weights, bias, lengths, states, and an LSTM's memories and peepholes. */
final class Recurrence implements Operator {
    private static final int BIAS = 3;
    private static final int LENGTHS = 4;
    private static final int STATES = 5;
    private static final int MEMORIES = 6;
    private static final int PEEPHOLES = 7;

    private final RecurrentCell cell;

    Recurrence(RecurrentCell cell) {
        this.cell = cell;
    }

    @Override
    public void plan(NodeContext context) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        boolean batchFirst = context.attributes().flag("layout", false);
        int[] recurrent = context.shape(2);
        if (x.rank() != 3 || recurrent.length != 3 || context.shape(1).length != 3) {
            throw new ModelException("x, W and R must have 3 dimensions");
        }
        int hidden = recurrent[2];
        int steps = x.size(batchFirst ? 1 : 0);
        int batch = x.size(batchFirst ? 0 : 1);
        RecurrentDirection direction = RecurrentDirection.valueOf(
                switch (context.attributes().string("direction", "forward")) {
                    case "reverse" -> "REVERSE";
                    case "bidirectional" -> "BIDIRECTIONAL";
                    default -> "FORWARD";
                });
        int directions = direction.count();
        Recurrent layer = layer(context, direction, x.size(2), hidden, batchFirst);

        Value lengths = context.has(LENGTHS) ? context.plain(LENGTHS) : null;
        if (lengths != null && (lengths.type() != ElementType.INT32 || lengths.elements() != batch)) {
            throw new ModelException("lengths are " + lengths + "; they must be int32[" + batch + "]");
        }
        Value y = !context.wants(0)
                ? null
                : context.output(
                        0,
                        x.type(),
                        batchFirst
                                ? new int[] {batch, steps, directions, hidden}
                                : new int[] {steps, directions, batch, hidden});
        int[] shape = batchFirst ? new int[] {batch, directions, hidden} : new int[] {directions, batch, hidden};
        Value states = states(context, 1, STATES, shape);
        Value memories = cell == RecurrentCell.LSTM ? states(context, 2, MEMORIES, shape) : null;
        long products = 2L * directions * cell.gates() * hidden;
        context.explain(layer.toString(), products * steps * batch * (x.size(2) + hidden));
        context.step(frame -> layer.run(
                steps,
                batch,
                frame.floats(x),
                frame.at(x),
                lengths == null
                        ? null
                        : Arrays.copyOfRange(frame.ints(lengths), frame.at(lengths), frame.at(lengths) + batch),
                states == null ? null : frame.floats(states),
                states == null ? 0 : frame.at(states),
                memories == null ? null : frame.floats(memories),
                memories == null ? 0 : frame.at(memories),
                y == null ? null : frame.floats(y),
                y == null ? 0 : frame.at(y)));
    }

    /** Room for states, which are an output or not, with those to begin with; null if there are none and none are wanted. */
    private static Value states(NodeContext context, int output, int input, int[] shape) {
        boolean wanted = context.wants(output);
        if (!wanted && !context.has(input)) {
            return null;
        }
        Value states = wanted
                ? context.output(output, ElementType.FLOAT, shape)
                : context.temporary(ElementType.FLOAT, false, shape);
        if (!context.has(input)) {
            context.step(frame -> {
                int at = frame.at(states);
                Arrays.fill(frame.floats(states), at, at + states.elements(), 0f);
            });
            return states;
        }
        Value first = context.plain(input);
        if (first.type() != ElementType.FLOAT || !Arrays.equals(first.shape(), shape)) {
            throw new ModelException("initial states are " + first + "; they must be float" + Arrays.toString(shape));
        }
        Moves.copy(context, first, states);
        return states;
    }

    private Recurrent layer(
            NodeContext context, RecurrentDirection direction, int inputs, int hidden, boolean batchFirst) {
        Constant[] parameters = new Constant[PEEPHOLES + 1];
        for (int i : new int[] {1, 2, BIAS, PEEPHOLES}) {
            if (context.has(i) && (i != PEEPHOLES || cell == RecurrentCell.LSTM)) {
                parameters[i] = Convolution.constant(context, i);
            }
        }
        int directions = direction.count();
        int gates = cell.gates() * hidden;
        requireShape(parameters[1], "W", directions, gates, inputs);
        requireShape(parameters[2], "R", directions, gates, hidden);
        GateActivation[] functions = functions(context, directions);
        return context.isModels()
                ? context.shared(
                        Recurrent.class,
                        () -> prepare(context, direction, inputs, hidden, batchFirst, parameters, functions),
                        context.node())
                : prepare(context, direction, inputs, hidden, batchFirst, parameters, functions);
    }

    private static void requireShape(Constant weights, String name, int... shape) {
        if (!Arrays.equals(weights.shape(), shape)) {
            throw new ModelException(
                    name + " is " + Arrays.toString(weights.shape()) + "; it must be " + Arrays.toString(shape));
        }
    }

    private Recurrent prepare(
            NodeContext context,
            RecurrentDirection direction,
            int inputs,
            int hidden,
            boolean batchFirst,
            Constant[] parameters,
            GateActivation[] functions) {
        Recurrent.Builder builder = context.engine()
                .recurrent(cell, inputs, hidden)
                .direction(direction)
                .weights(parameters[1].tensor().floats(), 0)
                .recurrentWeights(parameters[2].tensor().floats(), 0)
                .activations(functions);
        if (parameters[BIAS] != null) {
            builder.bias(parameters[BIAS].tensor().floats());
        }
        if (parameters[PEEPHOLES] != null) {
            builder.peepholes(parameters[PEEPHOLES].tensor().floats());
        }
        if (context.attributes().has("clip")) {
            builder.clip(context.attributes().number("clip", 0));
        }
        if (cell == RecurrentCell.GRU && context.attributes().flag("linear_before_reset", false)) {
            builder.linearBeforeReset();
        }
        if (cell == RecurrentCell.LSTM && context.attributes().flag("input_forget", false)) {
            builder.coupledForgetGate();
        }
        if (batchFirst) {
            builder.batchFirst();
        }
        return builder.prepare();
    }

    /** The functions of all directions. Parameters are listed one after the other, for those functions alone that have some. */
    private GateActivation[] functions(NodeContext context, int directions) {
        int count = directions * cell.functions();
        String[] names = context.attributes().value("activations", String[].class);
        if (names == null) {
            return IntStream.range(0, count)
                    .mapToObj(i -> i % cell.functions() == 0 && cell != RecurrentCell.RNN
                            ? GateActivation.SIGMOID
                            : GateActivation.TANH)
                    .toArray(GateActivation[]::new);
        }
        if (names.length != count) {
            throw new ModelException("attribute activations has " + names.length + " functions; it must have " + count);
        }
        GateFunctions functions = new GateFunctions(context.attributes());
        return Arrays.stream(names).map(functions::next).toArray(GateActivation[]::new);
    }
}
