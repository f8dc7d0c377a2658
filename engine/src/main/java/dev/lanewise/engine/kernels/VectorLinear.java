package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * Scale, biases and residual, alone or followed by a relu: the one activation so cheap and so common that a pass of its own
 * would show. Runs go along a row, or down a column one vector wide; one method for both, with strides for every operand,
 * needs more registers than there are and takes twice as long.
 */
final class VectorLinear {
    private VectorLinear() {}

    /** {@code count} vectors of the row that starts at {@code at}. */
    static void along(EpilogueSpec e, float[] c, int at, int count, int row, int col) {
        FloatVector scale = FloatVector.broadcast(FLOATS, e.scale);
        FloatVector rowTerm = FloatVector.broadcast(FLOATS, e.rowTerms[row * e.rowStep]);
        float[] columnTerms = e.columnTerms;
        int first = col * e.columnStep;
        int mask = -e.columnStep;
        for (int i = 0; i < count; i++) {
            int j = i * FLOATS.length();
            FloatVector.fromArray(FLOATS, c, at + j)
                    .fma(scale, FloatVector.fromArray(FLOATS, columnTerms, first + (j & mask)))
                    .add(rowTerm)
                    .intoArray(c, at + j);
        }
    }

    static void alongWithRelu(EpilogueSpec e, float[] c, int at, int count, int row, int col) {
        FloatVector scale = FloatVector.broadcast(FLOATS, e.scale);
        FloatVector rowTerm = FloatVector.broadcast(FLOATS, e.rowTerms[row * e.rowStep]);
        float[] columnTerms = e.columnTerms;
        int first = col * e.columnStep;
        int mask = -e.columnStep;
        for (int i = 0; i < count; i++) {
            int j = i * FLOATS.length();
            FloatVector x = FloatVector.fromArray(FLOATS, c, at + j)
                    .fma(scale, FloatVector.fromArray(FLOATS, columnTerms, first + (j & mask)))
                    .add(rowTerm);
            x.blend(0, x.compare(LT, 0)).intoArray(c, at + j);
        }
    }

    /** {@code count} vectors below each other, {@code step} elements apart. */
    static void down(EpilogueSpec e, float[] c, int at, int step, int count, int row, int col) {
        FloatVector scale = FloatVector.broadcast(FLOATS, e.scale);
        FloatVector columnTerm = FloatVector.fromArray(FLOATS, e.columnTerms, col * e.columnStep);
        float[] rowTerms = e.rowTerms;
        int rowStep = e.rowStep;
        int r = row * rowStep;
        for (int i = 0; i < count; i++, at += step, r += rowStep) {
            FloatVector.fromArray(FLOATS, c, at)
                    .fma(scale, columnTerm)
                    .add(FloatVector.broadcast(FLOATS, rowTerms[r]))
                    .intoArray(c, at);
        }
    }

    static void downWithRelu(EpilogueSpec e, float[] c, int at, int step, int count, int row, int col) {
        FloatVector scale = FloatVector.broadcast(FLOATS, e.scale);
        FloatVector columnTerm = FloatVector.fromArray(FLOATS, e.columnTerms, col * e.columnStep);
        float[] rowTerms = e.rowTerms;
        int rowStep = e.rowStep;
        int r = row * rowStep;
        for (int i = 0; i < count; i++, at += step, r += rowStep) {
            FloatVector x = FloatVector.fromArray(FLOATS, c, at)
                    .fma(scale, columnTerm)
                    .add(FloatVector.broadcast(FLOATS, rowTerms[r]));
            x.blend(0, x.compare(LT, 0)).intoArray(c, at);
        }
    }

    /** Either way: vectors of C {@code step} elements apart, those of the residual from {@code from} on {@code fromStep} apart. */
    static void residual(float[] c, int at, int step, int count, float[] residual, int from, int fromStep) {
        for (int i = 0; i < count; i++, at += step, from += fromStep) {
            FloatVector.fromArray(FLOATS, c, at)
                    .add(FloatVector.fromArray(FLOATS, residual, from))
                    .intoArray(c, at);
        }
    }

    static void residualWithRelu(float[] c, int at, int step, int count, float[] residual, int from, int fromStep) {
        for (int i = 0; i < count; i++, at += step, from += fromStep) {
            FloatVector x = FloatVector.fromArray(FLOATS, c, at).add(FloatVector.fromArray(FLOATS, residual, from));
            x.blend(0, x.compare(LT, 0)).intoArray(c, at);
        }
    }
}
