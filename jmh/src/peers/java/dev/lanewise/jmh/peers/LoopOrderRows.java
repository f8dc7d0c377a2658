package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.planning.LoopOrder;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Every order of GEMM's outer loops forced on products of many proportions: who wins where, and what the planner picks. */
final class LoopOrderRows implements FigureRows {

    /** A win is a lead of at least this over the second. */
    private static final double LEAD = 1.02;

    private static final List<LoopOrder> FORCED = Arrays.stream(LoopOrder.values())
            .filter(order -> order != LoopOrder.AUTO)
            .toList();

    private static final List<String> SHAPES = List.of(
            "64x64x65536",
            "192x192x16384",
            "32768x64x64",
            "8192x64x512",
            "8192x512x64",
            "64x32768x64",
            "64x8192x512",
            "512x8192x64",
            "32x4096x2048",
            "2048x32x2048",
            "64x64x64",
            "256x256x256",
            "1024x1024x1024",
            "2048x2048x64",
            "2048x2048x512");

    @Override
    public String name() {
        return "loop-orders";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (String shape : SHAPES) {
                if (bench.wants(shape)) {
                    measure(bench, engine, shape);
                }
            }
        }
    }

    private void measure(Bench bench, Engine engine, String shape) throws Throwable {
        List<Task> tasks = new ArrayList<>();
        try (NativeProduct product = NativeProduct.ofShape(shape)) {
            for (LoopOrder order : FORCED) {
                tasks.add(task(engine, product, order));
            }
            tasks.add(task(engine, product, LoopOrder.AUTO));
            Samples samples = bench.contest(tasks);
            List<Integer> ranking = IntStream.range(0, FORCED.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> samples.nanos(i).value()))
                    .toList();
            int first = ranking.getFirst();
            StringBuilder text = new StringBuilder(tasks.get(first).name());
            for (int i : ranking.subList(1, ranking.size())) {
                text.append(" > ").append(tasks.get(i).name()).append(relative(samples, i, first));
            }
            text.append("; AUTO").append(relative(samples, FORCED.size(), first));
            Samples.Estimate lead = samples.ratio(first, ranking.get(1));
            bench.report(Figure.info(name(), shape, lead.value(), text.toString(), lead));
        }
    }

    private static String relative(Samples samples, int task, int first) {
        return " %.3f".formatted(samples.ratio(task, first).value());
    }

    private static Task task(Engine engine, NativeProduct product, LoopOrder order) {
        Gemm gemm = engine.gemm(product.m(), product.n(), product.k())
                .loopOrder(order)
                .prepare();
        product.poison();
        gemm.run(product.a(), 0, product.b(), 0, product.c(), 0);
        product.requireCorrect(order.name(), product.c());
        return new Task(order.name(), product.flops(), () -> gemm.run(product.a(), 0, product.b(), 0, product.c(), 0));
    }

    /** For each order the number of shapes where it wins. */
    @Override
    public List<Figure> summary(List<Figure> figures) {
        List<Figure> wins = new ArrayList<>();
        for (LoopOrder order : FORCED) {
            List<Figure> won = figures.stream()
                    .filter(figure -> SHAPES.contains(figure.what()))
                    .filter(figure -> figure.peer().startsWith(order.name() + " ") && figure.measured() >= LEAD)
                    .toList();
            if (!figures.isEmpty()) {
                String where = String.join(" ", won.stream().map(Figure::what).toList());
                wins.add(Figure.atLeast(
                        name(),
                        order + " wins",
                        1,
                        Double.NaN,
                        won.size(),
                        where,
                        "by 2 % or more; of the shapes above"));
            }
        }
        return wins;
    }
}
