package dev.lanewise.engine.kernels;

/** Moves of floats keep every bit on the machines that HotSpot runs on, so ints may lie in a float array. */
final class ScalarInt32Sums implements Int32Sums {
    @Override
    public void add(int count, float[] array, int parts, int sums, boolean first) {
        for (int i = 0; i < count; i++) {
            int before = first ? 0 : Float.floatToRawIntBits(array[sums + i]);
            array[sums + i] = Float.intBitsToFloat(before + (int) array[parts + i]);
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
        for (int j = 0; j < cols; j++) {
            int sum = (int) array[parts + j] + (sums < 0 ? 0 : Float.floatToRawIntBits(array[sums + j]));
            result[j] = sum
                    + columns.bias()[col + j]
                    - zeroA * columns.terms()[col + j]
                    - rowSum * columns.zeroPoints()[col + j];
        }
    }
}
