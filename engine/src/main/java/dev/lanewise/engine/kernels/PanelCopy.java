package dev.lanewise.engine.kernels;

/** Copies rows into micro-panels one vector wide: how a row-major B is packed. */
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
}
