package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.MemoryBound.Operator.ADD;
import static dev.lanewise.jmh.MemoryBound.Operator.LAYER_NORM;
import static dev.lanewise.jmh.MemoryBound.Operator.NCHW_TO_NHWC;
import static dev.lanewise.jmh.MemoryBound.Operator.NHWC_TO_NCHW;
import static dev.lanewise.jmh.MemoryBound.Operator.RELU;
import static dev.lanewise.jmh.MemoryBound.Operator.SOFTMAX;

import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.MemoryBound;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Operators on tensors of 64 MB, of the bandwidth at which a loop reads and writes as much. */
final class MemoryBoundRows implements FigureRows {

    private static final double MUST = 0.85;
    private static final double GOAL = 0.95;
    private static final int IMAGES = 64;
    private static final Set<MemoryBound.Operator> OPERATORS =
            EnumSet.of(RELU, ADD, LAYER_NORM, SOFTMAX, NCHW_TO_NHWC, NHWC_TO_NCHW);

    @Override
    public String name() {
        return "memory-bound";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (MemoryBound.Operator operator : OPERATORS) {
                if (bench.wants(operator.name())) {
                    measure(bench, engine, operator);
                }
            }
        }
    }

    private void measure(Bench bench, Engine engine, MemoryBound.Operator operator) throws Throwable {
        MemoryBound work = new MemoryBound(operator, IMAGES, engine);
        work.run();
        work.requireCorrect();
        Task own = new Task(operator.name(), work.bytes(), work::run);
        Task loop = new Task("loop", work.bytes(), work::runLoop);
        Samples samples = bench.contest(List.of(own, loop));
        Samples.Estimate ratio = samples.ratio(0, 1);
        String peer = "loop of the same reads and writes %.1f GB/s"
                .formatted(samples.rate(1).value());
        bench.report(Figure.atLeast(name(), operator.name(), MUST, GOAL, ratio.value(), peer, ratio));
    }
}
