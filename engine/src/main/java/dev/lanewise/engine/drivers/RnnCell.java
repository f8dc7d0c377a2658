package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.BinaryKernel;
import dev.lanewise.engine.kernels.BinaryKind;
import dev.lanewise.engine.kernels.Kernels;

/**
 * The cell of a plain recurrent network: {@code h = f(sums)}.
 *
 * @param length elements of a gate, padding included
 * @param clip what limits a sum
 * @param f function of the sum
 */
public record RnnCell(int length, GateFunction clip, GateFunction f) implements GateCell {
    private static final BinaryKernel PAIRS = Kernels.active().binary();

    @Override
    public void apply(boolean again, float[] s, int sums, int gates, int state, int cell, int out) {
        PAIRS.apply(BinaryKind.ADD, length, s, sums, s, gates, s, out);
        clip.apply(length, s, out);
        f.apply(length, s, out);
    }
}
