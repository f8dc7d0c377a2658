package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Butterflies of three elements, with twiddle factors. */
final class VectorFft3 implements FftButterflies {
    private static final int LANES = FLOATS.length();

    private static final float SINE = (float) Math.sqrt(0.75);

    @Override
    public int radix() {
        return 3;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        FloatVector w1r = FloatVector.broadcast(FLOATS, w[t]);
        FloatVector w1i = FloatVector.broadcast(FLOATS, w[t + 1]);
        FloatVector w1n = FloatVector.broadcast(FLOATS, w[t + 2]);
        FloatVector w2r = FloatVector.broadcast(FLOATS, w[t + 3]);
        FloatVector w2i = FloatVector.broadcast(FLOATS, w[t + 4]);
        FloatVector w2n = FloatVector.broadcast(FLOATS, w[t + 5]);
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            FloatVector x0r = FloatVector.fromArray(FLOATS, a, s0);
            FloatVector x0i = FloatVector.fromArray(FLOATS, a, s0 + LANES);
            FloatVector x1r = FloatVector.fromArray(FLOATS, a, s1);
            FloatVector x1i = FloatVector.fromArray(FLOATS, a, s1 + LANES);
            FloatVector x2r = FloatVector.fromArray(FLOATS, a, s2);
            FloatVector x2i = FloatVector.fromArray(FLOATS, a, s2 + LANES);
            FloatVector sr = x1r.add(x2r);
            FloatVector si = x1i.add(x2i);
            FloatVector dr = x1r.sub(x2r).mul(SINE);
            FloatVector di = x1i.sub(x2i).mul(SINE);
            x0r.add(sr).intoArray(a, s0);
            x0i.add(si).intoArray(a, s0 + LANES);
            FloatVector mr = x0r.sub(sr.mul(0.5f));
            FloatVector mi = x0i.sub(si.mul(0.5f));
            FloatVector yr = mr.add(di);
            FloatVector yi = mi.sub(dr);
            yr.fma(w1r, yi.mul(w1n)).intoArray(a, s1);
            yr.fma(w1i, yi.mul(w1r)).intoArray(a, s1 + LANES);
            FloatVector zr = mr.sub(di);
            FloatVector zi = mi.add(dr);
            zr.fma(w2r, zi.mul(w2n)).intoArray(a, s2);
            zr.fma(w2i, zi.mul(w2r)).intoArray(a, s2 + LANES);
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
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            FloatVector yr = FloatVector.fromArray(FLOATS, a, s1);
            FloatVector yi = FloatVector.fromArray(FLOATS, a, s1 + LANES);
            FloatVector x1r = yr.fma(w1r, yi.mul(w1i));
            FloatVector x1i = yi.fma(w1r, yr.mul(w1n));
            FloatVector zr = FloatVector.fromArray(FLOATS, a, s2);
            FloatVector zi = FloatVector.fromArray(FLOATS, a, s2 + LANES);
            FloatVector x2r = zr.fma(w2r, zi.mul(w2i));
            FloatVector x2i = zi.fma(w2r, zr.mul(w2n));
            FloatVector sr = x1r.add(x2r);
            FloatVector si = x1i.add(x2i);
            FloatVector dr = x1r.sub(x2r).mul(SINE);
            FloatVector di = x1i.sub(x2i).mul(SINE);
            FloatVector x0r = FloatVector.fromArray(FLOATS, a, s0);
            FloatVector x0i = FloatVector.fromArray(FLOATS, a, s0 + LANES);
            x0r.add(sr).intoArray(a, s0);
            x0i.add(si).intoArray(a, s0 + LANES);
            FloatVector mr = x0r.sub(sr.mul(0.5f));
            FloatVector mi = x0i.sub(si.mul(0.5f));
            mr.sub(di).intoArray(a, s1);
            mi.add(dr).intoArray(a, s1 + LANES);
            mr.add(di).intoArray(a, s2);
            mi.sub(dr).intoArray(a, s2 + LANES);
        }
    }
}
