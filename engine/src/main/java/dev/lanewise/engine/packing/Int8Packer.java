package dev.lanewise.engine.packing;

import static dev.lanewise.engine.kernels.Kernels.PANEL_ROWS;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PairedPanels;
import dev.lanewise.engine.kernels.QuantizeKernel;
import dev.lanewise.engine.kernels.QuantizeSpec;
import java.util.Arrays;

/**
 * Packs rows of 8-bit numbers into micro-panels of floats and sums them up, all as signed numbers: 128 is taken from u8. Rows of
 * floats are quantised on the way. One thread uses it at a time.
 */
public final class Int8Packer {
    private static final QuantizeKernel KERNEL = Kernels.active().quantize();
    private static final PairedPanels PAIRED = Kernels.active().pairedPanels();

    private final PanelPacker panels = new PanelPacker();
    private final Operand operand = new Operand();
    private final int kc;
    private final byte[] bytes;
    private final byte[] stage;
    private final int[] partial = new int[QuantizeKernel.EQUAL_PARAMETERS];
    private final int[] before = new int[PANEL_ROWS];
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
     * @param paired whether for {@link PairedPanels}; then all micro-panels have four rows, and as many sums are there
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
            boolean paired,
            float[] target,
            int at,
            int[] sums) {
        int stride = paired ? PairedPanels.stride(depth) : depth;
        for (int i = 0; i < rows; i += PANEL_ROWS) {
            int valid = Math.min(PANEL_ROWS, rows - i);
            int to = at + i * stride;
            boolean asTheyLie = valid == PANEL_ROWS && scales == null && a.bytes() != null;
            if (!asTheyLie) {
                read(a, row + i, valid, k, depth, spec, scales, zeroPoints, i);
            }
            if (paired) {
                Arrays.fill(bytes, valid * depth, PANEL_ROWS * depth, (byte) spec.flip());
                System.arraycopy(sums, i, before, 0, PANEL_ROWS);
            }
            if (paired || valid == PANEL_ROWS) {
                byte[] from = asTheyLie ? a.bytes() : bytes;
                int first = asTheyLie ? (int) a.index(row + i, k) : 0;
                int ld = asTheyLie ? a.ld() : depth;
                KERNEL.widenPanel(depth, from, first, ld, spec.flip(), stage, target, to, partial, sums, i);
            } else {
                for (int j = 0; j < valid; j++) {
                    sums[i + j] += KERNEL.widen(depth, bytes, j * depth, spec.flip(), floats, j * depth);
                }
                operand.set(floats, 0, depth, false);
                panels.packA(operand, 0, valid, 0, depth, target, to);
            }
            if (paired) {
                PAIRED.complete(depth, target, to, floats);
                for (int j = 0; j < PANEL_ROWS; j++) {
                    int sum = sums[i + j] - before[j];
                    target[to + (stride - 1) * PANEL_ROWS + j] += PairedPanels.MIDDLE * sum;
                }
            }
        }
    }

    /** Rows as bytes. */
    private void read(
            Int8Operand a,
            int row,
            int rows,
            int k,
            int depth,
            QuantizeSpec spec,
            float[] scales,
            int[] zeroPoints,
            int first) {
        for (int j = 0; j < rows; j++) {
            if (scales == null) {
                a.read(row + j, k, depth, bytes, j * depth);
            } else {
                a.read(row + j, k, depth, unquantised);
                spec.set(scales[first + j], zeroPoints[first + j] + spec.flip());
                KERNEL.quantize(depth, unquantised, 0, spec, 0, bytes, j * depth);
            }
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
