package dev.lanewise.engine.drivers;

/**
 * How A is quantised.
 *
 * @param unsigned whether it is u8
 * @param dynamic whether it comes as floats, and every row is quantised to u8 by its own range
 * @param perRun whether every run gives the factor and the zero point
 * @param perRow whether every row has a factor and a zero point of its own
 * @param factors factor of each row, or one of all
 * @param zeroPoints zero point of each row, or one of all, less 128 for u8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Int8Input(
        boolean unsigned, boolean dynamic, boolean perRun, boolean perRow, float[] factors, int[] zeroPoints) {
    float factor(int row) {
        return factors[perRow ? row : 0];
    }

    int zeroPoint(int row) {
        return zeroPoints[perRow ? row : 0];
    }
}
