package dev.lanewise.engine.kernels;

/** Butterflies of three elements, with twiddle factors. */
final class ScalarFft3 implements FftButterflies {
    private static final float SINE = (float) Math.sqrt(0.75);

    @Override
    public int radix() {
        return 3;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        float w1r = w[t];
        float w1i = w[t + 1];
        float w1n = w[t + 2];
        float w2r = w[t + 3];
        float w2i = w[t + 4];
        float w2n = w[t + 5];
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            float x0r = a[s0];
            float x0i = a[s0 + 1];
            float x1r = a[s1];
            float x1i = a[s1 + 1];
            float x2r = a[s2];
            float x2i = a[s2 + 1];
            float sr = x1r + x2r;
            float si = x1i + x2i;
            float dr = (x1r - x2r) * SINE;
            float di = (x1i - x2i) * SINE;
            a[s0] = x0r + sr;
            a[s0 + 1] = x0i + si;
            float mr = x0r - sr * 0.5f;
            float mi = x0i - si * 0.5f;
            float yr = mr + di;
            float yi = mi - dr;
            a[s1] = yr * w1r + yi * w1n;
            a[s1 + 1] = yr * w1i + yi * w1r;
            float zr = mr - di;
            float zi = mi + dr;
            a[s2] = zr * w2r + zi * w2n;
            a[s2 + 1] = zr * w2i + zi * w2r;
        }
    }

    @Override
    public void inverse(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        float w1r = w[t];
        float w1i = w[t + 1];
        float w1n = w[t + 2];
        float w2r = w[t + 3];
        float w2i = w[t + 4];
        float w2n = w[t + 5];
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            float yr = a[s1];
            float yi = a[s1 + 1];
            float x1r = yr * w1r + yi * w1i;
            float x1i = yi * w1r + yr * w1n;
            float zr = a[s2];
            float zi = a[s2 + 1];
            float x2r = zr * w2r + zi * w2i;
            float x2i = zi * w2r + zr * w2n;
            float sr = x1r + x2r;
            float si = x1i + x2i;
            float dr = (x1r - x2r) * SINE;
            float di = (x1i - x2i) * SINE;
            float x0r = a[s0];
            float x0i = a[s0 + 1];
            a[s0] = x0r + sr;
            a[s0 + 1] = x0i + si;
            float mr = x0r - sr * 0.5f;
            float mi = x0i - si * 0.5f;
            a[s1] = mr - di;
            a[s1 + 1] = mi + dr;
            a[s2] = mr + di;
            a[s2 + 1] = mi - dr;
        }
    }
}
