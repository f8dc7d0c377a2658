package dev.lanewise.inference.cli;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.machine.OperatorCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Measures products of the engine: two that the roofline is explained with, a convolution's and a fully connected layer's. */
final class ProductBenchmark {
    /** Progress steps of one number of threads. */
    static final int STEPS = 4;

    private static final int SAMPLES = 12;
    private static final double QUANTILE = 0.9;

    // until C2 has compiled what the first product of a kind needs; later ones find it there
    private static final long COLD_NANOS = 1_500_000_000L;
    private static final long WARM_NANOS = 100_000_000L;

    private final long sampleNanos;
    private final Set<String> compiled = new HashSet<>();

    ProductBenchmark(boolean quick) {
        sampleNanos = quick ? 5_000_000 : 50_000_000;
    }

    private record Case(String name, OperatorCost cost, Runnable run) {}

    /** Measures all products; tells which one is next, and each time one is done. */
    List<MeasuredProduct> measure(int threads, Consumer<String> next, Runnable done) {
        try (Engine engine = Engine.builder().threads(threads).build()) {
            List<MeasuredProduct> measured = new ArrayList<>();
            for (Case product : cases(engine)) {
                next.accept(product.name() + (threads == 1 ? ", 1 thread" : ", " + threads + " threads"));
                measured.add(new MeasuredProduct(product.name(), threads, product.cost(), flops(product)));
                done.run();
            }
            return measured;
        }
    }

    private double flops(Case product) {
        rate(product, compiled.add(product.name()) ? COLD_NANOS : WARM_NANOS);
        double[] samples = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = rate(product, sampleNanos);
        }
        Arrays.sort(samples);
        return samples[(int) (QUANTILE * (SAMPLES - 1))];
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
