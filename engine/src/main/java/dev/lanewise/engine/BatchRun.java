package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GemmRun;
import dev.lanewise.engine.drivers.Run;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.parallel.Slots;
import dev.lanewise.engine.planning.GemmPlan;

/** A batch of equal products under way: threads take products, each product runs on one thread. */
final class BatchRun implements Run {
    private final Slots<GemmRun> runs;
    private GemmPlan plan;
    private float alpha;
    private float beta;
    private int lda;
    private int ldb;
    private int ldc;
    private int batch;
    private int parts;

    private float[] a;
    private float[] b;
    private float[] c;
    private int offsetA;
    private int offsetB;
    private int offsetC;
    private int strideA;
    private int strideB;
    private int strideC;

    private float[][] pointersA;
    private float[][] pointersB;
    private float[][] pointersC;

    BatchRun(Slots<GemmRun> runs) {
        this.runs = runs;
    }

    void product(GemmPlan how, float scaleAb, int leadingA, int leadingB, float scaleC, int leadingC) {
        plan = how;
        alpha = scaleAb;
        beta = scaleC;
        lda = leadingA;
        ldb = leadingB;
        ldc = leadingC;
    }

    void strided(
            float[] as,
            int aOffset,
            int aStride,
            float[] bs,
            int bOffset,
            int bStride,
            float[] cs,
            int cOffset,
            int cStride) {
        a = as;
        b = bs;
        c = cs;
        offsetA = aOffset;
        offsetB = bOffset;
        offsetC = cOffset;
        strideA = aStride;
        strideB = bStride;
        strideC = cStride;
    }

    void pointers(float[][] as, float[][] bs, float[][] cs) {
        pointersA = as;
        pointersB = bs;
        pointersC = cs;
    }

    void batch(int count, int threads) {
        batch = count;
        parts = threads;
    }

    @Override
    public void clear() {
        a = null;
        b = null;
        c = null;
        pointersA = null;
        pointersB = null;
        pointersC = null;
    }

    @Override
    public void run(int part) {
        GemmRun run = runs.take();
        try {
            int end = (int) ((part + 1L) * batch / parts);
            for (int i = (int) ((long) part * batch / parts); i < end; i++) {
                boolean transA = plan.shape().transposedA();
                boolean transB = plan.shape().transposedB();
                if (pointersA != null) {
                    run.a.set(pointersA[i], 0, lda, transA);
                    run.b.set(pointersB[i], 0, ldb, transB);
                    run.c.set(pointersC[i], 0, ldc, false);
                } else {
                    run.a.set(a, offsetA + i * strideA, lda, transA);
                    run.b.set(b, offsetB + i * strideB, ldb, transB);
                    run.c.set(c, offsetC + i * strideC, ldc, false);
                }
                run.execute(plan, null, alpha, beta, EpilogueSpec.IDENTITY);
            }
        } finally {
            run.clear();
            runs.give(run);
        }
    }
}
