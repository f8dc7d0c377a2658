package dev.lanewise.engine.kernels;

/** Transposes matrices: the change between layouts of images, and the packing of a transposed operand. */
public interface MatrixTranspose {
    /**
     * {@code target[j·tRow + i] = source[i·sRow + j]}.
     *
     * @param rows rows of the source
     * @param cols columns of the source
     * @param source row-major matrix
     * @param s its first element
     * @param sRow elements from one of its rows to the next
     * @param target row-major matrix, cols × rows; shares no element with the source
     * @param t its first element
     * @param tRow elements from one of its rows to the next
     */
    void transpose(int rows, int cols, float[] source, int s, int sRow, float[] target, int t, int tRow);
}
