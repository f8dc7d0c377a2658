package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.F2I;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** One vector at a time. */
final class VectorInt32Sums implements Int32Sums {
    @Override
    public void add(int count, float[] array, int parts, int sums, boolean first) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            IntVector v =
                    (IntVector) FloatVector.fromArray(FLOATS, array, parts + i).convert(F2I, 0);
            if (!first) {
                v = v.add(FloatVector.fromArray(FLOATS, array, sums + i).reinterpretAsInts());
            }
            v.reinterpretAsFloats().intoArray(array, sums + i);
        }
    }

    @Override
    public void finish(
            int cols,
            float[] array,
            int parts,
            int sums,
            int zeroA,
            int rowSum,
            Int8Columns columns,
            int col,
            int[] result) {
        if (zeroA == 0 && rowSum == 0) {
            addBias(cols, array, parts, sums, columns.bias(), col, result);
            return;
        }
        int[] bias = columns.bias();
        int[] terms = columns.terms();
        int[] zeroPoints = columns.zeroPoints();
        for (int j = 0; j < cols; j += FLOATS.length()) {
            IntVector v =
                    (IntVector) FloatVector.fromArray(FLOATS, array, parts + j).convert(F2I, 0);
            if (sums >= 0) {
                v = v.add(FloatVector.fromArray(FLOATS, array, sums + j).reinterpretAsInts());
            }
            v.add(IntVector.fromArray(INTS, bias, col + j))
                    .sub(IntVector.fromArray(INTS, terms, col + j).mul(zeroA))
                    .sub(IntVector.fromArray(INTS, zeroPoints, col + j).mul(rowSum))
                    .intoArray(result, j);
        }
    }

    private static void addBias(int cols, float[] array, int parts, int sums, int[] bias, int col, int[] result) {
        for (int j = 0; j < cols; j += FLOATS.length()) {
            IntVector v =
                    (IntVector) FloatVector.fromArray(FLOATS, array, parts + j).convert(F2I, 0);
            if (sums >= 0) {
                v = v.add(FloatVector.fromArray(FLOATS, array, sums + j).reinterpretAsInts());
            }
            v.add(IntVector.fromArray(INTS, bias, col + j)).intoArray(result, j);
        }
    }
}
