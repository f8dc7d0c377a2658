package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Int8Columns;
import dev.lanewise.engine.packing.Int8Matrix;
import dev.lanewise.engine.packing.Int8Operand;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.Int8Plan;

/** One product of 8-bit numbers under way. Reused from run to run, so that runs allocate nothing. */
public final class Int8Run implements Run {
    /** A, m×k. */
    public final Int8Operand a = new Int8Operand();

    /** C, m×n. */
    public final Int8Operand c = new Int8Operand();

    /** Factor of A, where every run gives it. */
    public float factor = 1;

    /** Zero point of A, less 128 for u8, where every run gives it. */
    public int zeroPoint;

    private final Int8Driver[] drivers;
    private final WorkspacePool workspaces;
    private final Parallel parallel;

    Int8Plan plan;
    Int8Matrix b;
    Int8Columns columns;
    Int8Input input;
    Int8Output output;
    float[] workspace;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where workspace is leased
     */
    public Int8Run(Parallel parallel, WorkspacePool workspaces) {
        this.parallel = parallel;
        this.workspaces = workspaces;
        drivers = new Int8Driver[parallel.threads()];
        for (int i = 0; i < drivers.length; i++) {
            drivers[i] = new Int8Driver();
        }
    }

    /**
     * Multiplies the operands set before.
     *
     * @param how the plan
     * @param packed op(B)
     * @param columnTerms what columns of B add
     * @param from how A is quantised
     * @param to what becomes of the sums
     */
    public void execute(Int8Plan how, Int8Matrix packed, Int8Columns columnTerms, Int8Input from, Int8Output to) {
        plan = how;
        b = packed;
        columns = columnTerms;
        input = from;
        output = to;
        workspace = workspaces.lease(plan.workspaceBytes());
        try {
            if (plan.parts() == 1 || a.isConfined() || c.isConfined()) {
                for (int part = 0; part < plan.parts(); part++) {
                    run(part);
                }
            } else {
                parallel.run(plan.parts(), this);
            }
        } finally {
            workspaces.release(workspace);
            workspace = null;
        }
    }

    @Override
    public void clear() {
        a.clear();
        c.clear();
        b = null;
        columns = null;
        input = null;
        output = null;
    }

    @Override
    public void run(int part) {
        drivers[part].run(this, part);
    }
}
