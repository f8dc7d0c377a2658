package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.SgemmTile;
import dev.lanewise.engine.machine.Machine;

/** Chooses path, loop order, block sizes and split for a product, from static facts alone. */
public final class GemmPlanner {
    /** Floats of the scratch that every thread owns beside the workspace: enough for the smallest blocks. */
    public static final int FIXED_SCRATCH = 5120;

    /**
     * Up to this many columns A is read as it lies: an element of A is used so seldom that packing it costs more than the
     * slower reads. Measured by SgemmBenchmark on a Zen 3 with JDK 25.0.3.
     */
    private static final int DIRECT_COLUMNS = 128;

    /** A second thread costs some 20 µs to wake: each must have this much to do. */
    private static final long LEAST_MULTIPLY_ADDS = 1L << 20;

    private final Machine machine;
    private final int threads;
    private final long workspaceLimit;
    private final int lanes = Kernels.active().lanes();

    /**
     * Makes a planner.
     *
     * @param machine what plans are made for
     * @param threads threads that may run a plan
     * @param workspaceLimit most bytes of workspace of a run
     */
    public GemmPlanner(Machine machine, int threads, long workspaceLimit) {
        this.machine = machine;
        this.threads = threads;
        this.workspaceLimit = workspaceLimit;
    }

    /**
     * Plans a product.
     *
     * @param shape the product
     * @return the plan
     */
    public GemmPlan plan(GemmShape shape) {
        int m = shape.m();
        int n = shape.n();
        boolean free = shape.order() == LoopOrder.AUTO && shape.prepackedKc() == 0;
        if (m == 0 || n == 0 || shape.k() == 0) {
            return simple(shape, GemmPath.SCALE, 1, false, "none", "has nothing to multiply");
        }
        if (free && n == 1) {
            return matrixVector(shape, GemmPath.COLUMN, m, (long) m * shape.k());
        }
        if (free && m == 1) {
            return matrixVector(shape, GemmPath.ROW, n, (long) n * shape.k());
        }
        return packed(shape);
    }

    /** Rows a page apart meet in few sets of the cache, so a block of A must be small, or its rows lie otherwise. */
    private boolean isDirectA(GemmShape shape, int cols) {
        return shape.order() == LoopOrder.AUTO
                && shape.arrayA()
                && !shape.transposedA()
                && !shape.mappedB()
                && cols <= DIRECT_COLUMNS;
    }

    private GemmPlan matrixVector(GemmShape shape, GemmPath path, int length, long elements) {
        int parts = Math.clamp(elements / (LEAST_MULTIPLY_ADDS / 16), 1, Math.min(threads, (length - 1) / 64 + 1));
        return simple(
                shape, path, parts, path == GemmPath.ROW, "sgemv", "reads its matrix once, at the speed of memory");
    }

    private static GemmPlan simple(
            GemmShape shape, GemmPath path, int parts, boolean byColumns, String kernel, String reason) {
        return new GemmPlan(
                shape,
                path,
                shape.order(),
                shape.m(),
                shape.k(),
                shape.n(),
                shape.m(),
                false,
                parts,
                byColumns,
                false,
                0,
                kernel,
                reason);
    }

    /**
     * As many parts as the workspace limit lets run. The smallest blocks, which the threads' own scratch holds, are left for
     * limits that not even one thread fits: so whether kc is cut does not depend on the number of threads.
     */
    private GemmPlan packed(GemmShape shape) {
        int parts = parts(shape);
        if (new Packed(shape, 1).workspace() > workspaceLimit) {
            Packed packed = new Packed(shape, parts);
            packed.blocks = packed.blocks.smallest(lanes);
            return packed.plan();
        }
        Packed packed = new Packed(shape, parts);
        while (packed.workspace() > workspaceLimit) {
            parts--;
            packed = new Packed(shape, parts);
        }
        return packed.plan();
    }

    /** A packed plan in the making. */
    private final class Packed {
        private final GemmShape shape;
        private final int parts;
        private final boolean byColumns;
        private final int rows;
        private final int cols;
        private final int rowSlice;
        private Blocks blocks;

        Packed(GemmShape shape, int parts) {
            this.shape = shape;
            this.parts = parts;
            byColumns = parts > 1 && byColumns(shape, parts);
            rows = byColumns ? shape.m() : pieceOf(shape.m(), parts, Kernels.PANEL_ROWS);
            cols = byColumns ? pieceOf(shape.n(), parts, lanes) : shape.n();
            boolean prepacked = shape.prepackedKc() > 0;
            int kc = prepacked ? shape.prepackedKc() : BlockSizes.kc(machine, shape.k());
            int mc = BlockSizes.mc(machine, kc);
            LoopOrder order =
                    shape.order() == LoopOrder.AUTO || !shape.arrayC() ? orderFor(shape, rows, mc) : shape.order();
            rowSlice = order == LoopOrder.GEPB && rows > mc ? BlockSizes.ROW_STEP : Integer.MAX_VALUE;
            int nc;
            if (prepacked && order == LoopOrder.GEBP) {
                nc = Math.max(lanes, roundUp(cols, lanes));
            } else if (order == LoopOrder.GEPB || order == LoopOrder.GEPDOT) {
                nc = BlockSizes.ncInL2(machine, kc);
            } else {
                nc = BlockSizes.nc(machine, kc, parts);
            }
            blocks = new Blocks(
                    order,
                    BlockSizes.balanced(rows, mc, BlockSizes.ROW_STEP),
                    kc,
                    BlockSizes.balanced(roundUp(cols, lanes), nc, 8 * lanes),
                    isDirectA(shape, cols),
                    prepacked,
                    !shape.arrayC());
            while (workspace() > workspaceLimit && blocks.canShrink(lanes)) {
                blocks = blocks.shrunk(lanes);
            }
        }

        /** Bytes of workspace; none where the threads' own scratch does. */
        long workspace() {
            long floats = blocks.floats(rows, cols);
            return floats <= FIXED_SCRATCH ? 0 : floats * parts * Float.BYTES;
        }

        GemmPlan plan() {
            return new GemmPlan(
                    shape,
                    GemmPath.PACKED,
                    blocks.order(),
                    blocks.mc(),
                    blocks.kc(),
                    blocks.nc(),
                    rowSlice,
                    blocks.directA(),
                    parts,
                    byColumns,
                    blocks.blockC(),
                    workspace(),
                    kernelName(rows),
                    reason(blocks.order(), shape));
        }
    }

    private String kernelName(int rows) {
        Kernels kernels = Kernels.active();
        SgemmTile tile = rows < 3 ? kernels.remainder(rows) : bestOf(kernels, rows);
        return tile.rows() + "×" + tile.vectors() + " of " + lanes + " lanes";
    }

    private static SgemmTile bestOf(Kernels kernels, int rows) {
        SgemmTile[] wide = kernels.wide();
        int i = 0;
        while (i < wide.length - 1 && wide[i].rows() > rows) {
            i++;
        }
        return wide[i];
    }

    private LoopOrder orderFor(GemmShape shape, int rows, int mc) {
        if (!shape.arrayC()) {
            return LoopOrder.GEPDOT;
        }
        if (shape.prepackedKc() > 0) {
            return LoopOrder.GEBP;
        }
        return rows <= mc ? LoopOrder.GEPB : LoopOrder.GEBP;
    }

    private static String reason(LoopOrder order, GemmShape shape) {
        String weights = shape.prepackedKc() > 0 ? ", weights are packed already" : "";
        return switch (order) {
            case GEBP -> "keeps a block of A in L2 and streams B" + weights;
            case GEPB -> "keeps a block of B in L2, because A is one block" + weights;
            case GEPP -> "packs every panel once" + weights;
            case GEPDOT -> "keeps a block of C in cache while k runs" + weights;
            case AUTO -> throw new AssertionError(order);
        };
    }

    private int parts(GemmShape shape) {
        long work = (long) shape.m() * shape.n() * shape.k();
        return Math.clamp(work / LEAST_MULTIPLY_ADDS, 1, threads);
    }

    /** Each thread packs all of the other operand, so the longer side is split, unless B is packed already. */
    private boolean byColumns(GemmShape shape, int parts) {
        if (shape.prepackedKc() > 0) {
            return shape.m() < parts * 24;
        }
        return shape.n() >= shape.m();
    }

    private static int pieceOf(int total, int parts, int step) {
        return roundUp((total - 1) / parts + 1, step);
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }
}
