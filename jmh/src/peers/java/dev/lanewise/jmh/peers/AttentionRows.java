package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Attention;
import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.Heads;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.List;

/** Attention without mask against ONNX Runtime's MultiHeadAttention. */
final class AttentionRows implements FigureRows {

    /** What ours and theirs may differ by: both round in fp32. */
    private static final double TOLERANCE = 1e-4;

    private static final double MUST = 1;
    private static final double GOAL = 1.3;

    private static final List<String> SHAPES = List.of("12x64@128", "12x64@512", "12x64@2048");

    @Override
    public String name() {
        return "attention";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (String shape : SHAPES) {
                if (bench.wants(shape)) {
                    bench.report(measure(bench, engine, shape));
                }
            }
        }
    }

    private Figure measure(Bench bench, Engine engine, String shape) throws Throwable {
        Heads heads = Heads.of(shape);
        Attention attention = heads.attention(engine);
        int width = heads.heads() * heads.size();
        try (OnnxRuntimeModel ort = new OnnxRuntimeModel(OnnxModel.attention(heads), 1)) {
            ort.input("Q", heads.q(), 1, heads.tokens(), width);
            ort.input("K", heads.k(), 1, heads.tokens(), width);
            ort.input("V", heads.v(), 1, heads.tokens(), width);
            ort.output("Y", 1, heads.tokens(), width);
            ort.run();
            ort.requireSame(heads.run(attention), TOLERANCE, shape);
            Samples contest = bench.contest(List.of(
                    new Task("lanewise", heads.flop(), () -> heads.run(attention)),
                    new Task("ort", heads.flop(), ort::run)));
            Samples.Estimate ratio = contest.ratio(0, 1);
            String peer = "ort %.1f GFLOP/s; lanewise %.1f"
                    .formatted(contest.rate(1).value(), contest.rate(0).value());
            return Figure.atLeast(name(), shape, MUST, GOAL, ratio.value(), peer, ratio);
        }
    }
}
