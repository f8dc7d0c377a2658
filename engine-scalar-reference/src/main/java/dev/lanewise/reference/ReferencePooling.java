package dev.lanewise.reference;

/** Pooling of planes, a window at a time. */
public final class ReferencePooling {
    private ReferencePooling() {}

    /**
     * How many windows a dimension has.
     *
     * @param in elements of the input
     * @param axis kernel, stride, padding before and after, dilation
     * @param ceil whether a last window may reach beyond the padding
     * @return elements of the output
     */
    public static int out(int in, int[] axis, boolean ceil) {
        int reach = axis[4] * (axis[0] - 1) + 1;
        int padded = axis[2] + in + axis[3];
        int out = 1;
        // another one as long as it fits, or as the one before it leaves something uncovered
        while (ceil ? (out - 1) * axis[1] + reach < padded : out * axis[1] + reach <= padded) {
            out++;
        }
        return ceil && (out - 1) * axis[1] >= axis[2] + in ? out - 1 : out;
    }

    /**
     * Pools one plane.
     *
     * @param x elements
     * @param rows its rows
     * @param cols its columns
     * @param vertical kernel, stride, padding before and after, dilation
     * @param horizontal the same across
     * @param ceil whether a last window may reach beyond the padding
     * @param mean whether to take the average, not the largest
     * @param countPadding whether the average counts padding
     * @return results, and where averages are taken also {@code Σ|x|/n} behind each of them
     */
    public static double[] plane(
            float[] x,
            int rows,
            int cols,
            int[] vertical,
            int[] horizontal,
            boolean ceil,
            boolean mean,
            boolean countPadding) {
        int outRows = out(rows, vertical, ceil);
        int outCols = out(cols, horizontal, ceil);
        double[] y = new double[2 * outRows * outCols];
        for (int i = 0; i < outRows; i++) {
            for (int j = 0; j < outCols; j++) {
                double max = Double.NEGATIVE_INFINITY;
                double sum = 0;
                double size = 0;
                int count = 0;
                for (int r = 0; r < vertical[0]; r++) {
                    for (int c = 0; c < horizontal[0]; c++) {
                        int row = i * vertical[1] - vertical[2] + r * vertical[4];
                        int col = j * horizontal[1] - horizontal[2] + c * horizontal[4];
                        boolean inside = row >= 0 && row < rows && col >= 0 && col < cols;
                        if (inside) {
                            max = Math.max(max, x[row * cols + col]);
                            sum += x[row * cols + col];
                            size += Math.abs(x[row * cols + col]);
                        }
                        boolean padded = row < rows + vertical[3] && col < cols + horizontal[3];
                        count += inside || (countPadding && padded) ? 1 : 0;
                    }
                }
                int at = 2 * (i * outCols + j);
                y[at] = mean ? sum / count : max;
                y[at + 1] = size / count;
            }
        }
        return y;
    }
}
