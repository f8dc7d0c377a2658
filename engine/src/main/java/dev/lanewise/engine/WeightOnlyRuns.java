package dev.lanewise.engine;

import dev.lanewise.engine.drivers.WeightOnlyRun;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.parallel.Parallel;

/** Products with low-precision weights that are widened in registers, recorded where somebody listens. */
final class WeightOnlyRuns extends Runs<WeightOnlyRun> {
    WeightOnlyRuns(Usage usage, Parallel parallel) {
        super(usage, () -> new WeightOnlyRun(parallel));
    }

    void execute(WeightOnlyRun run, int batch, WeightOnlyMatrix weights, EpilogueSpec epilogue) {
        if (batch == 0) {
            return;
        }
        GemmEvent event = GemmEvent.start();
        run.execute(batch, weights.stored(), epilogue);
        if (event != null) {
            event.finish(batch, weights);
        }
    }
}
