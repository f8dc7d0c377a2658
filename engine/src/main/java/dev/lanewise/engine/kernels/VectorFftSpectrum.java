package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Spectra on vectors of channels. */
final class VectorFftSpectrum implements FftSpectrum {
    private static final int LANES = FLOATS.length();

    @Override
    public void split(float[] grid, int at, int[] pairs, float[] turns, int count, float[] planes, int p, int stride) {
        for (int i = 0; i < count; i++) {
            int f = at + pairs[2 * i];
            int g = at + pairs[2 * i + 1];
            FloatVector fr = FloatVector.fromArray(FLOATS, grid, f);
            FloatVector fi = FloatVector.fromArray(FLOATS, grid, f + LANES);
            FloatVector gr = FloatVector.fromArray(FLOATS, grid, g);
            FloatVector gi = FloatVector.fromArray(FLOATS, grid, g + LANES);
            FloatVector c = FloatVector.broadcast(FLOATS, turns[2 * i]);
            FloatVector s = FloatVector.broadcast(FLOATS, turns[2 * i + 1]);
            FloatVector er = fr.add(gr);
            FloatVector ei = fi.sub(gi);
            FloatVector or = fi.add(gi);
            FloatVector oi = gr.sub(fr);
            FloatVector tr = or.fma(c, oi.mul(s));
            FloatVector ti = oi.mul(c).sub(or.mul(s));
            FloatVector xr = er.add(tr);
            FloatVector xi = ei.add(ti);
            FloatVector yr = er.sub(tr);
            FloatVector yi = ei.sub(ti);
            int o = p + i * PAIR * stride;
            xr.intoArray(planes, o);
            xi.intoArray(planes, o + stride);
            xr.add(xi).intoArray(planes, o + 2 * stride);
            yr.intoArray(planes, o + 3 * stride);
            yi.intoArray(planes, o + 4 * stride);
            yr.add(yi).intoArray(planes, o + 5 * stride);
        }
    }

    @Override
    public void splitFixed(float[] grid, int first, int second, float[] planes, int p, int stride) {
        FloatVector fr = FloatVector.fromArray(FLOATS, grid, first);
        FloatVector fi = FloatVector.fromArray(FLOATS, grid, first + LANES);
        fr.add(fi).intoArray(planes, p);
        fr.sub(fi).intoArray(planes, p + stride);
        FloatVector gr = FloatVector.fromArray(FLOATS, grid, second);
        FloatVector gi = FloatVector.fromArray(FLOATS, grid, second + LANES);
        gr.intoArray(planes, p + 2 * stride);
        gi.intoArray(planes, p + 3 * stride);
        gr.add(gi).intoArray(planes, p + 4 * stride);
    }

    @Override
    public void join(float[] grid, int at, int[] pairs, float[] turns, int count, float[] planes, int p, int stride) {
        for (int i = 0; i < count; i++) {
            int o = p + i * PAIR * stride;
            FloatVector sum = FloatVector.fromArray(FLOATS, planes, o + 2 * stride);
            FloatVector xr = sum.sub(FloatVector.fromArray(FLOATS, planes, o + stride));
            FloatVector xi = sum.add(FloatVector.fromArray(FLOATS, planes, o));
            sum = FloatVector.fromArray(FLOATS, planes, o + 5 * stride);
            FloatVector yr = sum.sub(FloatVector.fromArray(FLOATS, planes, o + 4 * stride));
            FloatVector yi = sum.add(FloatVector.fromArray(FLOATS, planes, o + 3 * stride));
            FloatVector c = FloatVector.broadcast(FLOATS, turns[2 * i]);
            FloatVector s = FloatVector.broadcast(FLOATS, turns[2 * i + 1]);
            FloatVector er = xr.add(yr);
            FloatVector ei = xi.add(yi);
            FloatVector tr = xr.sub(yr);
            FloatVector ti = xi.sub(yi);
            FloatVector or = tr.mul(c).sub(ti.mul(s));
            FloatVector oi = ti.fma(c, tr.mul(s));
            int f = at + pairs[2 * i];
            int g = at + pairs[2 * i + 1];
            er.sub(oi).intoArray(grid, f);
            ei.add(or).intoArray(grid, f + LANES);
            er.add(oi).intoArray(grid, g);
            or.sub(ei).intoArray(grid, g + LANES);
        }
    }

    @Override
    public void joinFixed(float[] grid, int first, int second, float[] planes, int p, int stride) {
        FloatVector x = FloatVector.fromArray(FLOATS, planes, p);
        FloatVector y = FloatVector.fromArray(FLOATS, planes, p + stride);
        x.add(y).intoArray(grid, first);
        x.sub(y).intoArray(grid, first + LANES);
        FloatVector sum = FloatVector.fromArray(FLOATS, planes, p + 4 * stride);
        sum.sub(FloatVector.fromArray(FLOATS, planes, p + 3 * stride)).intoArray(grid, second);
        sum.add(FloatVector.fromArray(FLOATS, planes, p + 2 * stride)).intoArray(grid, second + LANES);
    }

    @Override
    public void multiply(float[] grid, int at, int[] pairs, float[] turns, int count, float[] weights, int w) {
        for (int i = 0; i < count; i++) {
            int f = at + pairs[2 * i];
            int g = at + pairs[2 * i + 1];
            FloatVector fr = FloatVector.fromArray(FLOATS, grid, f);
            FloatVector fi = FloatVector.fromArray(FLOATS, grid, f + LANES);
            FloatVector gr = FloatVector.fromArray(FLOATS, grid, g);
            FloatVector gi = FloatVector.fromArray(FLOATS, grid, g + LANES);
            FloatVector c = FloatVector.broadcast(FLOATS, turns[2 * i]);
            FloatVector s = FloatVector.broadcast(FLOATS, turns[2 * i + 1]);
            // what O of the weights meets: turned differences, of bin g conjugate
            FloatVector pr = gi.mul(c).sub(fr.mul(s));
            FloatVector pi = gr.mul(c).sub(fi.mul(s));
            FloatVector qr = fi.fma(c, gr.mul(s));
            FloatVector qi = fr.fma(c, gi.mul(s));
            int o = w + i * 4 * LANES;
            FloatVector er = FloatVector.fromArray(FLOATS, weights, o);
            FloatVector ei = FloatVector.fromArray(FLOATS, weights, o + LANES);
            FloatVector or = FloatVector.fromArray(FLOATS, weights, o + 2 * LANES);
            FloatVector oi = FloatVector.fromArray(FLOATS, weights, o + 3 * LANES);
            fr.fma(er, pr.mul(or)).sub(fi.fma(ei, pi.mul(oi))).intoArray(grid, f);
            fi.fma(er, fr.mul(ei)).add(pi.fma(or, pr.mul(oi))).intoArray(grid, f + LANES);
            gr.fma(er, gi.mul(ei)).add(qr.fma(or, qi.mul(oi))).intoArray(grid, g);
            gi.fma(er, qi.mul(or)).sub(gr.fma(ei, qr.mul(oi))).intoArray(grid, g + LANES);
        }
    }
}
