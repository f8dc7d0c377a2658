package dev.lanewise.inference.cli;

import dev.lanewise.engine.assessment.Assessment;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the machine and shows what it can do. */
@Command(
        name = "assess",
        description = {
            "Measures what this machine can do: fp32 FLOP/s, read and copy bandwidth of each cache and of memory, products "
                    + "of the engine. Prints a table and draws the roofline chart. Takes about 40 seconds; leave the machine alone "
                    + "meanwhile."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  lanewise assess",
            "  lanewise assess --quick --threads 1",
            "  lanewise assess --output charts --save machine.properties"
        })
final class AssessCommand implements Callable<Integer> {
    private static final int BAR_WIDTH = 100;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Measure 1 to N threads; all processors unless given.")
    private Integer threads;

    @Option(names = "--quick", description = "Take few samples: a look in 10 seconds, not a comparison.")
    private boolean quick;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where roofline.svg and roofline.png go; the working directory unless given.")
    private Path output;

    @Option(
            names = {"-s", "--save"},
            paramLabel = "FILE",
            description = "Save what was measured, for MachineProfile.load(FILE).")
    private Path save;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (threads != null && threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; it must be at least 1");
        }
        int most = threads == null ? Machine.host().processors() : threads;
        PrintWriter err = spec.commandLine().getErr();
        Machine.hostAdvice().ifPresent(err::println);

        // nobody wants to hear after a minute that there is nowhere to write
        Files.createDirectories(output);
        if (save != null && !Files.isDirectory(save.toAbsolutePath().getParent())) {
            throw new NoSuchFileException(save.toString(), null, "its directory is not there");
        }
        List<MeasuredProduct> products = new ArrayList<>();
        MachineProfile profile = measure(most, products);
        if (save != null) {
            profile.save(save);
        }
        AssessmentTable.print(profile, products, spec.commandLine().getOut());
        RooflineChart.of(profile, products).save(output);
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println("Chart    " + output.resolve("roofline.svg").normalize());
        out.println("         " + output.resolve("roofline.png").normalize());
        if (save != null) {
            out.println("Profile  " + save);
        }
        out.flush();
        return 0;
    }

    private MachineProfile measure(int most, List<MeasuredProduct> products) throws InterruptedException {
        TreeSet<Integer> productThreads = new TreeSet<>(List.of(1, most));
        ProductBenchmark benchmark = new ProductBenchmark(quick);
        int productSteps = benchmark.steps() * productThreads.size();
        boolean terminal = isTerminal();
        try (ProgressBar bar = progressBar(terminal)) {
            // a step with products takes about as long as 20 steps of the assessment
            int weight = 20;
            MachineProfile profile = Assessment.builder()
                    .threads(most)
                    .quick(quick)
                    .progress((done, total, step) -> {
                        bar.maxHint(total + (long) weight * productSteps);
                        bar.stepTo(done);
                        bar.setExtraMessage(fixedWidth(step));
                    })
                    .build()
                    .measure();
            for (int count : productThreads) {
                bar.setExtraMessage(fixedWidth(count == 1 ? "products, 1 thread" : "products, " + count + " threads"));
                products.addAll(benchmark.measure(count, () -> bar.stepBy(weight)));
            }
            return profile;
        } finally {
            if (terminal) {
                spec.commandLine().getErr().println();
            }
        }
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25 where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** On the error stream; written as text, since the bar's own look at the terminal loads a native library. */
    private ProgressBar progressBar(boolean terminal) {
        PrintWriter err = spec.commandLine().getErr();
        return new ProgressBarBuilder()
                .setTaskName("Measuring")
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(terminal ? 200 : 5000)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            err.print(terminal ? "\r" + line : line + System.lineSeparator());
                            err.flush();
                        },
                        BAR_WIDTH))
                .build();
    }

    /** So that the bar keeps its length. */
    private static String fixedWidth(String message) {
        return String.format(Locale.ROOT, "%-22s", message);
    }
}
