package dev.lanewise.engine.kernels;

/**
 * What the rows of A add to a product of 8-bit numbers.
 *
 * @param sums sum of the row
 * @param zeroPoints zero point of the row, as A is packed
 * @param factors what the row's sums are multiplied with
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Int8Rows(int[] sums, int[] zeroPoints, float[] factors) {}
