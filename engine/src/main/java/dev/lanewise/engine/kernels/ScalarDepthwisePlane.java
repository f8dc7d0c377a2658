package dev.lanewise.engine.kernels;

/** One output at a time. */
class ScalarDepthwisePlane implements DepthwisePlane {
    @Override
    public void rows(
            int rows,
            int cols,
            int kernelRows,
            int[] tapColumns,
            float[] x,
            int xAt,
            int xRow,
            int tapRow,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yRow) {
        for (int row = 0; row < rows; row++) {
            for (int col = 0; col < cols; col++) {
                float sum = 0;
                for (int i = 0; i < kernelRows; i++) {
                    int from = xAt + row * xRow + i * tapRow + col;
                    for (int j = 0; j < tapColumns.length; j++) {
                        sum = Math.fma(w[wAt + i * tapColumns.length + j], x[from + tapColumns[j]], sum);
                    }
                }
                y[yAt + row * yRow + col] = sum;
            }
        }
    }

    @Override
    public void same3x3(float[] x, int xAt, int xRow, int[] edges, float[] w, int wAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            float left = edges[i] == 0 ? 0 : column(x, xAt + i - 1, xRow, w, wAt);
            float right = edges[i + 1] == 0 ? 0 : column(x, xAt + i + 1, xRow, w, wAt + 2);
            float sum = left;
            for (int j = -1; j <= 1; j++) {
                sum = Math.fma(x[xAt + i + j * xRow], w[wAt + 3 * j + 4], sum);
            }
            y[yAt + i] = sum + right;
        }
    }

    private static float column(float[] x, int at, int row, float[] w, int wAt) {
        return Math.fma(x[at + row], w[wAt + 6], Math.fma(x[at], w[wAt + 3], x[at - row] * w[wAt]));
    }

    @Override
    public void half3x3(
            int rows,
            int cols,
            float[] x,
            int xAt,
            int xRow,
            int pad,
            float[] w,
            int wAt,
            float[] y,
            int yAt,
            int yRow) {
        for (int row = 0; row < rows; row++) {
            for (int col = 0; col < cols; col++) {
                y[yAt + row * yRow + col] = half(x, xAt + 2 * row * xRow, xRow, 2 * col - pad, w, wAt);
            }
        }
    }

    /** One output from the taps that fall into the rows; the first of them sees pixel {@code first}, which may lie before. */
    static float half(float[] x, int at, int xRow, int first, float[] w, int wAt) {
        float sum = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = Math.max(0, -first); j < Math.min(3, xRow - first); j++) {
                sum = Math.fma(x[at + i * xRow + first + j], w[wAt + 3 * i + j], sum);
            }
        }
        return sum;
    }
}
