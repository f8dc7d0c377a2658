package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.BinaryKernel;
import dev.lanewise.engine.kernels.BinaryKind;
import dev.lanewise.engine.kernels.GateKernel;
import dev.lanewise.engine.kernels.Kernels;

/**
 * The cell of a gated recurrent unit. Its gates lie in ONNX's order: update z, reset r, candidate n.
 *
 * @param length elements of a gate, padding included
 * @param linearBeforeReset whether r multiplies the candidate's product, else the state before that product
 * @param clip what limits a sum
 * @param f function of z and r
 * @param g function of n
 */
public record GruCell(int length, boolean linearBeforeReset, GateFunction clip, GateFunction f, GateFunction g)
        implements GateCell {
    private static final BinaryKernel PAIRS = Kernels.active().binary();
    private static final GateKernel GATES = Kernels.active().gates();

    @Override
    public void apply(boolean again, float[] s, int sums, int gates, int state, int cell, int out) {
        for (int done = 0; done < length; done += STRIP) {
            int count = Math.min(STRIP, length - done);
            if (!again) {
                gate(count, s, sums + done, gates + done);
                gate(count, s, sums + length + done, gates + length + done);
            }
            if (linearBeforeReset || again) {
                candidate(count, s, sums + done, gates + done, state + done);
            } else {
                PAIRS.apply(BinaryKind.MULTIPLY, count, s, gates + length + done, s, state + done, s, out + done);
            }
        }
    }

    private void gate(int count, float[] s, int sums, int gate) {
        PAIRS.apply(BinaryKind.ADD, count, s, gate, s, sums, s, gate);
        clip.apply(count, s, gate);
        f.apply(count, s, gate);
    }

    private void candidate(int count, float[] s, int sums, int gates, int state) {
        int r = gates + length;
        int n = gates + 2 * length;
        if (linearBeforeReset) {
            PAIRS.apply(BinaryKind.MULTIPLY, count, s, n, s, r, s, n);
        }
        PAIRS.apply(BinaryKind.ADD, count, s, n, s, sums + 2 * length, s, n);
        clip.apply(count, s, n);
        g.apply(count, s, n);
        GATES.mix(count, s, gates, n, s, state);
    }
}
