package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ConvRun;
import dev.lanewise.engine.drivers.PreparedConv;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvShape;
import java.util.ArrayList;
import java.util.List;

/** Measures the algorithms that can compute a convolution, in turns, so that a disturbance meets them all. */
final class ConvTuner {
    /** Kernels run this long before they are measured: what is compiled on the way is not what will run. */
    private static final long WARM_NANOS = 300_000_000;

    private static final long MEASURE_NANOS = 150_000_000;

    /** Slower predictions than this times the best are not worth a measurement. */
    private static final double HOPELESS = 4;

    private final Engine engine;
    private final float[] x;
    private final float[] y;

    ConvTuner(Engine engine, ConvShape shape) {
        this.engine = engine;
        x = new float[shape.inputElements()];
        y = new float[shape.outputElements()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i * 37 % 101 - 50) / 50f;
        }
    }

    /** The fastest of the possible candidates of a plan. */
    ConvAlgorithm fastest(ConvPlan plan, float[] weights, int offset) {
        List<PreparedConv> contenders = new ArrayList<>();
        for (ConvCandidate candidate : plan.candidates()) {
            if (candidate.isPossible()
                    && candidate.nanos() <= HOPELESS * plan.choice().nanos()) {
                ConvPlan forced = engine.convPlanner.plan(
                        plan.problem(), plan.accuracy(), plan.workspaceLimit(), candidate.algorithm(), "measured");
                contenders.add(new PreparedConv(forced, weights, offset));
            }
        }
        double[] best = new double[contenders.size()];
        if (best.length > 1) {
            contenders.forEach(conv -> runFor(conv, WARM_NANOS));
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < best.length; i++) {
                    double nanos = runFor(contenders.get(i), MEASURE_NANOS / 3);
                    best[i] = round == 0 ? nanos : Math.min(best[i], nanos);
                }
            }
        }
        int winner = 0;
        for (int i = 1; i < best.length; i++) {
            winner = best[i] < best[winner] ? i : winner;
        }
        return contenders.get(winner).plan().algorithm();
    }

    /** {@return the shortest run, in nanoseconds} */
    private long runFor(PreparedConv conv, long nanos) {
        long start = System.nanoTime();
        long best = Long.MAX_VALUE;
        long now = start;
        while (now - start < nanos) {
            ConvRun run = engine.convRuns.begin();
            try {
                run.set(x, 0, y, 0);
                run.execute(conv, EpilogueSpec.IDENTITY);
            } finally {
                engine.convRuns.end(run);
            }
            long end = System.nanoTime();
            best = Math.min(best, end - now);
            now = end;
        }
        return best;
    }
}
