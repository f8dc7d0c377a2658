package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.BinaryKernel;
import dev.lanewise.engine.kernels.BinaryKind;
import dev.lanewise.engine.kernels.GateKernel;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowKernel;

/**
 * The cell of a long short-term memory. Its gates lie in ONNX's order: input i, output o, forget f, candidate g.
 *
 * @param length elements of a gate, padding included
 * @param peepholes factors of the memory in i, o and f, or null
 * @param coupled whether f is 1 − i
 * @param clip what limits a sum
 * @param f function of i, o and f
 * @param g function of the candidate
 * @param h function of the memory
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LstmCell(
        int length,
        float[] peepholes,
        boolean coupled,
        GateFunction clip,
        GateFunction f,
        GateFunction g,
        GateFunction h)
        implements GateCell {
    private static final BinaryKernel PAIRS = Kernels.active().binary();
    private static final GateKernel GATES = Kernels.active().gates();
    private static final RowKernel ROWS = Kernels.active().row();

    @Override
    public void apply(boolean again, float[] s, int sums, int gates, int state, int cell, int out) {
        for (int done = 0; done < length; done += STRIP) {
            strip(done, Math.min(STRIP, length - done), s, sums + done, gates + done, cell + done, out + done);
        }
    }

    private void strip(int first, int count, float[] s, int sums, int input, int cell, int out) {
        int output = input + length;
        int forget = input + 2 * length;
        int candidate = input + 3 * length;
        for (int gate = 0; gate < 4; gate++) {
            int at = input + gate * length;
            PAIRS.apply(BinaryKind.ADD, count, s, at, s, sums + gate * length, s, at);
        }
        gate(count, s, input, first, cell, f);
        if (coupled) {
            ROWS.affine(count, s, input, 0, -1, 1, s, forget);
        } else {
            gate(count, s, forget, 2 * length + first, cell, f);
        }
        clip.apply(count, s, candidate);
        g.apply(count, s, candidate);
        GATES.remember(count, s, forget, input, candidate, s, cell);
        gate(count, s, output, length + first, cell, f);
        System.arraycopy(s, cell, s, out, count);
        h.apply(count, s, out);
        PAIRS.apply(BinaryKind.MULTIPLY, count, s, out, s, output, s, out);
    }

    private void gate(int count, float[] s, int gate, int peephole, int cell, GateFunction function) {
        if (peepholes != null) {
            GATES.multiplyAdd(count, peepholes, peephole, s, cell, s, gate);
        }
        clip.apply(count, s, gate);
        function.apply(count, s, gate);
    }
}
