package dev.lanewise.engine.kernels;

/**
 * What the columns of B add to a product of 8-bit numbers; whole strips, zeros behind the last column.
 *
 * @param bias added to every sum
 * @param terms sum of the column less k times its zero point
 * @param zeroPoints zero point of the column, as B is packed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Int8Columns(int[] bias, int[] terms, int[] zeroPoints) {}
