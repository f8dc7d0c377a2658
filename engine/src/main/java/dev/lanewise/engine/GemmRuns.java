package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GemmRun;
import dev.lanewise.engine.drivers.WorkspacePool;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.GemmPlan;

/** Products, recorded where somebody listens. */
final class GemmRuns extends Runs<GemmRun> {
    private final PlanCache plans;

    GemmRuns(Usage usage, Parallel parallel, WorkspacePool workspaces, PlanCache plans) {
        super(usage, () -> new GemmRun(parallel, workspaces));
        this.plans = plans;
    }

    /** {@code C = alpha·op(A)·op(B) + beta·C} on the operands of a run. */
    void execute(GemmRun run, int m, int n, int k, float alpha, float beta) {
        GemmPlan plan = plans.plan(
                m,
                n,
                alpha == 0 ? 0 : k,
                run.a.isTransposed(),
                run.b.isTransposed(),
                run.a.array() != null,
                run.c.array() != null,
                0,
                false);
        execute(run, plan, null, alpha, beta, EpilogueSpec.IDENTITY);
    }

    void execute(GemmRun run, GemmPlan plan, PackedPanels packed, float alpha, float beta, EpilogueSpec epilogue) {
        if (plan.shape().m() == 0 || plan.shape().n() == 0) {
            return;
        }
        GemmEvent event = GemmEvent.start();
        run.execute(plan, packed, alpha, beta, epilogue);
        if (event != null) {
            event.finish(plan);
        }
    }
}
