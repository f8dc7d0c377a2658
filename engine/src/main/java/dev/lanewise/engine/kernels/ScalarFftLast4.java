package dev.lanewise.engine.kernels;

/** Butterflies of four elements, without twiddle factors. */
final class ScalarFftLast4 implements FftButterflies {
    @Override
    public int radix() {
        return 4;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        plain(a, at, at + 1, leg, step, count);
    }

    // real and imaginary parts exchanged on both sides turn a transform into its inverse
    @Override
    public void inverse(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        plain(a, at + 1, at, leg, step, count);
    }

    private static void plain(float[] a, int re, int im, int leg, int step, int count) {
        for (int i = 0; i < count; i++) {
            int r = re + i * step;
            int m = im + i * step;
            float x0r = a[r];
            float x2r = a[r + 2 * leg];
            float ar = x0r + x2r;
            float br = x0r - x2r;
            float x0i = a[m];
            float x2i = a[m + 2 * leg];
            float ai = x0i + x2i;
            float bi = x0i - x2i;
            float x1r = a[r + leg];
            float x3r = a[r + 3 * leg];
            float cr = x1r + x3r;
            float dr = x1r - x3r;
            float x1i = a[m + leg];
            float x3i = a[m + 3 * leg];
            float ci = x1i + x3i;
            float di = x1i - x3i;
            a[r] = ar + cr;
            a[m] = ai + ci;
            a[r + 2 * leg] = ar - cr;
            a[m + 2 * leg] = ai - ci;
            a[r + leg] = br + di;
            a[m + leg] = bi - dr;
            a[r + 3 * leg] = br - di;
            a[m + 3 * leg] = bi + dr;
        }
    }
}
