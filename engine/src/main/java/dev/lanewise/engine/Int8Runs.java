package dev.lanewise.engine;

import dev.lanewise.engine.drivers.Int8Input;
import dev.lanewise.engine.drivers.Int8Output;
import dev.lanewise.engine.drivers.Int8Run;
import dev.lanewise.engine.drivers.WorkspacePool;
import dev.lanewise.engine.kernels.Int8Columns;
import dev.lanewise.engine.packing.Int8Matrix;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.Int8Plan;

/** Products of 8-bit numbers, recorded where somebody listens. */
final class Int8Runs extends Runs<Int8Run> {
    Int8Runs(Usage usage, Parallel parallel, WorkspacePool workspaces) {
        super(usage, () -> new Int8Run(parallel, workspaces));
    }

    void execute(
            Int8Run run, Int8Plan plan, Int8Matrix packed, Int8Columns columns, Int8Input input, Int8Output output) {
        if (plan.m() == 0) {
            return;
        }
        GemmEvent event = GemmEvent.start();
        run.execute(plan, packed, columns, input, output);
        if (event != null) {
            event.finish(plan);
        }
    }
}
