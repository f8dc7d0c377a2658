package dev.lanewise.inference.cli;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands that run a model have in common: the model, its inputs, threads. */
final class ModelOptions {
    private static final Pattern SHAPE = Pattern.compile("\\d{1,18}([x×,]\\d{1,18})*");

    @Parameters(
            paramLabel = "MODEL",
            converter = ModelSource.Converter.class,
            description = "An ONNX file, or a model that comes along: minilm, minilm-int8, ppocr-detection, "
                    + "ppocr-recognition.")
    private ModelSource model;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "NAME=FILE",
            description = "Takes an input from a .npy file.")
    private Map<String, Path> files = new LinkedHashMap<>();

    @Option(
            names = {"-s", "--shape"},
            paramLabel = "NAME=SIZES",
            description = "Sizes of an input that is made up, as in x=1x3x640x640.")
    private Map<String, String> shapes = new LinkedHashMap<>();

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of a run; 1 unless given.")
    private int threads;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    ModelSource model() {
        return model;
    }

    int threads() {
        return threads;
    }

    /** Whether the command line says anything of inputs. */
    boolean hasInputs() {
        return !files.isEmpty() || !shapes.isEmpty();
    }

    Session open() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; it must be at least 1");
        }
        return model.open(threads);
    }

    /** Inputs from the files given; those that are not given are made up. */
    Map<String, Tensor> inputs(Session session) throws IOException {
        Map<String, Tensor> given = files();
        Map<String, long[]> sizes = new LinkedHashMap<>();
        given.forEach((name, tensor) -> sizes.put(name, tensor.shape()));
        shapes.forEach((name, text) -> sizes.put(name, sizes(name, text)));
        Map<String, Tensor> inputs = session.sampleInputs(sizes);
        inputs.putAll(given);
        return inputs;
    }

    /** Inputs from the files given, and no others. */
    Map<String, Tensor> files() throws IOException {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            given.put(file.getKey(), NpyFile.read(file.getValue()));
        }
        return given;
    }

    private long[] sizes(String name, String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "--shape " + name + "=" + text + " is no shape; it must be like 1x3x640x640");
        }
        return Arrays.stream(text.split("[x×,]", -1)).mapToLong(Long::parseLong).toArray();
    }

    /** The model and its inputs in a line. */
    String describe(Map<String, Tensor> inputs) {
        return model.name()
                + inputs.entrySet().stream()
                        .map(input -> ", " + input.getKey() + ": " + input.getValue())
                        .collect(Collectors.joining())
                + ", "
                + Words.threads(threads);
    }
}
