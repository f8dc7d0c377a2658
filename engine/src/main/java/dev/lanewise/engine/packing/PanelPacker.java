package dev.lanewise.engine.packing;

import static dev.lanewise.engine.kernels.Kernels.PANEL_ROWS;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.MatrixTranspose;
import dev.lanewise.engine.kernels.PanelCopy;
import java.util.Arrays;

/**
 * Packs blocks of A and B into micro-panels: {@code [panel][k][width]}, so that a micro-kernel reads both with unit stride.
 * What a last panel lacks is filled with zeros. Segments are read here, through a small stage, a few rows at a time.
 */
public final class PanelPacker {
    /** Elements of the stage through which segments are read. */
    private static final int STAGE = 8192;

    private static final int LANES = Kernels.active().lanes();

    private final PanelCopy panelCopy = Kernels.active().panelCopy();
    private final MatrixTranspose transpose = Kernels.active().transpose();
    private float[] stage = {};

    /** Makes a packer; one thread uses it at a time. */
    public PanelPacker() {}

    /**
     * Height of the last micro-panel of A: three rows are padded to four.
     *
     * @param left 0 to 3 rows
     * @return 0, 1, 2 or 4
     */
    public static int panelHeight(int left) {
        return left == 0 ? 0 : left == 3 ? PANEL_ROWS : left;
    }

    /**
     * Packs a block of op(A).
     *
     * @param a the operand
     * @param row first row of op(A)
     * @param rows rows of the block
     * @param k first column of op(A)
     * @param kc columns of the block
     * @param target where the micro-panels go
     * @param at first element there
     */
    public void packA(Operand a, int row, int rows, int k, int kc, float[] target, int at) {
        for (int i = 0; i < rows; i += PANEL_ROWS) {
            int valid = Math.min(PANEL_ROWS, rows - i);
            int height = valid == PANEL_ROWS ? PANEL_ROWS : panelHeight(valid);
            packPanel(a, a.isTransposed(), row + i, valid, height, k, kc, target, at + i * kc);
        }
    }

    /**
     * Packs a block of op(B), columns in micro-panels one vector wide.
     *
     * @param b the operand
     * @param k first row of op(B)
     * @param kc rows of the block
     * @param col first column of op(B)
     * @param cols columns of the block
     * @param target where the micro-panels go
     * @param at first element there
     */
    public void packB(Operand b, int k, int kc, int col, int cols, float[] target, int at) {
        int whole = cols / LANES;
        int done = 0;
        if (!b.isTransposed() && b.array() != null) {
            panelCopy.copy(kc, whole, b.array(), b.index(k, col), b.ld(), target, at);
            done = whole * LANES;
        }
        for (int j = done; j < cols; j += LANES) {
            packPanel(b, !b.isTransposed(), col + j, Math.min(LANES, cols - j), LANES, k, kc, target, at + j * kc);
        }
    }

    /**
     * One micro-panel: {@code target[k][i] = operand(first + i, k)}. {@code strided} tells that the operand is stored with
     * its k-th row of {@code width} neighbours together, else with every i-th row of {@code kc} neighbours together.
     */
    private void packPanel(
            Operand operand, boolean strided, int first, int valid, int width, int k, int kc, float[] target, int at) {
        if (operand.array() != null) {
            if (strided) {
                copyRows(operand.array(), operand.index(k, first), operand.ld(), valid, width, kc, target, at);
            } else {
                interleave(operand.array(), operand.index(first, k), operand.ld(), valid, width, kc, target, at, 0);
            }
            return;
        }
        if (!strided && width == LANES && operand.readPanel(first, valid, k, kc, target, at)) {
            return;
        }
        stageFor(STAGE);
        if (strided) {
            for (int i = 0; i < kc; i++) {
                operand.read(k + i, first, valid, stage, 0);
                copyRows(stage, 0, 0, valid, width, 1, target, at + i * width);
            }
            return;
        }
        int step = STAGE / width;
        for (int done = 0; done < kc; done += step) {
            int count = Math.min(step, kc - done);
            operandRows(operand, first, valid, k + done, count);
            interleave(stage, 0, count, valid, width, count, target, at, done);
        }
    }

    private void operandRows(Operand operand, int first, int valid, int k, int count) {
        for (int i = 0; i < valid; i++) {
            operand.read(first + i, k, count, stage, i * count);
        }
    }

    private void stageFor(int length) {
        if (stage.length < length) {
            stage = new float[length];
        }
    }

    private static void copyRows(
            float[] source, int offset, int ld, int valid, int width, int kc, float[] target, int at) {
        if (valid == PANEL_ROWS && width == PANEL_ROWS) {
            for (int k = 0; k < kc; k++) {
                int s = offset + k * ld;
                int t = at + k * PANEL_ROWS;
                target[t] = source[s];
                target[t + 1] = source[s + 1];
                target[t + 2] = source[s + 2];
                target[t + 3] = source[s + 3];
            }
            return;
        }
        for (int k = 0; k < kc; k++) {
            int t = at + k * width;
            for (int i = 0; i < valid; i++) {
                target[t + i] = source[offset + k * ld + i];
            }
            Arrays.fill(target, t + valid, t + width, 0f);
        }
    }

    /** {@code target[(done + k)·width + i] = source[i·ld + k]}. */
    private void interleave(
            float[] source, int offset, int ld, int valid, int width, int kc, float[] target, int at, int done) {
        int base = at + done * width;
        if (valid == PANEL_ROWS && width == PANEL_ROWS) {
            panelCopy.interleave(kc, source, offset, ld, target, base);
            return;
        }
        transpose.transpose(valid, kc, source, offset, ld, target, base, width);
        for (int k = 0; valid < width && k < kc; k++) {
            Arrays.fill(target, base + k * width + valid, base + (k + 1) * width, 0f);
        }
    }
}
