package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.Kernels;
import java.util.Arrays;

/** A product of no terms: {@code C = epilogue(beta·C)}, a stretch of a row at a time. */
final class ScaleDriver {
    private ScaleDriver() {}

    static void run(GemmRun run, float[] scratch) {
        EpilogueKernel epilogue = Kernels.active().epilogue();
        int n = run.plan.shape().n();
        for (int row = 0; row < run.plan.shape().m(); row++) {
            for (int col = 0; col < n; col += scratch.length) {
                int count = Math.min(scratch.length, n - col);
                if (run.beta == 0) {
                    Arrays.fill(scratch, 0, count, 0f);
                } else {
                    run.c.load(row, col, 1, count, scratch, 0, count);
                    for (int i = 0; i < count; i++) {
                        scratch[i] *= run.beta;
                    }
                }
                epilogue.apply(run.epilogue, scratch, 0, count, 1, count, row, col);
                run.c.store(row, col, 1, count, scratch, 0, count);
            }
        }
    }
}
