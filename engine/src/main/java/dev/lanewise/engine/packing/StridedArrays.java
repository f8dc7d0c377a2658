package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.MatrixTranspose;

/**
 * Copies of strided blocks between arrays of one type: element {@code s + i·sRow + j·sCol} to {@code t + i·tRow + j·tCol}. A method
 * for every type, as in {@link java.util.Arrays}; floats that change rows for columns go through vectors.
 */
final class StridedArrays {
    private static final MatrixTranspose TRANSPOSE = Kernels.active().transpose();

    private StridedArrays() {}

    static void copy(
            int rows, int cols, float[] source, int s, int sRow, int sCol, float[] target, int t, int tRow, int tCol) {
        if (sRow == 1 && tCol == 1 && sCol > 0) {
            // neighbours of the source are a row of its own
            TRANSPOSE.transpose(/* rows= */ cols, /* cols= */ rows, source, s, sCol, target, t, tRow);
            return;
        }
        for (int i = 0; i < rows; i++) {
            int from = s + i * sRow;
            int to = t + i * tRow;
            for (int j = 0; j < cols; j++) {
                target[to + j * tCol] = source[from + j * sCol];
            }
        }
    }

    static void copy(
            int rows, int cols, int[] source, int s, int sRow, int sCol, int[] target, int t, int tRow, int tCol) {
        for (int i = 0; i < rows; i++) {
            int from = s + i * sRow;
            int to = t + i * tRow;
            for (int j = 0; j < cols; j++) {
                target[to + j * tCol] = source[from + j * sCol];
            }
        }
    }

    static void copy(
            int rows, int cols, long[] source, int s, int sRow, int sCol, long[] target, int t, int tRow, int tCol) {
        for (int i = 0; i < rows; i++) {
            int from = s + i * sRow;
            int to = t + i * tRow;
            for (int j = 0; j < cols; j++) {
                target[to + j * tCol] = source[from + j * sCol];
            }
        }
    }

    static void copy(
            int rows, int cols, short[] source, int s, int sRow, int sCol, short[] target, int t, int tRow, int tCol) {
        for (int i = 0; i < rows; i++) {
            int from = s + i * sRow;
            int to = t + i * tRow;
            for (int j = 0; j < cols; j++) {
                target[to + j * tCol] = source[from + j * sCol];
            }
        }
    }

    static void copy(
            int rows, int cols, byte[] source, int s, int sRow, int sCol, byte[] target, int t, int tRow, int tCol) {
        for (int i = 0; i < rows; i++) {
            int from = s + i * sRow;
            int to = t + i * tRow;
            for (int j = 0; j < cols; j++) {
                target[to + j * tCol] = source[from + j * sCol];
            }
        }
    }
}
