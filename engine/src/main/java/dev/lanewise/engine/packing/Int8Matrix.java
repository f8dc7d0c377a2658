package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Int8Panels;
import dev.lanewise.engine.kernels.Kernels;

/**
 * A whole op(B) of 8-bit numbers in strips, {@code [strip][k]}, one byte each. Bytes are unsigned, 128 added to those of s8. Strips
 * are whole; what the last lacks is zero. Immutable.
 *
 * @param k rows of op(B)
 * @param n columns of op(B)
 * @param bytes strips
 * @param columnSums sum of each column as packed, whole strips
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: a holder of shared memory
public record Int8Matrix(int k, int n, byte[] bytes, int[] columnSums) {
    private static final int LANES = Kernels.active().lanes();

    /** Columns of a strip. */
    public static final int STRIP = Int8Panels.STRIP_VECTORS * LANES;

    /** A stored matrix of bytes. */
    @FunctionalInterface
    public interface Source {
        /**
         * Copies part of a stored row.
         *
         * @param row stored row
         * @param target takes it from its first element on
         */
        void read(int row, byte[] target);
    }

    /**
     * Packs op(B).
     *
     * @param source the stored matrix
     * @param transposed whether it is n×k
     * @param k rows of op(B)
     * @param n columns of op(B)
     * @param flip 0x80 for s8, 0 for u8
     * @return the strips
     */
    public static Int8Matrix pack(Source source, boolean transposed, int k, int n, int flip) {
        int strips = (int) (((long) n + STRIP - 1) / STRIP);
        byte[] bytes = new byte[Math.toIntExact((long) strips * STRIP * k)];
        int[] sums = new int[strips * STRIP];
        byte[] stored = new byte[transposed ? k : n];
        for (int row = 0; row < (transposed ? n : k); row++) {
            source.read(row, stored);
            for (int i = 0; i < stored.length; i++) {
                int depth = transposed ? i : row;
                int col = transposed ? row : i;
                byte value = (byte) (stored[i] ^ flip);
                bytes[position(k, depth, col / STRIP) + Int8Panels.position(col % STRIP, LANES)] = value;
                sums[col] += value & 0xff;
            }
        }
        return new Int8Matrix(k, n, bytes, sums);
    }

    /**
     * Where a row of a strip starts.
     *
     * @param row row of op(B)
     * @param strip number of the strip
     * @return first byte
     */
    public int position(int row, int strip) {
        return position(k, row, strip);
    }

    private static int position(int k, int row, int strip) {
        return (strip * k + row) * STRIP;
    }
}
