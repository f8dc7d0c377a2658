package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Int8Panels;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.machine.Machine;

/** Chooses blocks and split for products of 8-bit numbers, from static facts alone. */
public final class Int8Planner {
    /** Rows of a block of C at most, which the arrays of a thread hold parameters for. */
    public static final int MOST_ROWS = 512;

    /** Columns of a block of C at most. */
    public static final int MOST_COLUMNS = 512;

    /** Length of sums that are exact, and whose panels of A stay in L1. */
    public static final int MOST_KC = 512;

    /** Up to so many rows weights are widened in registers: each is used too seldom to be written and read again. */
    private static final int ROWS_IN_REGISTERS = 8;

    private static final boolean PAIRED = Kernels.active().pairedPanels() != null;

    private static final long LEAST_MULTIPLY_ADDS = 1L << 20;
    private static final int LEAST_KC = 32;
    private static final int LEAST_ROWS = 4;

    /** Floats of a cache line: each thread's part starts on one. */
    private static final int LINE = 16;

    private final Machine machine;
    private final int threads;
    private final long workspaceLimit;
    private final int strip = Int8Panels.STRIP_VECTORS * Kernels.active().lanes();

    /**
     * Makes a planner.
     *
     * @param machine what plans are made for
     * @param threads threads that may run a plan
     * @param workspaceLimit most bytes of workspace of a run
     */
    public Int8Planner(Machine machine, int threads, long workspaceLimit) {
        this.machine = machine;
        this.threads = threads;
        this.workspaceLimit = workspaceLimit;
    }

    /**
     * Plans a product.
     *
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     * @return the plan
     */
    public Int8Plan plan(int m, int n, int k) {
        int parts = Math.clamp((long) m * n * k / LEAST_MULTIPLY_ADDS, 1, threads);
        Int8Plan plan = blocks(m, n, k, parts);
        while (plan.workspaceBytes() > workspaceLimit) {
            plan = parts > 1 ? blocks(m, n, k, --parts) : smaller(plan);
        }
        return plan;
    }

    private Int8Plan blocks(int m, int n, int k, int parts) {
        boolean byColumns = parts > 1 && m < parts * 24;
        int partRows = byColumns || parts == 1 ? m : m / parts + LEAST_ROWS;
        boolean inRegisters = partRows <= ROWS_IN_REGISTERS;
        boolean paired = !inRegisters && PAIRED;
        int kc = inRegisters
                ? Math.clamp(k, 1, MOST_KC)
                : paired ? BlockSizes.kcOfFewRows(k) : BlockSizes.kc(machine, k);
        int rows = Math.clamp(partRows, 1, MOST_ROWS);
        long columns = inRegisters ? 2L * strip : machine.l2Bytes() / 3 / Float.BYTES / kc;
        int nc = Math.clamp(Math.min(columns, roundUp(n)) / strip, 1, MOST_COLUMNS / strip) * strip;
        boolean keepsA = (long) rows * k * Float.BYTES <= Math.max(machine.l3Bytes() / 8, machine.l2Bytes() / 2);
        int slice = Math.max(LEAST_ROWS * 3, BlockSizes.mc(machine, kc) / 24 * 12);
        return sized(new Int8Plan(m, n, k, rows, kc, nc, slice, keepsA, inRegisters, paired, parts, byColumns, 0));
    }

    /** The next smaller blocks; the smallest need no workspace. */
    private Int8Plan smaller(Int8Plan p) {
        int rows = p.rows();
        int kc = p.kc();
        int nc = p.nc();
        if (p.keepsA()) {
            return sized(with(p, rows, kc, nc, false));
        }
        if (nc > strip) {
            nc = Math.max(strip, nc / 2 / strip * strip);
        } else if (rows > LEAST_ROWS) {
            rows = Math.max(LEAST_ROWS, rows / 2 / LEAST_ROWS * LEAST_ROWS);
        } else {
            kc = Math.max(LEAST_KC, kc / 2);
        }
        return sized(with(p, rows, kc, nc, false));
    }

    private static Int8Plan with(Int8Plan p, int rows, int kc, int nc, boolean keepsA) {
        return new Int8Plan(
                p.m(),
                p.n(),
                p.k(),
                rows,
                kc,
                nc,
                p.slice(),
                keepsA,
                p.inRegisters(),
                p.paired(),
                p.parts(),
                p.byColumns(),
                0);
    }

    private static Int8Plan sized(Int8Plan p) {
        long bytes = floats(p) <= GemmPlanner.FIXED_SCRATCH ? 0 : floats(p) * p.parts() * Float.BYTES;
        return new Int8Plan(
                p.m(),
                p.n(),
                p.k(),
                p.rows(),
                p.kc(),
                p.nc(),
                p.slice(),
                p.keepsA(),
                p.inRegisters(),
                p.paired(),
                p.parts(),
                p.byColumns(),
                bytes);
    }

    /** Floats of one thread: A, B, parts and sums of C. */
    private static long floats(Int8Plan p) {
        return p.floatsOfA() + p.floatsOfB() + 2L * p.floatsOfC() + LINE;
    }

    private int roundUp(int n) {
        return (int) Math.min(((long) n + strip - 1) / strip * strip, MOST_COLUMNS);
    }
}
