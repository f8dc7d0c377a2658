package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.inference.NodePlan;
import dev.lanewise.inference.Profile;
import dev.lanewise.inference.Session;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows where the time of a model goes. */
@Command(
        name = "profile",
        description = {
            "Shows where the time of an ONNX model goes.",
            "",
            "Runs the model until it is warm, then measures every node: time, GFLOP/s, part of the roofline, by node and by "
                    + "operator. Draws the nodes under the roofline. GFLOP count the direct sum, whatever the algorithm, so "
                    + "that Winograd and Fourier transforms may pass the roof.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  lanewise profile ppocr-detection --shape x=1x3x640x640",
            "  lanewise profile model.onnx --input x=image.npy --threads 2",
            "  lanewise profile model.onnx --output charts --runs 100"
        })
final class ProfileCommand implements Callable<Integer> {
    /** Long enough for the JVM's compilers to get through a large network. */
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    @Mixin
    private ModelOptions options;

    @Option(
            names = {"-n", "--runs"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Runs that are measured, of which the median counts; 20 unless given.")
    private int runs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where profile.svg and profile.png go; the working directory unless given.")
    private Path directory;

    @Mixin
    private MachineOption machine;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (runs < 1) {
            throw new ParameterException(spec.commandLine(), "--runs is " + runs + "; it must be at least 1");
        }
        Files.createDirectories(directory);
        MachineProfile known = machine.saved(options.threads());
        MachineProfile roofs;
        Profile profile;
        String title;
        try (Session session = options.open()) {
            Map<String, Tensor> inputs = options.inputs(session);
            title = options.describe(inputs);
            // what is wrong with the inputs is said before anything is measured
            session.plan(inputs);
            int steps = 20;
            try (MeasuringBar bar = new MeasuringBar(spec.commandLine().getErr())) {
                bar.expect(steps);
                roofs = known == null ? MachineOption.measure(options.threads(), steps, bar) : known;
                bar.announce("warming up");
                session.warmUp(inputs, WARM_UP);
                bar.advance(steps / 2);
                bar.announce("nodes");
                profile = session.profile(inputs, runs);
                bar.advance(steps / 2);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        new ProfileTable(profile, roofs, options.threads(), out).print(title);
        ModelChart.of(
                        roofs,
                        options.model().name() + " on ",
                        profile.nodes().stream()
                                .map(node -> new ModelChart.Point(
                                        kind(node.node()),
                                        node.node().cost().intensity(),
                                        node.flops(),
                                        node.seconds()))
                                .toList())
                .save(directory, "profile");
        out.println();
        out.println("Chart    " + directory.resolve("profile.svg").normalize());
        out.println("         " + directory.resolve("profile.png").normalize());
        out.flush();
        return 0;
    }

    /** Convolutions by their algorithms, which differ most. */
    private static String kind(NodePlan node) {
        return node.operator().equals("Conv") ? "Conv " + node.detail() : node.operator();
    }
}
