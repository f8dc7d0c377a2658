package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Transpose;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Products of one to fourteen rows: one row more must never make a product cheaper by much, or a caller had better pad. Once
 * with weights packed ahead, once with plain calls.
 */
final class SmallBatchRows implements FigureRows {

    private static final int LARGEST = 14;
    private static final List<Integer> SIZES = List.of(768, 1024, 4096);
    private static final double MUST_NEXT = 1.1;
    private static final double MUST_LARGEST = 1.02;
    private static final double GOAL = 1.02;

    @Override
    public String name() {
        return "small-batches";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (int size : SIZES) {
                try (NativeProduct data = new NativeProduct(LARGEST, size, size)) {
                    if (bench.wants(size + " prepacked")) {
                        measure(bench, size + " prepacked", prepacked(engine, data));
                    }
                    if (bench.wants(size + " plain")) {
                        measure(bench, size + " plain", plain(engine, data));
                    }
                }
            }
        }
    }

    private void measure(Bench bench, String kind, List<Task> tasks) throws Throwable {
        Samples samples = bench.contest(tasks);
        int worstNext = 0;
        int worstLargest = 0;
        for (int m = 0; m < LARGEST - 1; m++) {
            if (slower(samples, m, m + 1) > slower(samples, worstNext, worstNext + 1)) {
                worstNext = m;
            }
            if (slower(samples, m, LARGEST - 1) > slower(samples, worstLargest, LARGEST - 1)) {
                worstLargest = m;
            }
        }
        double next = slower(samples, worstNext, worstNext + 1);
        double largest = slower(samples, worstLargest, LARGEST - 1);
        String what = "k=n=" + kind;
        bench.report(Figure.atMost(
                name(),
                what + " worst t(m)/t(m+1)",
                MUST_NEXT,
                GOAL,
                next,
                "m=" + (worstNext + 1),
                samples.nanos(worstNext)));
        bench.report(Figure.atMost(
                name(),
                what + " worst t(m)/t(14)",
                MUST_LARGEST,
                GOAL,
                largest,
                "m=" + (worstLargest + 1),
                samples.nanos(worstLargest)));
    }

    /** The time of one task over that of another. */
    private static double slower(Samples samples, int task, int other) {
        return samples.nanos(task).value() / samples.nanos(other).value();
    }

    private static List<Task> prepacked(Engine engine, NativeProduct data) {
        int size = data.n();
        Linear linear = engine.linear(size, size)
                .packedWeights(engine.pack(Transpose.NO, size, size, data.b(), 0, size))
                .prepare();
        List<Task> tasks = new ArrayList<>();
        for (int m = 1; m <= LARGEST; m++) {
            int batch = m;
            tasks.add(checked(data, batch, () -> linear.run(batch, data.a(), 0, size, data.c(), 0, size)));
        }
        return tasks;
    }

    private static List<Task> plain(Engine engine, NativeProduct data) {
        int size = data.n();
        List<Task> tasks = new ArrayList<>();
        for (int m = 1; m <= LARGEST; m++) {
            int batch = m;
            tasks.add(checked(
                    data,
                    batch,
                    () -> engine.sgemm(
                            Transpose.NO,
                            Transpose.NO,
                            batch,
                            size,
                            size,
                            1,
                            data.a(),
                            0,
                            size,
                            data.b(),
                            0,
                            size,
                            0,
                            data.c(),
                            0,
                            size)));
        }
        return tasks;
    }

    private static Task checked(NativeProduct data, int m, Runnable body) {
        data.poison();
        body.run();
        data.requireCorrect("m=" + m, data.c(), m);
        return new Task("m=" + m, 2.0 * m * data.n() * data.k(), body::run);
    }
}
