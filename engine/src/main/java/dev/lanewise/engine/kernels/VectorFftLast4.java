package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Butterflies of four elements, without twiddle factors. */
final class VectorFftLast4 implements FftButterflies {
    private static final int LANES = FLOATS.length();

    @Override
    public int radix() {
        return 4;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        plain(a, at, at + LANES, leg, step, count);
    }

    // real and imaginary parts exchanged on both sides turn a transform into its inverse
    @Override
    public void inverse(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        plain(a, at + LANES, at, leg, step, count);
    }

    private static void plain(float[] a, int re, int im, int leg, int step, int count) {
        for (int i = 0; i < count; i++) {
            int r = re + i * step;
            int m = im + i * step;
            FloatVector x0r = FloatVector.fromArray(FLOATS, a, r);
            FloatVector x2r = FloatVector.fromArray(FLOATS, a, r + 2 * leg);
            FloatVector ar = x0r.add(x2r);
            FloatVector br = x0r.sub(x2r);
            FloatVector x0i = FloatVector.fromArray(FLOATS, a, m);
            FloatVector x2i = FloatVector.fromArray(FLOATS, a, m + 2 * leg);
            FloatVector ai = x0i.add(x2i);
            FloatVector bi = x0i.sub(x2i);
            FloatVector x1r = FloatVector.fromArray(FLOATS, a, r + leg);
            FloatVector x3r = FloatVector.fromArray(FLOATS, a, r + 3 * leg);
            FloatVector cr = x1r.add(x3r);
            FloatVector dr = x1r.sub(x3r);
            FloatVector x1i = FloatVector.fromArray(FLOATS, a, m + leg);
            FloatVector x3i = FloatVector.fromArray(FLOATS, a, m + 3 * leg);
            FloatVector ci = x1i.add(x3i);
            FloatVector di = x1i.sub(x3i);
            ar.add(cr).intoArray(a, r);
            ai.add(ci).intoArray(a, m);
            ar.sub(cr).intoArray(a, r + 2 * leg);
            ai.sub(ci).intoArray(a, m + 2 * leg);
            br.add(di).intoArray(a, r + leg);
            bi.sub(dr).intoArray(a, m + leg);
            br.sub(di).intoArray(a, r + 3 * leg);
            bi.add(dr).intoArray(a, m + 3 * leg);
        }
    }
}
