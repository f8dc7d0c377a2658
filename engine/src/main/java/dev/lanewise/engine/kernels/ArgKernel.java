package dev.lanewise.engine.kernels;

/** Where the largest of many rows is, column by column. NaN is larger than anything; zeros are equal. */
public interface ArgKernel {
    /**
     * Compares one more row with the largest elements so far.
     *
     * @param count length of the row
     * @param number the row's number
     * @param last whether a row as large as the largest so far takes its place
     * @param x holds the row
     * @param at its first element
     * @param best the largest elements so far, from 0 on
     * @param numbers the rows that they come from, from 0 on
     */
    void update(int count, int number, boolean last, float[] x, int at, float[] best, int[] numbers);
}
