package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GemmRun;
import dev.lanewise.engine.drivers.WorkspacePool;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.parallel.Slots;
import dev.lanewise.engine.planning.GemmPlan;
import java.util.function.Supplier;

/** Batches of products; each product runs on one thread. */
final class BatchRuns extends Runs<BatchRun> {
    private final Parallel parallel;
    private final PlanCache plans;

    /** Runs on the threads given; plans are for one thread. */
    BatchRuns(Usage usage, Parallel parallel, WorkspacePool workspaces, PlanCache plans) {
        super(usage, factory(workspaces));
        this.parallel = parallel;
        this.plans = plans;
    }

    private static Supplier<BatchRun> factory(WorkspacePool workspaces) {
        Parallel alone = Parallel.onCaller();
        Slots<GemmRun> products = new Slots<>(() -> new GemmRun(alone, workspaces));
        return () -> new BatchRun(products);
    }

    void execute(
            BatchRun run,
            int batch,
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            int lda,
            int ldb,
            float beta,
            int ldc) {
        if (batch == 0 || m == 0 || n == 0) {
            return;
        }
        boolean ta = transA.isTransposed();
        boolean tb = transB.isTransposed();
        GemmPlan plan = plans.plan(m, n, alpha == 0 ? 0 : k, ta, tb, true, true, 0, false);
        int parts = Math.min(batch, parallel.threads());
        run.product(plan, alpha, lda, ldb, beta, ldc);
        run.batch(batch, parts);
        parallel.run(parts, run);
    }
}
