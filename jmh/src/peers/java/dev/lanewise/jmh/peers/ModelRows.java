package dev.lanewise.jmh.peers;

import ai.onnxruntime.OrtException;
import dev.lanewise.inference.Session;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.List;
import java.util.Map;

/** Real models, whole runs of a session against ONNX Runtime's. */
final class ModelRows implements FigureRows {

    /** Large pages where the system gives them, as the launcher asks for: weights that stream from memory need them. */
    static final List<String> JVM_OPTIONS = List.of("-XX:+UseTransparentHugePages");

    private static final List<ModelCase> CASES = List.of(
            ModelCase.detection(),
            ModelCase.recognition(),
            ModelCase.sentence(128),
            ModelCase.sentence(16),
            ModelCase.quantizedSentence(128));

    @Override
    public String name() {
        return "models";
    }

    @Override
    public List<String> jvmOptions() {
        return JVM_OPTIONS;
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        for (ModelCase model : CASES) {
            if (bench.wants(model.name())) {
                bench.report(measure(bench, model));
            }
        }
    }

    private Figure measure(Bench bench, ModelCase model) throws Throwable {
        byte[] bytes = model.model();
        try (Session session = Session.load(bytes);
                OnnxRuntimeModel ort = new OnnxRuntimeModel(bytes, 1)) {
            Map<String, Tensor> outputs = session.run(model.inputs());
            prepare(ort, model.inputs(), outputs);
            ort.run();
            outputs.forEach((name, tensor) -> requireSame(model, name, tensor.floats(), ort.result(name)));
            Samples contest = bench.contest(
                    List.of(new Task("lanewise", 1, () -> session.run(model.inputs())), new Task("ort", 1, ort::run)));
            Samples.Estimate ratio = contest.ratio(0, 1);
            String peer = "ort %.2f ms; lanewise %.2f"
                    .formatted(contest.nanos(1).value() / 1e6, contest.nanos(0).value() / 1e6);
            return Figure.atLeast(name(), model.name(), model.must(), model.goal(), ratio.value(), peer, ratio);
        }
    }

    private static void prepare(OnnxRuntimeModel ort, Map<String, Tensor> inputs, Map<String, Tensor> outputs)
            throws OrtException {
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            Tensor tensor = input.getValue();
            if (tensor.type() == ElementType.FLOAT) {
                ort.input(input.getKey(), tensor.floats(), tensor.shape());
            } else {
                ort.input(input.getKey(), tensor.longs(), tensor.shape());
            }
        }
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            ort.output(output.getKey(), output.getValue().shape());
        }
    }

    /** Nothing wrong is timed: every element within a part of the range, and outputs point the same way. */
    private static void requireSame(ModelCase model, String output, float[] ours, float[] theirs) {
        double low = theirs[0];
        double high = theirs[0];
        double error = 0;
        double product = 0;
        double norm = 0;
        double otherNorm = 0;
        for (int i = 0; i < theirs.length; i++) {
            low = Math.min(low, theirs[i]);
            high = Math.max(high, theirs[i]);
            error = Math.max(error, Math.abs((double) ours[i] - theirs[i]));
            product += (double) ours[i] * theirs[i];
            norm += (double) ours[i] * ours[i];
            otherNorm += (double) theirs[i] * theirs[i];
        }
        double cosine = product / Math.sqrt(norm * otherNorm);
        if (!(error <= model.tolerance() * (high - low)) || !(cosine >= model.leastCosine())) {
            throw new IllegalStateException("%s: output %s differs by %s of a range of %s; cosine %s"
                    .formatted(model.name(), output, error, high - low, cosine));
        }
    }
}
