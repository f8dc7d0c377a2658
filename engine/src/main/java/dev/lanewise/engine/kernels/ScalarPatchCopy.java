package dev.lanewise.engine.kernels;

/** Scalar micro-panels are one pixel wide, so that a piece is a lane. */
final class ScalarPatchCopy implements PatchCopy {
    @Override
    public void rows(
            int rows,
            int length,
            float[] source,
            int sourceOffset,
            int sourceStep,
            float[] target,
            int targetOffset,
            int targetStep) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(source, sourceOffset + i * sourceStep, target, targetOffset + i * targetStep, length);
        }
    }

    @Override
    public void panels(int panels, int kc, int[] taps, int tap, float[] source, int base, float[] target, int at) {
        for (int k = 0; k < kc; k++) {
            int s = base + taps[tap + k];
            for (int panel = 0; panel < panels; panel++) {
                target[at + panel * kc + k] = source[s + panel];
            }
        }
    }

    @Override
    public void pieces(
            int kc,
            int[] taps,
            int tap,
            float[] source,
            int base,
            int[] lanes,
            int[] offsets,
            int first,
            int end,
            float[] target,
            int at) {
        panels(1, kc, taps, tap, source, base + offsets[first], target, at);
    }

    @Override
    public void runs(
            int pixels, int runs, int length, float[] source, int[] rows, int from, float[] target, int at, int pixel) {
        for (int i = 0; i < pixels; i++) {
            for (int run = 0; run < runs; run++) {
                System.arraycopy(source, rows[run] + from + i * length, target, at + i * pixel + run * length, length);
            }
        }
    }

    @Override
    public void strided(int count, float[] source, int from, int step, float[] target, int to) {
        PatchCopy.strided(0, count, source, from, step, target, to);
    }
}
