package dev.lanewise.inference.cli;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.machine.OperatorCost;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures products of the engine: two that the roofline is explained with, a convolution's and a fully connected layer's.
 * As with the roofs, a figure is the upper decile of samples that are spread over the whole measurement.
 */
final class ProductBenchmark {
    private static final int ROUNDS = 10;
    private static final int QUICK_ROUNDS = 2;

    private static final int SAMPLES_PER_ROUND = 10;
    private static final long SAMPLE_NANOS = 2_000_000;
    private static final double QUANTILE = 0.9;

    // until C2 has compiled what a product needs; with other numbers of threads it is there already
    private static final long COLD_NANOS = 1_500_000_000L;
    private static final long WARM_NANOS = 100_000_000L;

    private final int rounds;
    private boolean compiled;

    ProductBenchmark(boolean quick) {
        rounds = quick ? QUICK_ROUNDS : ROUNDS;
    }

    private record Case(String name, OperatorCost cost, Runnable run, List<Double> samples) {
        Case(String name, OperatorCost cost, Runnable run) {
            this(name, cost, run, new ArrayList<>());
        }

        MeasuredProduct measured(int threads) {
            List<Double> sorted = samples.stream().sorted().toList();
            return new MeasuredProduct(name, threads, cost, sorted.get((int) (QUANTILE * (sorted.size() - 1))));
        }
    }

    /** How often {@link #measure} tells that a step is done. */
    int steps() {
        return 1 + rounds;
    }

    /** Measures all products; tells each time a step is done. */
    List<MeasuredProduct> measure(int threads, Runnable stepDone) {
        try (Engine engine = Engine.builder().threads(threads).build()) {
            List<Case> cases = cases(engine);
            cases.forEach(product -> rate(product, compiled ? WARM_NANOS : COLD_NANOS));
            compiled = true;
            stepDone.run();
            for (int round = 0; round < rounds; round++) {
                for (Case product : cases) {
                    // once more for the caches
                    product.run().run();
                    for (int i = 0; i < SAMPLES_PER_ROUND; i++) {
                        product.samples().add(rate(product, SAMPLE_NANOS));
                    }
                }
                stepDone.run();
            }
            return cases.stream().map(product -> product.measured(threads)).toList();
        }
    }

    private static double rate(Case product, long nanos) {
        long runs = 0;
        long start = System.nanoTime();
        long elapsed;
        do {
            product.run().run();
            runs++;
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        return runs * 1e9 * product.cost().flop() / elapsed;
    }

    private static List<Case> cases(Engine engine) {
        return List.of(
                gemm(engine, "1000³ GEMM", 1000, 1000, 1000),
                gemv(engine),
                gemm(engine, "64×3136×576 GEMM", 64, 3136, 576),
                linear(engine));
    }

    private static Case gemm(Engine engine, String name, int m, int n, int k) {
        float[] a = uniform(m * k);
        float[] b = uniform(k * n);
        float[] c = new float[m * n];
        Gemm gemm = engine.gemm(m, n, k).prepare();
        return new Case(name, OperatorCost.gemm(m, n, k), () -> gemm.run(a, 0, b, 0, c, 0));
    }

    private static Case gemv(Engine engine) {
        int n = 1000;
        float[] a = uniform(n * n);
        float[] x = uniform(n);
        float[] y = new float[n];
        return new Case(
                "1000² GEMV",
                OperatorCost.gemv(n, n),
                () -> engine.sgemv(Transpose.NO, n, n, 1, a, 0, n, x, 0, 1, 0, y, 0, 1));
    }

    private static Case linear(Engine engine) {
        int batch = 8;
        int n = 4096;
        float[] x = uniform(batch * n);
        float[] y = new float[batch * n];
        Linear linear = engine.linear(n, n).weights(uniform(n * n), 0, n).prepare();
        return new Case(
                "8×4096×4096 Linear", OperatorCost.gemm(batch, n, n), () -> linear.run(batch, x, 0, n, y, 0, n));
    }

    private static float[] uniform(int length) {
        SplittableRandom random = new SplittableRandom(length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
