package dev.lanewise.engine.kernels;

/** What packing does most: a row-major B into micro-panels one vector wide, a row-major A into micro-panels of four rows. */
public interface PanelCopy {
    /**
     * Copies a block of {@code rows × panels·lanes} to {@code [panel][row][lane]}.
     *
     * @param rows rows of the block
     * @param panels whole micro-panels
     * @param source row-major block
     * @param sourceOffset its top left element
     * @param ld elements from one row of the block to the next
     * @param target micro-panels
     * @param targetOffset first element of the first micro-panel
     */
    void copy(int rows, int panels, float[] source, int sourceOffset, int ld, float[] target, int targetOffset);

    /**
     * Interleaves four rows: {@code target[4k + i] = source[i][k]}.
     *
     * @param kc columns
     * @param source row-major block
     * @param sourceOffset first element of the first row
     * @param ld elements from one row to the next
     * @param target micro-panel
     * @param targetOffset its first element
     */
    void interleave(int kc, float[] source, int sourceOffset, int ld, float[] target, int targetOffset);

    /**
     * The plain loop, for scalar kernels and tails.
     *
     * @param first first column
     * @param kc end of the columns
     * @param source row-major block
     * @param s0 first element of the first row
     * @param ld elements from one row to the next
     * @param target micro-panel
     * @param at its first element
     */
    static void interleave(int first, int kc, float[] source, int s0, int ld, float[] target, int at) {
        int s1 = s0 + ld;
        int s2 = s1 + ld;
        int s3 = s2 + ld;
        for (int k = first; k < kc; k++) {
            target[at + 4 * k] = source[s0 + k];
            target[at + 4 * k + 1] = source[s1 + k];
            target[at + 4 * k + 2] = source[s2 + k];
            target[at + 4 * k + 3] = source[s3 + k];
        }
    }
}
