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
    public void square3x3(
            int stride,
            int rows,
            int cols,
            float[] x,
            int xAt,
            int xRow,
            boolean above,
            boolean below,
            float[] inside,
            float[] w,
            int wAt,
            float bias,
            float[] y,
            int yAt) {
        for (int row = 0; row < rows; row++) {
            int first = row == 0 && !above ? 1 : 0;
            int end = row == rows - 1 && !below ? 2 : 3;
            for (int col = 0; col < cols; col++) {
                float sum = 0;
                for (int i = first; i < end; i++) {
                    int from = xAt + (row * stride + i - 1) * xRow + col * stride;
                    for (int j = 0; j < 3; j++) {
                        sum = inside[col + j] == 0 ? sum : Math.fma(x[from + j], w[wAt + 3 * i + j], sum);
                    }
                }
                y[yAt + row * cols + col] = sum + bias;
            }
        }
    }
}
