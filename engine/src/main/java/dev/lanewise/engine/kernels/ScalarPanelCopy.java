package dev.lanewise.engine.kernels;

/** Scalar micro-panels are one column wide, so packing transposes. */
final class ScalarPanelCopy implements PanelCopy {
    @Override
    public void copy(int rows, int panels, float[] source, int sourceOffset, int ld, float[] target, int targetOffset) {
        for (int k = 0; k < rows; k++) {
            for (int panel = 0; panel < panels; panel++) {
                target[targetOffset + panel * rows + k] = source[sourceOffset + k * ld + panel];
            }
        }
    }

    @Override
    public void interleave(int kc, float[] source, int sourceOffset, int ld, float[] target, int targetOffset) {
        PanelCopy.interleave(0, kc, source, sourceOffset, ld, target, targetOffset);
    }
}
