package dev.lanewise.engine.kernels;

/** The plain loops, and what vectors of so many lanes cannot do. */
class ScalarDepthwisePixels implements DepthwisePixels {
    private final int lanes;

    ScalarDepthwisePixels(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public boolean slides(int stride) {
        return false;
    }

    @Override
    public void slide(
            int rows,
            int stride,
            boolean above,
            boolean below,
            boolean left,
            boolean right,
            int columns,
            int channels,
            float[] x,
            int xAt,
            int xRow,
            float[] w,
            float[] bias,
            float[] y,
            int yAt,
            int yRow) {
        throw new IllegalArgumentException("stride is " + stride);
    }

    @Override
    public int mostRows(int stride) {
        return 0;
    }

    @Override
    public void square(
            int rows,
            int stride,
            float[] x,
            int xAt,
            int xColumn,
            int xRow,
            float[] w,
            int wAt,
            int wLast,
            float[] bias,
            float[] y,
            int yAt,
            int yRow,
            int count) {
        throw new IllegalArgumentException("stride is " + stride);
    }

    @Override
    public void taps(
            int pixels,
            int channels,
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xStep,
            int xRow,
            int xColumn,
            float[] w,
            int wAt,
            int wRow,
            int wVector,
            float[] bias,
            float[] y,
            int yAt,
            int yStep) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                int from = xAt + pixel * xStep + c;
                int weight = wAt + c / lanes * wVector + c % lanes;
                float sum = 0;
                for (int j = 0; j < columns; j++) {
                    for (int i = 0; i < rows; i++) {
                        sum = Math.fma(x[from + i * xRow + j * xColumn], w[weight + i * wRow + j * lanes], sum);
                    }
                }
                y[yAt + pixel * yStep + c] = sum + bias[c];
            }
        }
    }
}
