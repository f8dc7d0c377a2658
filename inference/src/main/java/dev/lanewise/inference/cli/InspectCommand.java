package dev.lanewise.inference.cli;

import dev.lanewise.inference.NodePlan;
import dev.lanewise.inference.Session;
import dev.lanewise.inference.SessionPlan;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.model.Model;
import dev.lanewise.inference.tensor.ModelMetadata;
import dev.lanewise.inference.tensor.UnsupportedOperatorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells what a model is, and how it would run. */
@Command(
        name = "inspect",
        description = {
            "Tells what an ONNX model is, and how it would run.",
            "",
            "Prints inputs, outputs, operators, and what is not supported. Where all sizes are known, from the model or "
                    + "from --shape, also how each node runs: the algorithm of every convolution, sizes of products, "
                    + "memory.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every operator is supported", "1:something is wrong", "2:wrong usage", "3:some are not"},
        footer = {
            "",
            "Examples:",
            "  lanewise inspect model.onnx",
            "  lanewise inspect ppocr-detection --shape x=1x3x640x640"
        })
final class InspectCommand implements Callable<Integer> {
    private static final int UNSUPPORTED = 3;

    @Mixin
    private ModelOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Model model = options.model().read();
        describe(model, out);
        operators(model.graph(), out);
        out.flush();
        try (Session session = options.open()) {
            boolean open = session.inputInfo().values().stream().anyMatch(info -> !info.isFixed());
            if (open && !options.hasInputs()) {
                out.println();
                out.println("How it runs depends on the inputs' sizes: give them as --shape NAME=SIZES to see it.");
            } else {
                plan(session.plan(options.inputs(session)), out);
            }
        } catch (UnsupportedOperatorException e) {
            out.println();
            out.println("Not supported");
            e.nodes().forEach(node -> out.println("  " + node));
            out.flush();
            return UNSUPPORTED;
        }
        out.flush();
        return 0;
    }

    private void describe(Model model, PrintWriter out) {
        ModelMetadata metadata = model.metadata();
        fact(out, "Model", options.model().name());
        fact(out, "Graph", metadata.graphName());
        fact(out, "Producer", metadata.producer());
        fact(out, "Description", metadata.description().replaceAll("\\s+", " ").strip());
        fact(out, "Format", "version " + metadata.irVersion());
        fact(
                out,
                "Operators of",
                new TreeMap<>(metadata.opsets())
                        .entrySet().stream()
                                .map(opset ->
                                        (opset.getKey().isEmpty() ? "ONNX" : opset.getKey()) + " " + opset.getValue())
                                .collect(Collectors.joining(", ")));
        model.graph().inputs().forEach(input -> fact(out, "Input", input.toString()));
        model.graph().outputs().forEach(output -> fact(out, "Output", output.toString()));
        long bytes = model.graph().constants().values().stream()
                .mapToLong(InspectCommand::bytes)
                .sum();
        fact(out, "Weights", Words.mebibytes(bytes));
        metadata.properties().forEach((name, value) -> fact(out, "Property", name + ": " + Words.cut(value, 60)));
    }

    private static void fact(PrintWriter out, String name, String value) {
        if (!value.isEmpty()) {
            out.printf(Locale.ROOT, "%-13s %s%n", name, value);
        }
    }

    private static long bytes(Constant constant) {
        return (long) constant.elements() * constant.type().storage().bytes();
    }

    private static void operators(Graph graph, PrintWriter out) {
        Map<String, Long> counts = graph.nodes().stream()
                .collect(Collectors.groupingBy(InspectCommand::fullName, TreeMap::new, Collectors.counting()));
        out.println();
        out.println("Operators, " + graph.nodes().size() + " nodes");
        counts.forEach((name, count) -> out.printf(Locale.ROOT, "%7d  %s%n", count, name));
    }

    private static String fullName(Node node) {
        return (node.domain().isEmpty() ? "" : node.domain() + ".") + node.operator();
    }

    private static void plan(SessionPlan plan, PrintWriter out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "How it runs, %d nodes after fusion%n",
                plan.nodes().size());
        out.printf(Locale.ROOT, "  %-20s %-30s %-24s%9s  %s%n", "operator", "name", "how", "MFLOP", "output");
        for (NodePlan node : plan.nodes()) {
            out.printf(
                    Locale.ROOT,
                    "  %-20s %-30s %-24s%9s  %s%n",
                    Words.cut(node.operator(), 20),
                    Words.cut(node.name(), 30),
                    Words.cut(node.detail(), 24),
                    node.flop() == 0 ? "-" : Words.significant(node.flop() / 1e6),
                    node.outputs());
        }
        Map<String, Long> algorithms = plan.nodes().stream()
                .filter(node -> node.operator().equals("Conv"))
                .map(NodePlan::detail)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        if (!algorithms.isEmpty()) {
            out.println();
            out.println("Convolutions by algorithm");
            algorithms.forEach((name, count) -> out.printf(Locale.ROOT, "%7d  %s%n", count, name));
        }
        out.println();
        fact(out, "Operations", Words.significant(plan.cost().flop() / 1e9) + " GFLOP a run, as direct sums");
        fact(out, "Weights", Words.mebibytes(plan.weightBytes()) + " as they are prepared");
        fact(out, "Values", Words.mebibytes(plan.arenaBytes()) + " on the way, for each run at a time");
        fact(out, "Workspace", Words.mebibytes(plan.workspaceBytes()));
    }
}
