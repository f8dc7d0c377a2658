package dev.lanewise.inference.cli;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a model once. */
@Command(
        name = "run",
        description = {
            "Runs an ONNX model once and prints what each output is.",
            "",
            "Inputs come from NumPy's files; those that are not given "
                    + "are made up, where the model or --shape says their sizes.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  lanewise run model.onnx --input x=image.npy --output results",
            "  lanewise run model.onnx -i ids=ids.npy -i mask=mask.npy",
            "  lanewise run ppocr-detection --shape x=1x3x320x320"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Write each output into this directory as NAME.npy.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Map<String, Tensor> outputs;
        try (Session session = options.open()) {
            outputs = session.run(options.inputs(session));
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            out.println(output.getKey() + ": " + output.getValue() + summary(output.getValue()));
            if (directory != null) {
                Path file = directory.resolve(output.getKey().replaceAll("[^\\w.-]", "_") + ".npy");
                NpyFile.write(file, output.getValue());
                out.println("  written to " + file);
            }
        }
        out.flush();
        return 0;
    }

    /** Enough to see that it is not nonsense. */
    private static String summary(Tensor tensor) {
        DoubleSummaryStatistics statistics = switch (tensor.array()) {
            case float[] floats ->
                IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).summaryStatistics();
            case double[] doubles -> DoubleStream.of(doubles).summaryStatistics();
            case long[] longs ->
                IntStream.range(0, longs.length).mapToDouble(i -> longs[i]).summaryStatistics();
            default -> new DoubleSummaryStatistics();
        };
        return statistics.getCount() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", least %s, largest %s, mean %s",
                        number(statistics.getMin()),
                        number(statistics.getMax()),
                        number(statistics.getAverage()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.5g", value);
    }
}
