package dev.lanewise.engine.kernels;

/** Four rows at a time, so that stores stay in one line. */
class ScalarTranspose implements MatrixTranspose {
    @Override
    public void transpose(int rows, int cols, float[] source, int s, int sRow, float[] target, int t, int tRow) {
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            four(cols, source, s + i * sRow, sRow, target, t + i, tRow);
        }
        for (; i < rows; i++) {
            int from = s + i * sRow;
            for (int j = 0; j < cols; j++) {
                target[t + j * tRow + i] = source[from + j];
            }
        }
    }

    private static void four(int cols, float[] source, int s, int sRow, float[] target, int t, int tRow) {
        int s2 = s + 2 * sRow;
        for (int j = 0; j < cols; j++) {
            int to = t + j * tRow;
            target[to] = source[s + j];
            target[to + 1] = source[s + sRow + j];
            target[to + 2] = source[s2 + j];
            target[to + 3] = source[s2 + sRow + j];
        }
    }
}
