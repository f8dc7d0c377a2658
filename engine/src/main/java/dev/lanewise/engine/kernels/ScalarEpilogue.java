package dev.lanewise.engine.kernels;

/** Epilogues on single numbers, for machines without vectors; what {@link VectorEpilogue} has to equal. */
final class ScalarEpilogue implements EpilogueKernel {
    static final ScalarEpilogue INSTANCE = new ScalarEpilogue();

    private ScalarEpilogue() {}

    @Override
    public void apply(EpilogueSpec e, float[] c, int cOffset, int ldc, int rows, int cols, int row0, int col0) {
        if (e.isIdentity()) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                int at = cOffset + i * ldc + j;
                float x = e.beforeActivation(c[at], row0 + i, col0 + j);
                c[at] = ScalarActivation.apply(e.kind, e.first, e.second, x);
            }
        }
    }
}
