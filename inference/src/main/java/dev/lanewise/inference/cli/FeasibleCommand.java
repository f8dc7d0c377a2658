package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.inference.NodePlan;
import dev.lanewise.inference.Session;
import dev.lanewise.inference.SessionPlan;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells whether a machine is fast enough for a model. */
@Command(
        name = "feasible",
        description = {
            "Tells whether a machine is fast enough for an ONNX model.",
            "",
            "Holds what the model needs against what a machine has: FLOP/s, byte/s and memory, by layer and in all, and says "
                    + "whether it can run so often. Times are those of the roofline, and measured ones too unless the "
                    + "machine is another, whose profile assess saved.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:feasible", "1:something is wrong", "2:wrong usage", "3:not feasible"},
        footer = {
            "",
            "Examples:",
            "  lanewise feasible ppocr-detection --shape x=1x3x640x640 --rate 10",
            "  lanewise feasible model.onnx --rate 30 --memory 256M",
            "  lanewise feasible model.onnx --rate 30 --profile board.properties"
        })
final class FeasibleCommand implements Callable<Integer> {
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final int RUNS = 10;
    private static final int NOT_FEASIBLE = 3;

    @Mixin
    private ModelOptions options;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            required = true,
            description = "Runs a second that are wanted.")
    private double rate;

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "BYTES",
            converter = BytesConverter.class,
            description = "Memory that there is for it, as in 256M; what the JVM may take unless given.")
    private Long memory;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where feasible.svg and feasible.png go; the working directory unless given.")
    private Path directory;

    @Mixin
    private MachineOption machine;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new ParameterException(spec.commandLine(), "--rate is " + rate + "; it must be more than 0");
        }
        Files.createDirectories(directory);
        int threads = options.threads();
        MachineProfile roofs = machine.saved(threads);
        boolean here = roofs == null || roofs.machine().equals(Machine.host());
        SessionPlan plan;
        double measured = Double.NaN;
        long inputBytes;
        String title;
        try (Session session = options.open()) {
            Map<String, Tensor> inputs = options.inputs(session);
            title = options.describe(inputs);
            plan = session.plan(inputs);
            inputBytes = inputs.values().stream()
                    .mapToLong(input ->
                            (long) input.elements() * input.type().storage().bytes())
                    .sum();
            if (here) {
                int steps = 20;
                try (MeasuringBar bar = new MeasuringBar(spec.commandLine().getErr())) {
                    bar.expect(steps);
                    roofs = roofs == null ? MachineOption.measure(threads, steps, bar) : roofs;
                    bar.announce("the model");
                    session.warmUp(inputs, WARM_UP);
                    measured = session.profile(inputs, RUNS).seconds();
                    bar.advance(steps);
                }
            }
        }
        long limit = memory == null ? Runtime.getRuntime().maxMemory() : memory;
        Feasibility feasibility = new Feasibility(plan, roofs, threads, rate, measured, inputBytes, limit);
        PrintWriter out = spec.commandLine().getOut();
        feasibility.print(title, out);
        draw(plan, roofs);
        out.println();
        out.println("Chart      " + directory.resolve("feasible.svg").normalize());
        out.println("           " + directory.resolve("feasible.png").normalize());
        out.flush();
        return feasibility.isFeasible() ? 0 : NOT_FEASIBLE;
    }

    private void draw(SessionPlan plan, MachineProfile roofs) throws IOException {
        RooflineChart chart = ModelChart.of(
                roofs,
                options.model().name() + " on ",
                plan.nodes().stream().map(node -> point(node, roofs)).toList());
        String need = String.format(
                Locale.ROOT,
                "%s runs a second: %s GFLOP/s",
                Words.significant(rate),
                Words.significant(rate * plan.cost().flop() / 1e9));
        ModelChart.need(chart, need, rate * plan.cost().flop());
        chart.save(directory, "feasible");
    }

    private ModelChart.Point point(NodePlan node, MachineProfile roofs) {
        double seconds = roofs.roofline(options.threads(), node.cost()).seconds(node.cost());
        return new ModelChart.Point(
                node.operator(), node.cost().intensity(), seconds == 0 ? 0 : node.flop() / seconds, seconds);
    }
}
