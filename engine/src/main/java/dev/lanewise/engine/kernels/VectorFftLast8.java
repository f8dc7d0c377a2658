package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Butterflies of eight elements, without twiddle factors. */
final class VectorFftLast8 implements FftButterflies {
    private static final int LANES = FLOATS.length();

    private static final float ROOT = (float) Math.sqrt(0.5);

    @Override
    public int radix() {
        return 8;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        butterflies(a, at, at + LANES, leg, step, count);
    }

    // real and imaginary parts exchanged on both sides turn a transform into its inverse
    @Override
    public void inverse(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        butterflies(a, at + LANES, at, leg, step, count);
    }

    private static void butterflies(float[] a, int re, int im, int leg, int step, int count) {
        FloatVector root = FloatVector.broadcast(FLOATS, ROOT);
        FloatVector minus = FloatVector.broadcast(FLOATS, -ROOT);
        for (int i = 0; i < count; i++) {
            int r = re + i * step;
            int m = im + i * step;
            FloatVector x0r = FloatVector.fromArray(FLOATS, a, r);
            FloatVector x4r = FloatVector.fromArray(FLOATS, a, r + 4 * leg);
            FloatVector x2i = FloatVector.fromArray(FLOATS, a, m + 2 * leg);
            FloatVector x6i = FloatVector.fromArray(FLOATS, a, m + 6 * leg);
            FloatVector s0r = x0r.add(x4r);
            FloatVector d0r = x0r.sub(x4r);
            FloatVector s2i = x2i.add(x6i);
            FloatVector d2i = x2i.sub(x6i);
            FloatVector v0r = d0r.add(d2i);
            FloatVector v1r = d0r.sub(d2i);
            FloatVector x0i = FloatVector.fromArray(FLOATS, a, m);
            FloatVector x4i = FloatVector.fromArray(FLOATS, a, m + 4 * leg);
            FloatVector x2r = FloatVector.fromArray(FLOATS, a, r + 2 * leg);
            FloatVector x6r = FloatVector.fromArray(FLOATS, a, r + 6 * leg);
            FloatVector s0i = x0i.add(x4i);
            FloatVector d0i = x0i.sub(x4i);
            FloatVector s2r = x2r.add(x6r);
            FloatVector d2r = x2r.sub(x6r);
            FloatVector v0i = d0i.sub(d2r);
            FloatVector v1i = d0i.add(d2r);
            FloatVector u0r = s0r.add(s2r);
            FloatVector u1r = s0r.sub(s2r);
            FloatVector u0i = s0i.add(s2i);
            FloatVector u1i = s0i.sub(s2i);

            // loads in a method of their own would stay calls that return objects: C2 inlines only so much
            FloatVector s1r =
                    FloatVector.fromArray(FLOATS, a, r + leg).add(FloatVector.fromArray(FLOATS, a, r + 5 * leg));
            FloatVector s3r =
                    FloatVector.fromArray(FLOATS, a, r + 3 * leg).add(FloatVector.fromArray(FLOATS, a, r + 7 * leg));
            FloatVector p0r = s1r.add(s3r);
            FloatVector p1r = s1r.sub(s3r);
            u0r.add(p0r).intoArray(a, r);
            u0r.sub(p0r).intoArray(a, r + 4 * leg);
            u1i.sub(p1r).intoArray(a, m + 2 * leg);
            u1i.add(p1r).intoArray(a, m + 6 * leg);
            FloatVector s1i =
                    FloatVector.fromArray(FLOATS, a, m + leg).add(FloatVector.fromArray(FLOATS, a, m + 5 * leg));
            FloatVector s3i =
                    FloatVector.fromArray(FLOATS, a, m + 3 * leg).add(FloatVector.fromArray(FLOATS, a, m + 7 * leg));
            FloatVector p0i = s1i.add(s3i);
            FloatVector p1i = s1i.sub(s3i);
            u0i.add(p0i).intoArray(a, m);
            u0i.sub(p0i).intoArray(a, m + 4 * leg);
            u1r.add(p1i).intoArray(a, r + 2 * leg);
            u1r.sub(p1i).intoArray(a, r + 6 * leg);

            // the differences turned by odd eighths, but for the factor √½
            FloatVector d1r =
                    FloatVector.fromArray(FLOATS, a, r + leg).sub(FloatVector.fromArray(FLOATS, a, r + 5 * leg));
            FloatVector d1i =
                    FloatVector.fromArray(FLOATS, a, m + leg).sub(FloatVector.fromArray(FLOATS, a, m + 5 * leg));
            FloatVector d3r =
                    FloatVector.fromArray(FLOATS, a, r + 3 * leg).sub(FloatVector.fromArray(FLOATS, a, r + 7 * leg));
            FloatVector d3i =
                    FloatVector.fromArray(FLOATS, a, m + 3 * leg).sub(FloatVector.fromArray(FLOATS, a, m + 7 * leg));
            FloatVector g1r = d1r.add(d1i);
            FloatVector g1i = d1i.sub(d1r);
            FloatVector g3r = d3i.sub(d3r);
            FloatVector g3n = d3i.add(d3r);
            FloatVector q0r = g1r.add(g3r);
            FloatVector q1r = g1r.sub(g3r);
            FloatVector q0i = g1i.sub(g3n);
            FloatVector q1i = g1i.add(g3n);
            root.fma(q0r, v0r).intoArray(a, r + leg);
            minus.fma(q0r, v0r).intoArray(a, r + 5 * leg);
            root.fma(q0i, v0i).intoArray(a, m + leg);
            minus.fma(q0i, v0i).intoArray(a, m + 5 * leg);
            root.fma(q1i, v1r).intoArray(a, r + 3 * leg);
            minus.fma(q1i, v1r).intoArray(a, r + 7 * leg);
            minus.fma(q1r, v1i).intoArray(a, m + 3 * leg);
            root.fma(q1r, v1i).intoArray(a, m + 7 * leg);
        }
    }
}
