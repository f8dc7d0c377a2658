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
            float start,
            float[] y,
            int yAt,
            int yRow) {
        for (int row = 0; row < rows; row++) {
            for (int col = 0; col < cols; col++) {
                float sum = start;
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
}
