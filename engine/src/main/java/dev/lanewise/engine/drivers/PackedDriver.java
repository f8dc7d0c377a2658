package dev.lanewise.engine.drivers;

import static dev.lanewise.engine.kernels.Kernels.PANEL_ROWS;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.packing.PanelPacker;
import dev.lanewise.engine.planning.GemmPlan;

/**
 * GEMM's three outer loops, by BLIS's names: jc over columns of C, pc over k, ic over rows. Their order is the plan's; the
 * two inner loops are the {@link MacroKernel}'s.
 *
 * <pre>
 * GEBP    jc  pc [pack B]  ic [pack A]          block of A in L2, panel of B in L3
 * GEPB    ic  pc [pack A]  jc [pack B]          block of B in L2
 * GEPP    pc [pack A and B]  jc  ic             everything packed once
 * GEPDOT  jc  ic  pc [pack A and B]             block of C stays
 * </pre>
 *
 * <p>Whatever the order, an element of C is the sum over pc of sums over kc, both in ascending order.
 */
final class PackedDriver {
    private static final int LANES = Kernels.active().lanes();

    private final MacroKernel macroKernel = new MacroKernel();
    private final PanelPacker packer = new PanelPacker();
    private final float[] scratch;

    // what a run sets
    private GemmRun run;
    private GemmPlan plan;
    private PackedPanels packedB;
    private int k;
    private int firstRow;
    private int endRow;
    private int firstCol;
    private int endCol;
    private float[] panels;
    private int atA;
    private int atB;
    private int atC;
    /** Elements from one row of the block of C to the next, where C is kept in the workspace. */
    private int blockLd;

    /** Keeps the scratch for panels that no workspace is granted for. */
    PackedDriver(float[] scratch) {
        this.scratch = scratch;
    }

    void run(GemmRun product, int part) {
        begin(product, part);
        switch (plan.order()) {
            case GEBP -> gebp();
            case GEPB -> gepb();
            case GEPP -> gepp();
            case GEPDOT -> gepdot();
            case AUTO -> throw new AssertionError(plan);
        }
        run = null;
        packedB = null;
        panels = null;
        macroKernel.end();
    }

    private void begin(GemmRun product, int part) {
        run = product;
        plan = run.plan;
        packedB = run.packedB;
        k = plan.shape().k();
        int m = plan.shape().m();
        int n = plan.shape().n();
        boolean cols = plan.byColumns();
        firstRow = cols ? 0 : run.partStart(part, m, PANEL_ROWS);
        endRow = cols ? m : run.partStart(part + 1, m, PANEL_ROWS);
        firstCol = cols ? run.partStart(part, n, LANES) : 0;
        endCol = cols ? run.partStart(part + 1, n, LANES) : n;

        int packedRows = plan.directA() ? 0 : plan.packedRows(endRow - firstRow) + PANEL_ROWS;
        int packedCols = (plan.packedCols(endCol - firstCol) + LANES - 1) / LANES * LANES;
        boolean granted = plan.workspaceBytes() > 0;
        panels = granted ? run.workspace : scratch;
        atA = granted
                ? run.workspaceAt
                        + PackedPanels.ALIGNMENT
                        + Math.toIntExact(plan.workspaceBytes() / Float.BYTES / plan.parts()) * part
                : 0;
        atB = atA + packedRows * plan.kc();
        atC = atB + (packedB == null ? packedCols * plan.kc() : 0);
        blockLd = packedCols;
        macroKernel.begin(run.alpha, run.beta, run.epilogue);
        macroKernel.backwards = run.backwards;
        if (plan.blockC()) {
            macroKernel.target(panels, blockLd);
        } else {
            macroKernel.target(run.c.array(), run.c.ld());
        }
        float[] arrayA = plan.directA() ? run.a.array() : panels;
        int leadingA = plan.directA() ? run.a.ld() : 0;
        if (packedB == null) {
            macroKernel.source(arrayA, leadingA, panels, null);
        } else {
            macroKernel.source(arrayA, leadingA, packedB.array(), packedB.segment());
        }
    }

    private void gebp() {
        for (int jc = firstCol; jc < endCol; jc += plan.nc()) {
            int cols = Math.min(plan.nc(), endCol - jc);
            for (int pc = 0; pc < k; pc += plan.kc()) {
                packB(pc, jc, cols);
                for (int ic = firstRow; ic < endRow; ic += plan.mc()) {
                    int rows = Math.min(plan.mc(), endRow - ic);
                    packA(pc, ic, rows);
                    multiply(pc, ic, rows, jc, cols, 0, 0);
                }
            }
        }
    }

    private void gepb() {
        for (int ic = firstRow; ic < endRow; ic += plan.mc()) {
            int rows = Math.min(plan.mc(), endRow - ic);
            for (int pc = 0; pc < k; pc += plan.kc()) {
                packA(pc, ic, rows);
                for (int jc = firstCol; jc < endCol; jc += plan.nc()) {
                    int cols = Math.min(plan.nc(), endCol - jc);
                    packB(pc, jc, cols);
                    multiply(pc, ic, rows, jc, cols, 0, 0);
                }
            }
        }
    }

    private void gepp() {
        for (int pc = 0; pc < k; pc += plan.kc()) {
            packA(pc, firstRow, endRow - firstRow);
            packB(pc, firstCol, endCol - firstCol);
            for (int jc = firstCol; jc < endCol; jc += plan.nc()) {
                int cols = Math.min(plan.nc(), endCol - jc);
                for (int ic = firstRow; ic < endRow; ic += plan.mc()) {
                    int rows = Math.min(plan.mc(), endRow - ic);
                    multiply(pc, ic, rows, jc, cols, ic - firstRow, jc - firstCol);
                }
            }
        }
    }

    private void gepdot() {
        for (int jc = firstCol; jc < endCol; jc += plan.nc()) {
            int cols = Math.min(plan.nc(), endCol - jc);
            for (int ic = firstRow; ic < endRow; ic += plan.mc()) {
                int rows = Math.min(plan.mc(), endRow - ic);
                if (plan.blockC() && run.beta != 0) {
                    run.c.load(ic, jc, rows, cols, panels, atC, blockLd);
                }
                for (int pc = 0; pc < k; pc += plan.kc()) {
                    packA(pc, ic, rows);
                    packB(pc, jc, cols);
                    multiply(pc, ic, rows, jc, cols, 0, 0);
                }
                if (plan.blockC()) {
                    run.c.store(ic, jc, rows, cols, panels, atC, blockLd);
                }
            }
        }
    }

    private int depth(int pc) {
        return Math.min(plan.kc(), k - pc);
    }

    private void packA(int pc, int ic, int rows) {
        if (plan.directA()) {
            return;
        }
        packer.packA(run.a, ic, rows, pc, depth(pc), panels, atA);
    }

    private void packB(int pc, int jc, int cols) {
        if (packedB == null) {
            packer.packB(run.b, pc, depth(pc), jc, cols, panels, atB);
        }
    }

    /** The macro-kernel on a block; rows and cols may start inside what was packed. */
    private void multiply(int pc, int ic, int rows, int jc, int cols, int packedRow, int packedCol) {
        int depth = depth(pc);
        int aOffset = plan.directA() ? run.a.index(ic, pc) : atA + packedRow * depth;
        int stepA = plan.directA() ? run.a.ld() : depth;
        long bOffset = packedB == null ? atB + (long) packedCol * depth : prepacked(pc, depth, jc);
        int cOffset = plan.blockC() ? atC : run.c.index(ic, jc);
        boolean first = pc == 0;
        boolean last = pc + depth == k;
        int slice = Math.min(plan.rowSlice(), rows);
        for (int row = 0; row < rows; row += slice) {
            macroKernel.multiply(
                    Math.min(slice, rows - row),
                    cols,
                    depth,
                    aOffset + row * stepA,
                    bOffset,
                    cOffset + row * (plan.blockC() ? blockLd : run.c.ld()),
                    first,
                    last,
                    ic + row,
                    jc);
        }
    }

    private long prepacked(int pc, int depth, int jc) {
        long element = packedB.position(pc, depth, jc);
        return packedB.offset() + (packedB.array() != null ? element : element * Float.BYTES);
    }
}
