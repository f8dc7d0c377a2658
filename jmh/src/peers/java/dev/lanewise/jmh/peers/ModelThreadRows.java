package dev.lanewise.jmh.peers;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.SessionOptions;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.List;

/** A whole model: two threads against one. */
final class ModelThreadRows implements FigureRows {

    private static final double MUST = 1.6;
    private static final double GOAL = 1.85;

    @Override
    public String name() {
        return "model-threads";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public List<String> jvmOptions() {
        return ModelRows.JVM_OPTIONS;
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        ModelCase model = ModelCase.detection();
        if (!bench.wants(model.name())) {
            return;
        }
        byte[] bytes = model.model();
        try (Session one = Session.load(bytes);
                Session two = Session.load(bytes, SessionOptions.DEFAULT.withThreads(2))) {
            Samples contest = bench.contest(List.of(
                    new Task("2 threads", 1, () -> two.run(model.inputs())),
                    new Task("1 thread", 1, () -> one.run(model.inputs()))));
            Samples.Estimate ratio = contest.ratio(0, 1);
            String peer = "1 thread %.2f ms; 2 threads %.2f"
                    .formatted(contest.nanos(1).value() / 1e6, contest.nanos(0).value() / 1e6);
            bench.report(Figure.atLeast(name(), model.name(), MUST, GOAL, ratio.value(), peer, ratio));
        }
    }
}
