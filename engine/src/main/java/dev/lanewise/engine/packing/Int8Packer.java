package dev.lanewise.engine.packing;

import static dev.lanewise.engine.kernels.Kernels.PANEL_ROWS;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.QuantizeKernel;
import dev.lanewise.engine.kernels.QuantizeSpec;

/**
 * Packs rows of 8-bit numbers into micro-panels of floats and sums them up, all as signed numbers: 128 is taken from u8. Rows of
 * floats are quantised on the way. One thread uses it at a time.
 */
public final class Int8Packer {
    private static final QuantizeKernel KERNEL = Kernels.active().quantize();

    private final PanelPacker panels = new PanelPacker();
    private final Operand operand = new Operand();
    private final int kc;
    private final byte[] bytes;
    private final byte[] stage;
    private final int[] partial = new int[QuantizeKernel.EQUAL_PARAMETERS];
    private final float[] floats;
    private final float[] unquantised;
    private final float[] range = new float[2];

    /**
     * Makes a packer.
     *
     * @param kc most columns of a block
     */
    public Int8Packer(int kc) {
        this.kc = kc;
        bytes = new byte[PANEL_ROWS * kc];
        stage = new byte[PANEL_ROWS * kc];
        floats = new float[PANEL_ROWS * kc];
        unquantised = new float[kc];
    }

    /**
     * Packs a block.
     *
     * @param a rows of bytes, or of floats if {@code scales} are given
     * @param row first row
     * @param rows how many
     * @param k first column
     * @param depth how many
     * @param spec says whether bytes are u8; with scales it is written
     * @param scales scale of each row of the block, or null
     * @param zeroPoints with scales, zero point of each row less 128
     * @param target where the micro-panels go
     * @param at first element there
     * @param sums sums of the rows, added to
     */
    public void pack(
            Int8Operand a,
            int row,
            int rows,
            int k,
            int depth,
            QuantizeSpec spec,
            float[] scales,
            int[] zeroPoints,
            float[] target,
            int at,
            int[] sums) {
        for (int i = 0; i < rows; i += PANEL_ROWS) {
            int valid = Math.min(PANEL_ROWS, rows - i);
            int to = at + i * depth;
            if (valid == PANEL_ROWS && scales == null && a.bytes() != null) {
                int first = (int) a.index(row + i, k);
                KERNEL.widenPanel(depth, a.bytes(), first, a.ld(), spec.flip(), stage, target, to, partial, sums, i);
                continue;
            }
            for (int j = 0; j < valid; j++) {
                if (scales == null) {
                    a.read(row + i + j, k, depth, bytes, j * depth);
                } else {
                    a.read(row + i + j, k, depth, unquantised);
                    spec.set(scales[i + j], zeroPoints[i + j] + spec.flip());
                    KERNEL.quantize(depth, unquantised, 0, spec, 0, bytes, j * depth);
                }
            }
            if (valid == PANEL_ROWS) {
                KERNEL.widenPanel(depth, bytes, 0, depth, spec.flip(), stage, target, to, partial, sums, i);
                continue;
            }
            for (int j = 0; j < valid; j++) {
                sums[i + j] += KERNEL.widen(depth, bytes, j * depth, spec.flip(), floats, j * depth);
            }
            operand.set(floats, 0, depth, false);
            panels.packA(operand, 0, valid, 0, depth, target, to);
        }
    }

    /**
     * Finds scale and zero point of rows of floats, as u8, from their least and greatest numbers and 0.
     *
     * @param a rows of floats
     * @param row first row
     * @param rows how many
     * @param k length of a row
     * @param scales takes the scales
     * @param zeroPoints takes the zero points, less 128
     */
    public void measure(Int8Operand a, int row, int rows, int k, float[] scales, int[] zeroPoints) {
        for (int i = 0; i < rows; i++) {
            float least = 0;
            float greatest = 0;
            for (int done = 0; done < k; done += kc) {
                int count = Math.min(kc, k - done);
                a.read(row + i, done, count, unquantised);
                KERNEL.range(count, unquantised, 0, range);
                least = Math.min(least, range[0]);
                greatest = Math.max(greatest, range[1]);
            }
            scales[i] = DynamicRange.scale(least, greatest);
            zeroPoints[i] = DynamicRange.zeroPoint(least, scales[i]) - 128;
        }
    }
}
