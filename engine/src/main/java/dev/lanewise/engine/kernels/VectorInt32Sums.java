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
            IntVector v = part(array, parts + i);
            if (!first) {
                v = v.add(bits(array, sums + i));
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
            IntVector v = part(array, parts + j);
            if (sums >= 0) {
                v = v.add(bits(array, sums + j));
            }
            v.add(IntVector.fromArray(INTS, bias, col + j))
                    .sub(IntVector.fromArray(INTS, terms, col + j).mul(zeroA))
                    .sub(IntVector.fromArray(INTS, zeroPoints, col + j).mul(rowSum))
                    .intoArray(result, j);
        }
    }

    private static void addBias(int cols, float[] array, int parts, int sums, int[] bias, int col, int[] result) {
        for (int j = 0; j < cols; j += FLOATS.length()) {
            IntVector v = part(array, parts + j);
            if (sums >= 0) {
                v = v.add(bits(array, sums + j));
            }
            v.add(IntVector.fromArray(INTS, bias, col + j)).intoArray(result, j);
        }
    }

    private static IntVector part(float[] array, int at) {
        return (IntVector) FloatVector.fromArray(FLOATS, array, at).convert(F2I, 0);
    }

    private static IntVector bits(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at).reinterpretAsInts();
    }
}
