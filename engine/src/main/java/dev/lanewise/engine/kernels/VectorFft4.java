package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Butterflies of four elements, with twiddle factors. */
final class VectorFft4 implements FftButterflies {
    private static final int LANES = FLOATS.length();

    @Override
    public int radix() {
        return 4;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        FloatVector w1r = FloatVector.broadcast(FLOATS, w[t]);
        FloatVector w1i = FloatVector.broadcast(FLOATS, w[t + 1]);
        FloatVector w1n = FloatVector.broadcast(FLOATS, w[t + 2]);
        FloatVector w2r = FloatVector.broadcast(FLOATS, w[t + 3]);
        FloatVector w2i = FloatVector.broadcast(FLOATS, w[t + 4]);
        FloatVector w2n = FloatVector.broadcast(FLOATS, w[t + 5]);
        FloatVector w3r = FloatVector.broadcast(FLOATS, w[t + 6]);
        FloatVector w3i = FloatVector.broadcast(FLOATS, w[t + 7]);
        FloatVector w3n = FloatVector.broadcast(FLOATS, w[t + 8]);
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            int s3 = s2 + leg;
            FloatVector x0r = FloatVector.fromArray(FLOATS, a, s0);
            FloatVector x2r = FloatVector.fromArray(FLOATS, a, s2);
            FloatVector ar = x0r.add(x2r);
            FloatVector br = x0r.sub(x2r);
            FloatVector x0i = FloatVector.fromArray(FLOATS, a, s0 + LANES);
            FloatVector x2i = FloatVector.fromArray(FLOATS, a, s2 + LANES);
            FloatVector ai = x0i.add(x2i);
            FloatVector bi = x0i.sub(x2i);
            FloatVector x1r = FloatVector.fromArray(FLOATS, a, s1);
            FloatVector x3r = FloatVector.fromArray(FLOATS, a, s3);
            FloatVector cr = x1r.add(x3r);
            FloatVector dr = x1r.sub(x3r);
            FloatVector x1i = FloatVector.fromArray(FLOATS, a, s1 + LANES);
            FloatVector x3i = FloatVector.fromArray(FLOATS, a, s3 + LANES);
            FloatVector ci = x1i.add(x3i);
            FloatVector di = x1i.sub(x3i);
            ar.add(cr).intoArray(a, s0);
            ai.add(ci).intoArray(a, s0 + LANES);
            FloatVector er = ar.sub(cr);
            FloatVector ei = ai.sub(ci);
            er.fma(w2r, ei.mul(w2n)).intoArray(a, s2);
            er.fma(w2i, ei.mul(w2r)).intoArray(a, s2 + LANES);
            FloatVector fr = br.add(di);
            FloatVector fi = bi.sub(dr);
            fr.fma(w1r, fi.mul(w1n)).intoArray(a, s1);
            fr.fma(w1i, fi.mul(w1r)).intoArray(a, s1 + LANES);
            FloatVector gr = br.sub(di);
            FloatVector gi = bi.add(dr);
            gr.fma(w3r, gi.mul(w3n)).intoArray(a, s3);
            gr.fma(w3i, gi.mul(w3r)).intoArray(a, s3 + LANES);
        }
    }

    @Override
    public void inverse(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        FloatVector w1r = FloatVector.broadcast(FLOATS, w[t]);
        FloatVector w1i = FloatVector.broadcast(FLOATS, w[t + 1]);
        FloatVector w1n = FloatVector.broadcast(FLOATS, w[t + 2]);
        FloatVector w2r = FloatVector.broadcast(FLOATS, w[t + 3]);
        FloatVector w2i = FloatVector.broadcast(FLOATS, w[t + 4]);
        FloatVector w2n = FloatVector.broadcast(FLOATS, w[t + 5]);
        FloatVector w3r = FloatVector.broadcast(FLOATS, w[t + 6]);
        FloatVector w3i = FloatVector.broadcast(FLOATS, w[t + 7]);
        FloatVector w3n = FloatVector.broadcast(FLOATS, w[t + 8]);
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            int s3 = s2 + leg;
            FloatVector yr = FloatVector.fromArray(FLOATS, a, s2);
            FloatVector yi = FloatVector.fromArray(FLOATS, a, s2 + LANES);
            FloatVector x2r = yr.fma(w2r, yi.mul(w2i));
            FloatVector x2i = yi.fma(w2r, yr.mul(w2n));
            FloatVector x0r = FloatVector.fromArray(FLOATS, a, s0);
            FloatVector x0i = FloatVector.fromArray(FLOATS, a, s0 + LANES);
            FloatVector ar = x0r.add(x2r);
            FloatVector br = x0r.sub(x2r);
            FloatVector ai = x0i.add(x2i);
            FloatVector bi = x0i.sub(x2i);
            yr = FloatVector.fromArray(FLOATS, a, s1);
            yi = FloatVector.fromArray(FLOATS, a, s1 + LANES);
            FloatVector x1r = yr.fma(w1r, yi.mul(w1i));
            FloatVector x1i = yi.fma(w1r, yr.mul(w1n));
            yr = FloatVector.fromArray(FLOATS, a, s3);
            yi = FloatVector.fromArray(FLOATS, a, s3 + LANES);
            FloatVector x3r = yr.fma(w3r, yi.mul(w3i));
            FloatVector x3i = yi.fma(w3r, yr.mul(w3n));
            FloatVector cr = x1r.add(x3r);
            FloatVector dr = x1r.sub(x3r);
            FloatVector ci = x1i.add(x3i);
            FloatVector di = x1i.sub(x3i);
            ar.add(cr).intoArray(a, s0);
            ai.add(ci).intoArray(a, s0 + LANES);
            ar.sub(cr).intoArray(a, s2);
            ai.sub(ci).intoArray(a, s2 + LANES);
            br.sub(di).intoArray(a, s1);
            bi.add(dr).intoArray(a, s1 + LANES);
            br.add(di).intoArray(a, s3);
            bi.sub(dr).intoArray(a, s3 + LANES);
        }
    }
}
