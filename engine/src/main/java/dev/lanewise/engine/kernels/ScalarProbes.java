package dev.lanewise.engine.kernels;

/** The probes without vectors: what scalar kernels can hope for. */
final class ScalarProbes {
    /** Fused multiply-adds in one iteration of {@link #fma}. */
    static final int FMAS = 12;

    /** Floats that {@link #read} and {@link #copy} take at a time. */
    static final int BLOCK = 8;

    private ScalarProbes() {}

    /** As {@link FmaPeak12}; there are 16 scalar registers for floats wherever there are 16 vectors. */
    static float fma(float[] seeds, int iterations) {
        float x = seeds[0];
        float y = seeds[1];
        float c00 = seeds[2];
        float c01 = seeds[3];
        float c02 = seeds[4];
        float c03 = seeds[5];
        float c04 = seeds[6];
        float c05 = seeds[7];
        float c06 = seeds[8];
        float c07 = seeds[9];
        float c08 = seeds[10];
        float c09 = seeds[11];
        float c10 = seeds[12];
        float c11 = seeds[13];
        for (int i = 0; i < iterations; i++) {
            c00 = Math.fma(x, y, c00);
            c01 = Math.fma(x, y, c01);
            c02 = Math.fma(x, y, c02);
            c03 = Math.fma(x, y, c03);
            c04 = Math.fma(x, y, c04);
            c05 = Math.fma(x, y, c05);
            c06 = Math.fma(x, y, c06);
            c07 = Math.fma(x, y, c07);
            c08 = Math.fma(x, y, c08);
            c09 = Math.fma(x, y, c09);
            c10 = Math.fma(x, y, c10);
            c11 = Math.fma(x, y, c11);
        }
        return ((c00 + c01) + (c02 + c03)) + ((c04 + c05) + (c06 + c07)) + ((c08 + c09) + (c10 + c11));
    }

    static float read(float[] a, int offset, int length, int passes) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int end = offset + length;
        for (int pass = 0; pass < passes; pass++) {
            for (int i = offset; i < end; i += BLOCK) {
                s0 += a[i];
                s1 += a[i + 1];
                s2 += a[i + 2];
                s3 += a[i + 3];
                s4 += a[i + 4];
                s5 += a[i + 5];
                s6 += a[i + 6];
                s7 += a[i + 7];
            }
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    static void add(float[] a, int first, int second, int target, int length) {
        for (int i = 0; i < length; i++) {
            a[target + i] = a[first + i] + a[second + i];
        }
    }

    static void copy(float[] a, int source, int target, int length, int passes) {
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < length; i++) {
                a[target + i] = a[source + i];
            }
        }
    }

    static void narrow(float[] a, int source, int target, int length) {
        for (int i = 0; i < length / 4; i++) {
            int from = source + 4 * i;
            a[target + i] = (a[from] + a[from + 1]) + (a[from + 2] + a[from + 3]);
        }
    }

    static void widen(float[] a, int source, int target, int length) {
        for (int i = 0; i < length; i++) {
            a[target + i] = a[source + i / 4];
        }
    }
}
