package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Takes columns fewer than a vector has lanes to a scratch array, a vector per row, and back. */
final class VectorTail {
    /** CPUs with vectors this wide have masked stores; of a narrower vector's tail there is little to do anyway. */
    private static final int LANES_WITH_MASKS = 8;

    private VectorTail() {}

    /** The linear part of the epilogue on the way. */
    static void gather(
            EpilogueSpec e, float[] c, int at, int ldc, int rows, int cols, int row0, int col0, float[] scratch) {
        if (FLOATS.length() < LANES_WITH_MASKS) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    scratch[i * FLOATS.length() + j] = e.beforeActivation(c[at + i * ldc + j], row0 + i, col0 + j);
                }
            }
            return;
        }
        VectorMask<Float> mask = FLOATS.indexInRange(0, cols);
        FloatVector scale = FloatVector.broadcast(FLOATS, e.scale);
        FloatVector columnTerm = FloatVector.fromArray(FLOATS, e.columnTerms, col0 * e.columnStep, mask);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(FLOATS, c, at + i * ldc, mask)
                    .fma(scale, columnTerm)
                    .add(FloatVector.broadcast(FLOATS, e.rowTerms[(row0 + i) * e.rowStep]))
                    .intoArray(scratch, i * FLOATS.length());
        }
        if (e.residual != null) {
            int from = e.residualOffset + row0 * e.residualLd + col0;
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(FLOATS, scratch, i * FLOATS.length())
                        .add(FloatVector.fromArray(FLOATS, e.residual, from + i * e.residualLd, mask))
                        .intoArray(scratch, i * FLOATS.length());
            }
        }
    }

    static void scatter(float[] c, int at, int ldc, int rows, int cols, float[] scratch) {
        if (FLOATS.length() < LANES_WITH_MASKS) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    c[at + i * ldc + j] = scratch[i * FLOATS.length() + j];
                }
            }
            return;
        }
        VectorMask<Float> mask = FLOATS.indexInRange(0, cols);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(FLOATS, scratch, i * FLOATS.length()).intoArray(c, at + i * ldc, mask);
        }
    }
}
