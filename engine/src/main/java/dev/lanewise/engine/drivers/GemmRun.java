package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.GemmPath;
import dev.lanewise.engine.planning.GemmPlan;

/**
 * One product under way: its operands, its plan, and a context for each thread. Reused from run to run, so that runs
 * allocate nothing.
 */
public final class GemmRun implements Run {
    /** op(A), m×k. */
    public final Operand a = new Operand();

    /** op(B), k×n, where it is not prepacked. */
    public final Operand b = new Operand();

    /** C, m×n. */
    public final Operand c = new Operand();

    private final GemmContext[] contexts;
    private final WorkspacePool workspaces;
    private final Parallel parallel;

    /**
     * Whether columns are visited from the last to the first. A matrix that is read in turns forwards and backwards is found in a
     * cache that holds part of it.
     */
    boolean backwards;

    GemmPlan plan;
    PackedPanels packedB;
    float alpha;
    float beta;
    EpilogueSpec epilogue;
    float[] workspace;
    /** First element of the workspace that is this run's. */
    int workspaceAt;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where workspace is leased
     */
    public GemmRun(Parallel parallel, WorkspacePool workspaces) {
        this.parallel = parallel;
        this.workspaces = workspaces;
        contexts = new GemmContext[parallel.threads()];
        for (int i = 0; i < contexts.length; i++) {
            contexts[i] = new GemmContext();
        }
    }

    /**
     * Computes {@code C = epilogue(alpha·op(A)·op(B) + beta·C)} for the operands set before.
     *
     * @param how the plan
     * @param packed prepacked op(B), or null
     * @param scaleAb alpha
     * @param scaleC beta; 0 does not read C
     * @param spec what happens to C as it is completed
     */
    public void execute(GemmPlan how, PackedPanels packed, float scaleAb, float scaleC, EpilogueSpec spec) {
        float[] leased = workspaces.lease(how.workspaceBytes());
        try {
            execute(how, packed, scaleAb, scaleC, spec, leased, 0);
        } finally {
            workspaces.release(leased);
        }
    }

    /** The same in workspace that the caller has leased, from one of its elements on. */
    void execute(
            GemmPlan how,
            PackedPanels packed,
            float scaleAb,
            float scaleC,
            EpilogueSpec spec,
            float[] leased,
            int leasedAt) {
        plan = how;
        packedB = packed;
        alpha = scaleAb;
        beta = scaleC;
        epilogue = spec;
        workspace = leased;
        workspaceAt = leasedAt;
        try {
            if (plan.parts() == 1 || isConfined()) {
                for (int part = 0; part < plan.parts(); part++) {
                    run(part);
                }
            } else {
                parallel.run(plan.parts(), this);
            }
        } finally {
            workspace = null;
        }
    }

    @Override
    public void clear() {
        a.clear();
        b.clear();
        c.clear();
        packedB = null;
        epilogue = null;
        backwards = false;
    }

    private boolean isConfined() {
        return Operand.isConfined(a.segment())
                || Operand.isConfined(b.segment())
                || Operand.isConfined(c.segment())
                || (packedB != null && Operand.isConfined(packedB.segment()));
    }

    /** Computes one part of C. A plan has at most as many parts as there are threads, so each has a context. */
    @Override
    public void run(int part) {
        GemmContext context = contexts[part];
        switch (plan.path()) {
            case SCALE -> ScaleDriver.run(this, context.scratch);
            case ROW, COLUMN -> context.matrixVector.run(this, part);
            case PACKED -> context.packed.run(this, part);
        }
    }

    /** First row or column of a part; part = parts gives the end. */
    int partStart(int part, int total, int step) {
        if (plan.parts() == 1) {
            return part == 0 ? 0 : total;
        }
        int pieces = (total + step - 1) / step;
        return (int) Math.min(total, (long) pieces * part / plan.parts() * step);
    }

    boolean isPath(GemmPath path) {
        return plan.path() == path;
    }
}
