package dev.lanewise.inference;

import dev.lanewise.engine.Engine;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.Passes;
import dev.lanewise.inference.model.Model;
import dev.lanewise.inference.model.ModelReader;
import dev.lanewise.inference.operators.Operators;
import dev.lanewise.inference.operators.SharedParts;
import dev.lanewise.inference.runtime.Folding;
import dev.lanewise.inference.runtime.Planner;
import dev.lanewise.inference.runtime.Runner;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.ModelMetadata;
import dev.lanewise.inference.tensor.Tensor;
import dev.lanewise.inference.tensor.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model, ready to run.
 *
 * <pre>{@code
 * try (Session session = Session.load(Path.of("model.onnx"))) {
 *     Map<String, Tensor> outputs = session.run(Map.of("x", Tensor.of(pixels, 1, 3, 640, 640)));
 *     float[] scores = outputs.get("scores").floats();
 * }
 * }</pre>
 *
 * <p>The first run with inputs of some shapes plans the model for them: every shape, the algorithm of every convolution, a place for every
 * value. Later runs with such shapes only walk the plan; they allocate the output tensors and nothing else of size. Plans of the
 * shapes used last are kept. Weights are packed once for all plans that can share them.
 *
 * <p>Safe to run from many threads at once. All runs of a session on equal inputs give the same bits; sessions with another number of
 * threads may choose other algorithms, within the same bounds of error.
 */
public final class Session implements AutoCloseable {
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(10);

    private final ModelMetadata metadata;
    private final Map<String, TensorInfo> inputs;
    private final Map<String, TensorInfo> outputs;
    private final Engine engine;
    private final Runner runner;

    private Session(Model model, SessionOptions options) {
        metadata = model.metadata();
        inputs = byName(model.graph().inputs());
        outputs = byName(model.graph().outputs());
        engine = Engine.builder().threads(options.threads()).build();
        try {
            Graph graph = model.graph();
            Passes.simplify(graph, new Folding(engine)::fold);
            Operators.requireAll(graph);
            runner = new Runner(new Planner(graph, engine, new SharedParts()), options.planLimit());
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Map<String, TensorInfo> byName(List<TensorInfo> infos) {
        return infos.stream()
                .collect(Collectors.toMap(
                        TensorInfo::name, Function.identity(), (first, second) -> second, LinkedHashMap::new));
    }

    /**
     * Loads a model from a file. Its weights stay there and are read when they are packed: the file must not change meanwhile.
     *
     * @throws IOException if the file cannot be read
     * @throws ModelException if it holds no sound model, or one that needs what is not supported
     */
    public static Session load(Path file) throws IOException {
        return load(file, SessionOptions.DEFAULT);
    }

    /**
     * Loads a model from a file, with options.
     *
     * @throws IOException if the file cannot be read
     * @throws ModelException if it holds no sound model, or one that needs what is not supported
     */
    public static Session load(Path file, SessionOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return new Session(ModelReader.read(file), options);
    }

    /**
     * Loads a model from bytes, which must not change as long as the session is open.
     *
     * @throws ModelException if they hold no sound model, or one that needs what is not supported
     */
    public static Session load(byte[] model) {
        return load(model, SessionOptions.DEFAULT);
    }

    /**
     * Loads a model from bytes, with options.
     *
     * @throws ModelException if they hold no sound model, or one that needs what is not supported
     */
    public static Session load(byte[] model, SessionOptions options) {
        Objects.requireNonNull(options, "options");
        return new Session(ModelReader.read(model), options);
    }

    /** Names of the inputs, in the model's order. */
    public List<String> inputNames() {
        return List.copyOf(inputs.keySet());
    }

    /** Names of the outputs, in the model's order. */
    public List<String> outputNames() {
        return List.copyOf(outputs.keySet());
    }

    /** The inputs' types and shapes, in the model's order. */
    public Map<String, TensorInfo> inputInfo() {
        return new LinkedHashMap<>(inputs);
    }

    /** The outputs' types and shapes, in the model's order. */
    public Map<String, TensorInfo> outputInfo() {
        return new LinkedHashMap<>(outputs);
    }

    /** What the model says of itself. */
    public ModelMetadata metadata() {
        return metadata;
    }

    /**
     * Runs the model.
     *
     * @param given a tensor for every input, by name; read, not changed
     * @return the outputs by name, in the model's order; their arrays belong to the caller
     * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape than the model's
     * @throws ModelException if the inputs' shapes do not fit a node
     * @throws IllegalStateException if the session is closed
     */
    public Map<String, Tensor> run(Map<String, Tensor> given) {
        check(given);
        return runner.run(given, null);
    }

    private void check(Map<String, Tensor> given) {
        for (String name : given.keySet()) {
            if (!inputs.containsKey(name)) {
                throw new IllegalArgumentException(
                        "input '" + name + "' is not the model's; its inputs are " + inputs.values());
            }
        }
        for (TensorInfo info : inputs.values()) {
            Tensor tensor = given.get(info.name());
            if (tensor == null) {
                throw new IllegalArgumentException("input '" + info.name() + "' is missing; the model needs " + info);
            }
            if (tensor.type() != info.type() || !info.accepts(tensor.shape())) {
                throw new IllegalArgumentException("input '" + info.name() + "' is " + tensor.type()
                        + Arrays.toString(tensor.shape()) + "; the model needs " + info);
            }
        }
    }

    /**
     * How the model is computed for inputs like these. Plans for them and runs once, since shapes may depend on what a run computes.
     *
     * @param given a tensor for every input, by name
     * @return every node with its algorithm and cost, in order
     * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape than the model's
     * @throws ModelException if the inputs' shapes do not fit a node
     */
    public SessionPlan plan(Map<String, Tensor> given) {
        check(given);
        return SessionPlan.of(runner.plans(given));
    }

    /**
     * Measures where the time of runs goes. Does not warm up: see {@link #warmUp(Map, Duration)}.
     *
     * @param given a tensor for every input, by name
     * @param runs runs to measure; the median time of each node counts
     * @return every node with its time, in order
     * @throws IllegalArgumentException if {@code runs} is below 1, or an input is missing, unknown, or of another type or shape
     */
    public Profile profile(Map<String, Tensor> given, int runs) {
        if (runs < 1) {
            throw new IllegalArgumentException("runs is " + runs + "; it must be at least 1");
        }
        SessionPlan plan = plan(given);
        Profiler profiler = new Profiler(runs);
        for (int i = 0; i < runs; i++) {
            profiler.begin();
            runner.run(given, profiler);
        }
        return profiler.profile(plan.arenaBytes());
    }

    /**
     * Warms up for the only shapes that the model takes.
     *
     * @throws IllegalArgumentException if the model leaves sizes of inputs open: then it has to be told some
     */
    public void warmUp() {
        warmUp(sampleInputs(Map.of()), WARM_UP_LIMIT);
    }

    /**
     * Runs the model until it no longer becomes faster: weights are packed then, the plan for these shapes is made, and the JVM has compiled
     * what it needs.
     *
     * @param given a tensor for every input, by name
     * @param atMost gives up after this time; the run under way is finished
     * @return the time of the fastest run
     * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape than the model's
     */
    public Duration warmUp(Map<String, Tensor> given, Duration atMost) {
        check(given);
        Objects.requireNonNull(atMost, "atMost");
        return WarmUp.repeat(() -> runner.run(given, null), atMost);
    }

    /**
     * Inputs to try the model with: random numbers from −1 to 1, ones where whole numbers are wanted, always the same.
     *
     * @param shapes sizes of inputs, by name; those whose sizes the model says itself may be left out
     * @return a tensor for every input
     * @throws IllegalArgumentException if an input is unknown, or its shape is missing or not the model's
     */
    public Map<String, Tensor> sampleInputs(Map<String, long[]> shapes) {
        return SampleInputs.of(inputs.values(), shapes);
    }

    /** Waits for runs under way and frees threads and memory. */
    @Override
    public void close() {
        engine.close();
    }
}
