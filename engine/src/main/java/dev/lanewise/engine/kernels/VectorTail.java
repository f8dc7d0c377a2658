package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Takes columns fewer than a vector has lanes to a scratch array, a vector per row, and back. */
final class VectorTail {
    /** CPUs with vectors this wide have masked stores; of a narrower vector's tail there is little to do anyway. */
    private static final int LANES_WITH_MASKS = 8;

    private VectorTail() {}

    /**
     * The linear part of the epilogue on the way. Rows are read by whole vectors, past their ends, as far as the arrays
     * reach. The last vector of {@code scratch} is for the terms of the columns.
     */
    static void gather(
            EpilogueSpec e, float[] c, int at, int ldc, int rows, int cols, int row0, int col0, float[] scratch) {
        int from = e.residual == null ? 0 : e.residualOffset + row0 * e.residualLd + col0;
        int whole = FLOATS.length() < LANES_WITH_MASKS ? 0 : wholeRows(c.length - at, ldc, rows);
        if (e.residual != null) {
            whole = wholeRows(e.residual.length - from, e.residualLd, whole);
        }
        int terms = scratch.length - FLOATS.length();
        for (int j = 0; j < cols; j++) {
            scratch[terms + j] = e.columnTerms[(col0 + j) * e.columnStep];
        }
        FloatVector scale = FloatVector.broadcast(FLOATS, e.scale);
        FloatVector columnTerm = FloatVector.fromArray(FLOATS, scratch, terms);
        for (int i = 0; i < whole; i++) {
            FloatVector.fromArray(FLOATS, c, at + i * ldc)
                    .fma(scale, columnTerm)
                    .add(FloatVector.broadcast(FLOATS, e.rowTerms[(row0 + i) * e.rowStep]))
                    .intoArray(scratch, i * FLOATS.length());
        }
        if (e.residual != null) {
            for (int i = 0; i < whole; i++) {
                FloatVector.fromArray(FLOATS, scratch, i * FLOATS.length())
                        .add(FloatVector.fromArray(FLOATS, e.residual, from + i * e.residualLd))
                        .intoArray(scratch, i * FLOATS.length());
            }
        }
        for (int i = whole; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                scratch[i * FLOATS.length() + j] = e.beforeActivation(c[at + i * ldc + j], row0 + i, col0 + j);
            }
        }
    }

    static void scatter(float[] c, int at, int ldc, int rows, int cols, float[] scratch) {
        int whole = FLOATS.length() < LANES_WITH_MASKS ? 0 : wholeRows(c.length - at, ldc, rows);
        VectorMask<Float> mask = FLOATS.indexInRange(0, cols);
        for (int i = 0; i < whole; i++) {
            FloatVector.fromArray(FLOATS, scratch, i * FLOATS.length()).intoArray(c, at + i * ldc, mask);
        }
        for (int i = whole; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                c[at + i * ldc + j] = scratch[i * FLOATS.length() + j];
            }
        }
    }

    /**
     * How many of the rows, {@code ld} elements apart, have a whole vector before the end. Masked loads and stores that
     * reach over an array's end allocate: lanes are checked one by one.
     */
    private static int wholeRows(int elements, int ld, int rows) {
        return elements < FLOATS.length() ? 0 : Math.min(rows, (elements - FLOATS.length()) / Math.max(1, ld) + 1);
    }
}
