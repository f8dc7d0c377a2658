package dev.lanewise.jmh.peers;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.planning.Layout;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the figures, each family in a JVM of its own, and prints a table: what, must, goal, measured, peer, verdict. */
@Command(
        name = "figures",
        mixinStandardHelpOptions = true,
        description = "Measures every figure of the project against its peers, in one run.")
public final class Figures implements Callable<Integer> {

    private static final List<FigureRows> ALL = List.of(
            SquareRows.ofThisMachine(),
            new ShapeRows(),
            new BandwidthRows(),
            new SmallBatchRows(),
            new TinyRows(),
            new ThreadRows(),
            SquareRows.of256Bits(),
            SquareRows.of16Registers(),
            new AllocationRows(),
            new StackReferenceRows(),
            new LoopOrderRows(),
            new JavaPeerRows(),
            new ConvRows(Layout.NHWC),
            new ConvRows(Layout.NCHW),
            new ConvThreadRows(),
            new ConvPlannerRows(),
            new RecurrentRows(),
            new AttentionRows(),
            new Int8Rows(),
            new LowPrecisionRows(),
            new MemoryBoundRows(),
            new FunctionRows(),
            new ModelRows(),
            new ModelThreadRows(),
            new StartupRows());

    private static final double SECONDS = 8;
    private static final double QUICK_SECONDS = 2;

    @Option(
            names = "--rows",
            split = ",",
            description = "Families to measure: ${COMPLETION-CANDIDATES}. Default: all.",
            completionCandidates = Names.class)
    private List<String> rows = List.of();

    @Option(names = "--cases", description = "Only cases that match this regular expression.")
    private String cases = "";

    @Option(names = "--quick", description = "A quarter of the time for each contest: good for a first look.")
    private boolean quick;

    @Option(
            names = "--output",
            description = "Writes OUTPUT.md and OUTPUT.csv. Figures there that this run does not measure stay.")
    private Path output;

    private final FigureTable table = new FigureTable();

    /** The names of the families. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            ALL.forEach(family -> add(family.name()));
        }
    }

    private Figures() {}

    /**
     * Measures and prints.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Figures()).execute(args));
    }

    /** The family of a name. */
    static FigureRows family(String name) {
        return ALL.stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rows " + name + "; there are " + new Names()));
    }

    @Override
    public Integer call() throws Exception {
        List<FigureRows> wanted =
                rows.isEmpty() ? ALL : rows.stream().map(Figures::family).toList();
        if (output != null) {
            table.read(file(".csv"));
        }
        for (FigureRows family : wanted) {
            measure(family);
            family.summary(table.figures(family.name())).forEach(table::add);
            if (output != null) {
                table.writeCsv(file(".csv"));
                table.writeMarkdown(file(".md"), machine());
            }
        }
        System.out.println("\n" + machine() + "\n\n" + table);
        return 0;
    }

    private void measure(FigureRows family) throws IOException, InterruptedException {
        Process jvm = jvm(family).start();
        try (BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(FigureProcess.MARK)) {
                    Figure figure = Figure.parse(line.substring(FigureProcess.MARK.length()));
                    table.add(figure);
                    System.out.println(figure.toLine());
                } else {
                    System.err.println(line);
                }
            }
        }
        if (jvm.waitFor() != 0) {
            throw new IOException("the rows " + family.name() + " failed; see above");
        }
    }

    /** A JVM like this one, with the module flag, native access and one setting of threads for all libraries. */
    private ProcessBuilder jvm(FigureRows family) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseG1GC"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("lanewise."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(family.jvmOptions());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                FigureProcess.class.getName(),
                family.name(),
                Double.toString(quick ? QUICK_SECONDS : SECONDS),
                cases));
        ProcessBuilder jvm = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (String variable : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            jvm.environment().put(variable, Integer.toString(family.threads()));
        }
        return jvm;
    }

    private Path file(String extension) {
        return output.resolveSibling(output.getFileName() + extension);
    }

    private static String machine() {
        Machine machine = Machine.host();
        return "%s, %d processors; %s %s"
                .formatted(
                        machine.cpu(),
                        machine.processors(),
                        System.getProperty("java.vm.vendor"),
                        System.getProperty("java.vm.version"));
    }
}
