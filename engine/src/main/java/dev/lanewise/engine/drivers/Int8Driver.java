package dev.lanewise.engine.drivers;

import static dev.lanewise.engine.kernels.Kernels.PANEL_ROWS;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Int32Sums;
import dev.lanewise.engine.kernels.Int8Panels;
import dev.lanewise.engine.kernels.Int8Rows;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PairedPanels;
import dev.lanewise.engine.kernels.QuantizeKernel;
import dev.lanewise.engine.kernels.QuantizeSpec;
import dev.lanewise.engine.packing.Int8Matrix;
import dev.lanewise.engine.packing.Int8Packer;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.packing.PanelPacker;
import dev.lanewise.engine.planning.GemmPlanner;
import dev.lanewise.engine.planning.Int8Plan;
import dev.lanewise.engine.planning.Int8Planner;
import java.util.Arrays;

/**
 * A thread's part of a product of 8-bit numbers, on the fp32 unit:
 *
 * <pre>
 * ic  jc  pc [pack A, widen B] multiply   finish rows
 * </pre>
 *
 * <p>A block of C holds sums in floats as long as they are exact. Before they could not be they are added to ints beside. When
 * k is through, zero points are taken off with the sums of rows and columns, and rows are requantised or scaled.
 */
final class Int8Driver {
    private static final int STRIP = Int8Matrix.STRIP;
    private static final int FINISHED_ROWS = 8;
    private static final Kernels KERNELS = Kernels.active();
    private static final int LANES = KERNELS.lanes();
    private static final Int8Panels PANELS = KERNELS.int8Panels();
    private static final PairedPanels PAIRED = KERNELS.pairedPanels();
    private static final Int32Sums SUMS = KERNELS.int32Sums();
    private static final QuantizeKernel QUANTIZE = KERNELS.quantize();
    private static final EpilogueKernel EPILOGUE = KERNELS.epilogue();

    private final MacroKernel macroKernel = new MacroKernel();
    private final Int8Packer packer = new Int8Packer(Int8Planner.MOST_KC);
    private final float[] tile = new float[PANEL_ROWS * STRIP];
    private final float[] scratch = new float[GemmPlanner.FIXED_SCRATCH];

    // of the rows of a block
    private final int[] rowSums = new int[Int8Planner.MOST_ROWS];
    private final int[] rowZeros = new int[Int8Planner.MOST_ROWS];
    private final float[] rowFactors = new float[Int8Planner.MOST_ROWS];
    private final Int8Rows rowTerms = new Int8Rows(rowSums, rowZeros, rowFactors);

    // a row of a block on its way out
    private final int[] ints = new int[Int8Planner.MOST_COLUMNS];
    private final byte[] bytes = new byte[Int8Planner.MOST_COLUMNS];
    private final float[] floats = new float[Int8Planner.MOST_COLUMNS];

    private final QuantizeSpec signedInput = new QuantizeSpec(new float[1], new int[1], false, false);
    private final QuantizeSpec unsignedInput = new QuantizeSpec(new float[1], new int[1], false, true);

    // what a run sets
    private Int8Run run;
    private Int8Plan plan;
    private float[] workspace;
    private int atA;
    private int atB;
    private int atC;
    private int atSums;

    // what a block sets
    private int row;
    private int rows;
    private int col;
    private int cols;
    /** Elements from one row of the block of C to the next, whole strips. */
    private int ld;
    /** Whether the block of B is widened already. */
    private boolean keptB;

    void run(Int8Run product, int part) {
        begin(product, part);
        int m = plan.m();
        int n = plan.n();
        int firstRow = plan.byColumns() ? 0 : start(part, m, PANEL_ROWS);
        int endRow = plan.byColumns() ? m : start(part + 1, m, PANEL_ROWS);
        int firstCol = plan.byColumns() ? start(part, n, STRIP) : 0;
        int endCol = plan.byColumns() ? start(part + 1, n, STRIP) : n;
        for (row = firstRow; row < endRow; row += plan.rows()) {
            // a block that holds all of B serves all rows
            keptB = row > firstRow && endCol - firstCol <= plan.nc() && plan.k() <= plan.kc();
            rows = Math.min(plan.rows(), endRow - row);
            beginRows();
            for (col = firstCol; col < endCol; col += plan.nc()) {
                cols = Math.min(plan.nc(), endCol - col);
                ld = (cols + STRIP - 1) / STRIP * STRIP;
                finish(multiply(col == firstCol));
            }
        }
        macroKernel.end();
        run = null;
        workspace = null;
    }

    private void begin(Int8Run product, int part) {
        run = product;
        plan = run.plan;
        boolean granted = plan.workspaceBytes() > 0;
        workspace = granted ? run.workspace : scratch;
        int perPart = Math.toIntExact(plan.workspaceBytes() / Float.BYTES / plan.parts());
        atA = granted ? PackedPanels.ALIGNMENT + perPart * part : 0;
        atB = atA + plan.floatsOfA();
        atC = atB + plan.floatsOfB();
        atSums = atC + plan.floatsOfC();
        macroKernel.begin(1, 0, EpilogueSpec.IDENTITY);
        macroKernel.source(workspace, 0, workspace, null);
    }

    /** First row or column of a part; part = parts gives the end. */
    private int start(int part, int total, int step) {
        int pieces = (total - 1) / step + 1;
        return (int) Math.min(total, (long) pieces * part / plan.parts() * step);
    }

    private void beginRows() {
        Int8Input input = run.input;
        if (input.dynamic()) {
            packer.measure(run.a, row, rows, plan.k(), rowFactors, rowZeros);
            return;
        }
        if (!input.perRow()) {
            Arrays.fill(rowFactors, 0, rows, input.perRun() ? run.factor : input.factor(0));
            Arrays.fill(rowZeros, 0, rows, input.perRun() ? run.zeroPoint : input.zeroPoint(0));
            return;
        }
        for (int i = 0; i < rows; i++) {
            rowFactors[i] = input.factor(row + i);
            rowZeros[i] = input.zeroPoint(row + i);
        }
    }

    /** Multiplies a block; tells whether there are ints beside the floats. */
    private boolean multiply(boolean firstColumns) {
        if (firstColumns) {
            Arrays.fill(rowSums, 0, rows, 0);
        }
        macroKernel.target(workspace, ld);
        boolean hasSums = false;
        int exact = 0;
        for (int pc = 0; pc < plan.k(); pc += plan.kc()) {
            int depth = Math.min(plan.kc(), plan.k() - pc);
            int a = atA + (plan.keepsA() ? paddedRows() * plan.startOfA(pc) : 0);
            if (firstColumns || !plan.keepsA()) {
                pack(pc, depth, a, firstColumns);
            }
            if (pc > 0 && (plan.inRegisters() || exact + depth > Int8Panels.EXACT_DEPTH)) {
                SUMS.add(rows * ld, workspace, atC, atSums, !hasSums);
                hasSums = true;
                exact = 0;
            }
            if (plan.inRegisters()) {
                multiplyInRegisters(pc, depth, a);
            } else if (plan.paired()) {
                multiplyPaired(pc, depth, a, exact == 0);
            } else {
                multiplyWidened(pc, depth, a, exact == 0);
            }
            exact += depth;
        }
        if (plan.k() == 0) {
            Arrays.fill(workspace, atC, atC + rows * ld, 0f);
        }
        return hasSums;
    }

    private void pack(int pc, int depth, int to, boolean firstColumns) {
        Int8Input input = run.input;
        QuantizeSpec spec = input.unsigned() ? unsignedInput : signedInput;
        // sums of rows are made once
        int[] sums = firstColumns ? rowSums : ints;
        packer.pack(
                run.a,
                row,
                rows,
                pc,
                depth,
                spec,
                input.dynamic() ? rowFactors : null,
                rowZeros,
                plan.paired(),
                workspace,
                to,
                sums);
    }

    /** Rows with what the last micro-panel lacks. */
    private int paddedRows() {
        int left = rows % PANEL_ROWS;
        return rows - left + (plan.paired() && left > 0 ? PANEL_ROWS : PanelPacker.panelHeight(left));
    }

    private void multiplyInRegisters(int pc, int depth, int a) {
        int done = 0;
        if (rows == 1) {
            for (; done + 2 * STRIP <= ld; done += 2 * STRIP) {
                int at = run.b.position(pc, (col + done) / STRIP);
                int next = run.b.position(pc, (col + done) / STRIP + 1);
                PANELS.multiplyPair(depth, workspace, a, run.b.bytes(), at, next, workspace, atC + done);
            }
        }
        for (int j = done; j < ld; j += STRIP) {
            int strip = run.b.position(pc, (col + j) / STRIP);
            int height;
            for (int i = 0; i < rows; i += height) {
                height = i + PANEL_ROWS <= rows ? PANEL_ROWS : PanelPacker.panelHeight(rows - i);
                PANELS.multiply(
                        height, depth, workspace, a + i * depth, run.b.bytes(), strip, workspace, atC + i * ld + j, ld);
            }
        }
    }

    private void multiplyWidened(int pc, int depth, int a, boolean first) {
        for (int j = 0; j < ld && !keptB; j += STRIP) {
            PANELS.widen(depth, run.b.bytes(), run.b.position(pc, (col + j) / STRIP), workspace, atB + j * depth);
        }
        int vectors = (cols + LANES - 1) / LANES * LANES;
        for (int i = 0; i < rows; i += plan.slice()) {
            int count = Math.min(plan.slice(), rows - i);
            macroKernel.multiply(count, vectors, depth, a + i * depth, atB, atC + i * ld, first, false, 0, 0);
        }
    }

    private void multiplyPaired(int pc, int depth, int a, boolean first) {
        int stride = plan.depth(depth);
        for (int i = 0; i < rows; i += plan.slice()) {
            int panels = Math.ceilDiv(Math.min(plan.slice(), rows - i), PANEL_ROWS);
            for (int j = 0; j < ld; j += STRIP) {
                int b = atB + j * stride;
                if (i == 0 && !keptB) {
                    PAIRED.widen(depth, run.b.bytes(), run.b.position(pc, (col + j) / STRIP), workspace, b);
                }
                int c = atC + i * ld + j;
                PAIRED.multiply(panels, depth, workspace, a + i * stride, workspace, b, tile, !first, workspace, c, ld);
            }
        }
    }

    private void finish(boolean hasSums) {
        boolean exact = !hasSums && run.columns.exactInFloats();
        switch (run.output.kind()) {
            case BYTES -> {
                boolean oneInput = !run.input.dynamic() && !run.input.perRow();
                if (exact && oneInput && run.output.fixed() == null && run.c.bytes() != null) {
                    finishBytes(run.c.bytes(), (int) run.c.index(row, col));
                } else {
                    finishInts(hasSums);
                }
            }
            case FLOATS -> {
                if (exact && run.c.floats() != null) {
                    finishFloats(run.c.floats(), (int) run.c.index(row, col));
                } else {
                    finishInts(hasSums);
                }
            }
            case INTS -> finishInts(hasSums);
        }
    }

    private void finishBytes(byte[] q, int to) {
        QuantizeSpec spec = run.output.spec();
        QUANTIZE.requantize(
                rows, cols, workspace, atC, ld, rowZeros[0], rowSums, run.columns, spec, col, q, to, run.c.ld());
    }

    /** A few rows at a time, which an activation finds in L1. */
    private void finishFloats(float[] x, int to) {
        Int8Output output = run.output;
        int ldc = run.c.ld();
        for (int i = 0; i < rows; i += FINISHED_ROWS) {
            int count = Math.min(FINISHED_ROWS, rows - i);
            int at = atC + i * ld;
            int first = to + i * ldc;
            QUANTIZE.scale(count, cols, workspace, at, ld, rowTerms, i, run.columns, output.spec(), col, x, first, ldc);
            EPILOGUE.apply(output.epilogue(), x, first, ldc, count, cols, row + i, col);
        }
    }

    private void finishInts(boolean hasSums) {
        Int8Output output = run.output;
        for (int i = 0; i < rows; i++) {
            int at = i * ld;
            SUMS.finish(
                    ld,
                    workspace,
                    atC + at,
                    hasSums ? atSums + at : -1,
                    rowZeros[i],
                    rowSums[i],
                    run.columns,
                    col,
                    ints);
            switch (output.kind()) {
                case INTS -> run.c.write(row + i, col, cols, ints);
                case BYTES -> {
                    if (output.fixed() != null) {
                        QUANTIZE.requantize(cols, ints, 0, output.fixed(), output.spec(), col, bytes, 0);
                    } else {
                        QUANTIZE.requantize(cols, ints, 0, rowFactors[i], output.spec(), col, bytes, 0);
                    }
                    run.c.write(row + i, col, cols, bytes);
                }
                case FLOATS -> {
                    QUANTIZE.scale(cols, ints, 0, rowFactors[i], output.spec(), col, floats, 0);
                    EPILOGUE.apply(output.epilogue(), floats, 0, ld, 1, cols, row + i, col);
                    run.c.write(row + i, col, cols, floats);
                }
            }
        }
    }
}
