package dev.lanewise.inference.cli;

import dev.lanewise.engine.assessment.Assessment;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the machine and shows what it can do. */
@Command(
        name = "assess",
        description = {
            "Measures what this machine can do, and draws its roofline.",
            "",
            "Measures fp32 FLOP/s, read and copy bandwidth of each cache and of memory, products "
                    + "of the engine. Prints a table and draws the roofline chart. Takes about 40 seconds; leave the machine alone "
                    + "meanwhile.",
            ""
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
        AssessmentChart.of(profile, products).save(output, "roofline");
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
        try (MeasuringBar bar = new MeasuringBar(spec.commandLine().getErr())) {
            // a step with products takes about as long as 20 steps of the assessment
            int weight = 20;
            MachineProfile profile = Assessment.builder()
                    .threads(most)
                    .quick(quick)
                    .progress((done, total, step) -> {
                        bar.expect(total + (long) weight * productSteps);
                        bar.reach(done);
                        bar.announce(step);
                    })
                    .build()
                    .measure();
            for (int count : productThreads) {
                bar.announce(count == 1 ? "products, 1 thread" : "products, " + count + " threads");
                products.addAll(benchmark.measure(count, () -> bar.advance(weight)));
            }
            return profile;
        }
    }
}
