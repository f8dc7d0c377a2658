package dev.lanewise.engine.kernels;

/** Butterflies of four elements, with twiddle factors. */
final class ScalarFft4 implements FftButterflies {
    @Override
    public int radix() {
        return 4;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        float w1r = w[t];
        float w1i = w[t + 1];
        float w1n = w[t + 2];
        float w2r = w[t + 3];
        float w2i = w[t + 4];
        float w2n = w[t + 5];
        float w3r = w[t + 6];
        float w3i = w[t + 7];
        float w3n = w[t + 8];
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            int s3 = s2 + leg;
            float x0r = a[s0];
            float x2r = a[s2];
            float ar = x0r + x2r;
            float br = x0r - x2r;
            float x0i = a[s0 + 1];
            float x2i = a[s2 + 1];
            float ai = x0i + x2i;
            float bi = x0i - x2i;
            float x1r = a[s1];
            float x3r = a[s3];
            float cr = x1r + x3r;
            float dr = x1r - x3r;
            float x1i = a[s1 + 1];
            float x3i = a[s3 + 1];
            float ci = x1i + x3i;
            float di = x1i - x3i;
            a[s0] = ar + cr;
            a[s0 + 1] = ai + ci;
            float er = ar - cr;
            float ei = ai - ci;
            a[s2] = er * w2r + ei * w2n;
            a[s2 + 1] = er * w2i + ei * w2r;
            float fr = br + di;
            float fi = bi - dr;
            a[s1] = fr * w1r + fi * w1n;
            a[s1 + 1] = fr * w1i + fi * w1r;
            float gr = br - di;
            float gi = bi + dr;
            a[s3] = gr * w3r + gi * w3n;
            a[s3 + 1] = gr * w3i + gi * w3r;
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
        float w3r = w[t + 6];
        float w3i = w[t + 7];
        float w3n = w[t + 8];
        for (int i = 0; i < count; i++) {
            int s0 = at + i * step;
            int s1 = s0 + leg;
            int s2 = s1 + leg;
            int s3 = s2 + leg;
            float yr = a[s2];
            float yi = a[s2 + 1];
            float x2r = yr * w2r + yi * w2i;
            float x2i = yi * w2r + yr * w2n;
            float x0r = a[s0];
            float x0i = a[s0 + 1];
            float ar = x0r + x2r;
            float br = x0r - x2r;
            float ai = x0i + x2i;
            float bi = x0i - x2i;
            yr = a[s1];
            yi = a[s1 + 1];
            float x1r = yr * w1r + yi * w1i;
            float x1i = yi * w1r + yr * w1n;
            yr = a[s3];
            yi = a[s3 + 1];
            float x3r = yr * w3r + yi * w3i;
            float x3i = yi * w3r + yr * w3n;
            float cr = x1r + x3r;
            float dr = x1r - x3r;
            float ci = x1i + x3i;
            float di = x1i - x3i;
            a[s0] = ar + cr;
            a[s0 + 1] = ai + ci;
            a[s2] = ar - cr;
            a[s2 + 1] = ai - ci;
            a[s1] = br - di;
            a[s1 + 1] = bi + dr;
            a[s3] = br + di;
            a[s3 + 1] = bi - dr;
        }
    }
}
