package dev.lanewise.engine.kernels;

/**
 * What packing the patches of a convolution does most. Where whole vectors are copied, up to a vector less one element beyond
 * the last one asked for is read, and written: the callers see to it that arrays are long enough, and write in ascending
 * order.
 */
public interface PatchCopy {
    /**
     * Copies rows of any length: {@code target[i·targetStep + j] = source[i·sourceStep + j]}, and some elements beyond.
     *
     * @param rows how many rows
     * @param length elements of a row
     * @param source array to read
     * @param sourceOffset first element of the first row
     * @param sourceStep elements from one row to the next
     * @param target array to write
     * @param targetOffset first element of the first row
     * @param targetStep elements from one row to the next, at least the length and a vector less one
     */
    void rows(
            int rows,
            int length,
            float[] source,
            int sourceOffset,
            int sourceStep,
            float[] target,
            int targetOffset,
            int targetStep);

    /**
     * Fills neighbouring micro-panels from as many vectors that lie side by side in the source:
     * {@code target[panel][k][lane] = source[base + taps[tap + k] + panel·lanes + lane]}.
     *
     * @param panels micro-panels
     * @param kc rows of a micro-panel
     * @param taps where the row of each k starts
     * @param tap the first k's
     * @param source array to read
     * @param base added to the taps
     * @param target micro-panels
     * @param at first element there
     */
    void panels(int panels, int kc, int[] taps, int tap, float[] source, int base, float[] target, int at);

    /**
     * Fills one micro-panel whose lanes come from several places: from lane {@code lanes[i]} on from {@code offsets[i]} on,
     * for all i in a range. Writes up to a vector less one element beyond the micro-panel.
     *
     * @param kc rows of the micro-panel
     * @param taps where the row of each k starts
     * @param tap the first k's
     * @param source array to read
     * @param base added to taps and offsets
     * @param lanes first lane of each piece, ascending from 0
     * @param offsets where each piece starts
     * @param first first piece
     * @param end one past the last piece
     * @param target micro-panel
     * @param at first element there
     */
    void pieces(
            int kc,
            int[] taps,
            int tap,
            float[] source,
            int base,
            int[] lanes,
            int[] offsets,
            int first,
            int end,
            float[] target,
            int at);

    /**
     * Copies pixels made of runs from several rows: {@code target[at + i·pixel + r·length + j] = source[rows[r] + from + i·length + j]}. What
     * a pixel has more than its runs is set to 0.
     *
     * @param pixels how many pixels
     * @param runs runs of a pixel
     * @param length elements of a run
     * @param source array to read
     * @param rows where the rows begin
     * @param from where the first pixel's runs begin in each row
     * @param target array to write
     * @param at first element there
     * @param pixel elements of a pixel, up to a vector less one more than its runs
     */
    void runs(
            int pixels, int runs, int length, float[] source, int[] rows, int from, float[] target, int at, int pixel);

    /**
     * Copies every {@code step}-th element: {@code target[to + i] = source[from + i·step]}. Nothing beyond is touched.
     *
     * @param count how many
     * @param source array to read
     * @param from first element
     * @param step elements from one to the next
     * @param target array to write
     * @param to first element
     */
    void strided(int count, float[] source, int from, int step, float[] target, int to);

    /**
     * The plain loop of {@link #strided(int, float[], int, int, float[], int)}, for scalar kernels and tails.
     *
     * @param first first element to copy
     * @param count end of the elements
     * @param source array to read
     * @param from element 0
     * @param step elements from one to the next
     * @param target array to write
     * @param to where element 0 goes
     */
    static void strided(int first, int count, float[] source, int from, int step, float[] target, int to) {
        for (int i = first; i < count; i++) {
            target[to + i] = source[from + i * step];
        }
    }
}
