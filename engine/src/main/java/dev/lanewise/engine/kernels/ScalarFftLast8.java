package dev.lanewise.engine.kernels;

/** Butterflies of eight elements, without twiddle factors. */
final class ScalarFftLast8 implements FftButterflies {
    private static final float ROOT = (float) Math.sqrt(0.5);

    @Override
    public int radix() {
        return 8;
    }

    @Override
    public void forward(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        butterflies(a, at, at + 1, leg, step, count);
    }

    // real and imaginary parts exchanged on both sides turn a transform into its inverse
    @Override
    public void inverse(float[] a, int at, int leg, int step, int count, float[] w, int t) {
        butterflies(a, at + 1, at, leg, step, count);
    }

    private static void butterflies(float[] a, int re, int im, int leg, int step, int count) {
        float root = ROOT;
        float minus = -ROOT;
        for (int i = 0; i < count; i++) {
            int r = re + i * step;
            int m = im + i * step;
            float x0r = a[r];
            float x4r = a[r + 4 * leg];
            float x2i = a[m + 2 * leg];
            float x6i = a[m + 6 * leg];
            float s0r = x0r + x4r;
            float d0r = x0r - x4r;
            float s2i = x2i + x6i;
            float d2i = x2i - x6i;
            float v0r = d0r + d2i;
            float v1r = d0r - d2i;
            float x0i = a[m];
            float x4i = a[m + 4 * leg];
            float x2r = a[r + 2 * leg];
            float x6r = a[r + 6 * leg];
            float s0i = x0i + x4i;
            float d0i = x0i - x4i;
            float s2r = x2r + x6r;
            float d2r = x2r - x6r;
            float v0i = d0i - d2r;
            float v1i = d0i + d2r;
            float u0r = s0r + s2r;
            float u1r = s0r - s2r;
            float u0i = s0i + s2i;
            float u1i = s0i - s2i;

            float s1r = a[r + leg] + a[r + 5 * leg];
            float s3r = a[r + 3 * leg] + a[r + 7 * leg];
            float p0r = s1r + s3r;
            float p1r = s1r - s3r;
            a[r] = u0r + p0r;
            a[r + 4 * leg] = u0r - p0r;
            a[m + 2 * leg] = u1i - p1r;
            a[m + 6 * leg] = u1i + p1r;
            float s1i = a[m + leg] + a[m + 5 * leg];
            float s3i = a[m + 3 * leg] + a[m + 7 * leg];
            float p0i = s1i + s3i;
            float p1i = s1i - s3i;
            a[m] = u0i + p0i;
            a[m + 4 * leg] = u0i - p0i;
            a[r + 2 * leg] = u1r + p1i;
            a[r + 6 * leg] = u1r - p1i;

            // the differences turned by odd eighths, but for the factor √½
            float d1r = a[r + leg] - a[r + 5 * leg];
            float d1i = a[m + leg] - a[m + 5 * leg];
            float d3r = a[r + 3 * leg] - a[r + 7 * leg];
            float d3i = a[m + 3 * leg] - a[m + 7 * leg];
            float g1r = d1r + d1i;
            float g1i = d1i - d1r;
            float g3r = d3i - d3r;
            float g3n = d3i + d3r;
            float q0r = g1r + g3r;
            float q1r = g1r - g3r;
            float q0i = g1i - g3n;
            float q1i = g1i + g3n;
            a[r + leg] = root * q0r + v0r;
            a[r + 5 * leg] = minus * q0r + v0r;
            a[m + leg] = root * q0i + v0i;
            a[m + 5 * leg] = minus * q0i + v0i;
            a[r + 3 * leg] = root * q1i + v1r;
            a[r + 7 * leg] = minus * q1i + v1r;
            a[m + 3 * leg] = minus * q1r + v1i;
            a[m + 7 * leg] = root * q1r + v1i;
        }
    }
}
