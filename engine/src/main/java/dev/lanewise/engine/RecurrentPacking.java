package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GateCell;
import dev.lanewise.engine.drivers.GateFunction;
import dev.lanewise.engine.drivers.GruCell;
import dev.lanewise.engine.drivers.LstmCell;
import dev.lanewise.engine.drivers.RecurrentLayer;
import dev.lanewise.engine.drivers.RecurrentMatrix;
import dev.lanewise.engine.drivers.RecurrentWeights;
import dev.lanewise.engine.drivers.RnnCell;
import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.planning.BlockSizes;
import java.util.ArrayList;
import java.util.List;

/** Packs the weights of a recurrent layer, gates padded to whole vectors so that no tail is left anywhere. */
final class RecurrentPacking {
    private final Recurrent.Builder b;
    private final int gates;
    private final int length;
    private final int outputLength;

    RecurrentPacking(Recurrent.Builder builder) {
        b = builder;
        gates = b.kind.gates();
        length = padded(b.hiddenSize);
        outputLength = padded(b.outputSize);
    }

    private static int padded(int size) {
        int lanes = Kernels.active().lanes();
        return Math.multiplyExact(Math.ceilDiv(size, lanes), lanes);
    }

    RecurrentLayer pack() {
        List<RecurrentWeights> directions = new ArrayList<>();
        for (int d = 0; d < b.direction.count(); d++) {
            directions.add(direction(d));
        }
        return new RecurrentLayer(
                b.inputSize,
                gates,
                length,
                b.hiddenSize,
                b.outputSize,
                outputLength,
                b.kind == RecurrentCell.LSTM,
                b.batchFirst,
                List.copyOf(directions));
    }

    private RecurrentWeights direction(int d) {
        boolean apart = b.kind == RecurrentCell.GRU && !b.linearBeforeReset;
        int together = apart ? gates - 1 : gates;
        int first = d * gates * b.hiddenSize;
        return new RecurrentWeights(
                b.direction.isReversed(d),
                pack(
                        b.weights,
                        first,
                        gates,
                        b.hiddenSize,
                        length,
                        b.inputSize,
                        BlockSizes.kc(b.engine.machine(), b.inputSize)),
                inputTerms(d),
                recurrent(first, together),
                recurrentTerms(d),
                apart ? recurrent(first + together * b.hiddenSize, 1) : null,
                b.projection == null
                        ? null
                        : pack(
                                b.projection,
                                d * b.outputSize,
                                1,
                                b.outputSize,
                                outputLength,
                                b.hiddenSize,
                                BlockSizes.kcOfFewRows(b.hiddenSize)),
                cell(d));
    }

    private RecurrentMatrix recurrent(int first, int count) {
        if (b.format == null) {
            int kc = BlockSizes.kcOfFewRows(b.outputSize);
            return pack(b.recurrent, first, count, b.hiddenSize, length, b.outputSize, kc);
        }
        float[] matrix = padded(b.recurrent, first, count, b.hiddenSize, length, b.outputSize);
        WeightOnlyMatrix narrow =
                WeightOnlyMatrix.narrow(b.format, count * length, b.outputSize, matrix, 0, b.outputSize);
        return new RecurrentMatrix(null, narrow.pack().stored());
    }

    private RecurrentMatrix pack(Operand rows, int first, int count, int size, int padded, int k, int kc) {
        Operand operand = new Operand();
        operand.set(padded(rows, first, count, size, padded, k), 0, k, true);
        return RecurrentMatrix.of(
                PackedMatrix.pack(b.engine, operand, k, count * padded, kc).panels());
    }

    /** Some gates' rows of a matrix. */
    private static float[] padded(Operand rows, int first, int count, int size, int padded, int k) {
        float[] matrix = new float[Math.multiplyExact(Math.multiplyExact(count, padded), k)];
        for (int gate = 0; gate < count; gate++) {
            rows.load(0, (first + gate * size) * k, 1, size * k, matrix, gate * padded * k, size * k);
        }
        return matrix;
    }

    /** Both biases, but for the recurrent one that is multiplied by the reset gate. */
    private EpilogueSpec inputTerms(int d) {
        if (b.bias == null) {
            return EpilogueSpec.IDENTITY;
        }
        float[] terms = new float[gates * length];
        int first = d * 2 * gates * b.hiddenSize;
        for (int gate = 0; gate < gates; gate++) {
            boolean both = !(b.linearBeforeReset && gate == 2);
            for (int i = 0; i < b.hiddenSize; i++) {
                int at = first + gate * b.hiddenSize + i;
                terms[gate * length + i] = both ? b.bias[at] + b.bias[at + gates * b.hiddenSize] : b.bias[at];
            }
        }
        return terms(terms);
    }

    private EpilogueSpec recurrentTerms(int d) {
        if (b.bias == null || !b.linearBeforeReset) {
            return EpilogueSpec.IDENTITY;
        }
        float[] terms = new float[gates * length];
        System.arraycopy(b.bias, (d * 6 + 5) * b.hiddenSize, terms, 2 * length, b.hiddenSize);
        return terms(terms);
    }

    private static EpilogueSpec terms(float[] perColumn) {
        return new EpilogueSpec(1, perColumn, null, null, 0, 0, ActivationKind.NONE, 0, 0);
    }

    private GateCell cell(int d) {
        GateFunction clip = GateActivation.clip(b.clip);
        GateFunction f = function(d, 0);
        return switch (b.kind) {
            case RNN -> new RnnCell(length, clip, f);
            case GRU -> new GruCell(length, b.linearBeforeReset, clip, f, function(d, 1));
            case LSTM -> new LstmCell(length, peepholes(d), b.coupled, clip, f, function(d, 1), function(d, 2));
        };
    }

    private GateFunction function(int d, int number) {
        return b.functions[d * b.kind.functions() + number].function();
    }

    private float[] peepholes(int d) {
        if (b.peepholes == null) {
            return null;
        }
        float[] factors = new float[3 * length];
        for (int gate = 0; gate < 3; gate++) {
            System.arraycopy(b.peepholes, (d * 3 + gate) * b.hiddenSize, factors, gate * length, b.hiddenSize);
        }
        return factors;
    }
}
