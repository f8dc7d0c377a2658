package dev.lanewise.jmh.peers;

import dev.lanewise.engine.kernels.Probes;
import dev.lanewise.jmh.measure.CoreWatch;
import dev.lanewise.jmh.measure.Interleaver;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What a family of figures measures with: the interleaver, the probes, the choice of cases, and where figures go. */
final class Bench implements AutoCloseable {

    private static final int FMA_ITERATIONS = 5_000;

    private final CoreWatch watch;
    private final Interleaver contest;
    private final Interleaver heats;
    private final Pattern cases;
    private final Consumer<Figure> figures;
    private float sink;

    /**
     * @param threads watched cores
     * @param seconds for one contest
     * @param cases which of a family's cases to measure
     * @param figures where figures go
     */
    Bench(int threads, double seconds, Pattern cases, Consumer<Figure> figures) {
        watch = new CoreWatch(threads);
        contest = new Interleaver(watch, Math.min(2, seconds / 4), seconds);
        heats = new Interleaver(watch, Math.min(0.5, seconds / 16), seconds / 2);
        this.cases = cases;
        this.figures = figures;
    }

    boolean wants(String what) {
        return cases.matcher(what).find();
    }

    void report(Figure figure) {
        figures.accept(figure);
    }

    /** The measurement that counts. */
    Samples contest(List<Task> tasks) throws Throwable {
        return contest.measure(tasks);
    }

    /** A shorter measurement. */
    Samples heat(List<Task> tasks) throws Throwable {
        return heats.measure(tasks);
    }

    /** The fastest of some, by a shorter measurement. */
    Task fastest(List<Task> tasks) throws Throwable {
        return tasks.get(heat(tasks).fastest());
    }

    /** The FMA peak of the engine's lanes, one thread. */
    Task fmaPeak() {
        double flops = 2.0 * Probes.fmasPerIteration() * FMA_ITERATIONS;
        return new Task("FMA peak", flops, () -> sink += Probes.fma(FMA_ITERATIONS));
    }

    /** Reads a working set as a matrix-vector product does, once from front to back. */
    Task read(float[] data) {
        int length = data.length - data.length % Probes.BLOCK;
        return new Task("read", (double) length * Float.BYTES, () -> sink += Probes.read(data, 0, length, 1));
    }

    float sink() {
        return sink;
    }

    @Override
    public void close() {
        watch.close();
    }
}
