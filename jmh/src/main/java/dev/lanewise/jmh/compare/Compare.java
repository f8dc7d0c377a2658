package dev.lanewise.jmh.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells whether a change made benchmarks slower. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Compares two of JMH's JSON files (-rf json), fork means against fork means.",
            "Exit status: 0 nothing slower, 1 something slower or allocating more, 2 bad input."
        })
public final class Compare implements Callable<Integer> {

    private static final double WORTH_A_BYTE = 0.5;

    @Parameters(index = "0", description = "What was.")
    private Path base;

    @Parameters(index = "1", description = "What is.")
    private Path changed;

    @Option(names = "--threshold", defaultValue = "5", description = "Per cent that matter. Default: ${DEFAULT-VALUE}.")
    private double threshold;

    @Option(
            names = "--alpha",
            defaultValue = "0.01",
            description = "One minus the confidence of intervals. Default: ${DEFAULT-VALUE}.")
    private double alpha;

    @Option(
            names = "--metric",
            defaultValue = "",
            description = "primary, or a secondary score by name. Default: the ratio to the in-run peak, else primary.")
    private String metric;

    @Option(names = "--markdown", description = "Writes the table there as well.")
    private Path markdown;

    private final List<String> table = new ArrayList<>();
    private boolean regressed;

    private Compare() {}

    /**
     * Compares, and ends the JVM with the status.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Compares. */
    static int run(String... args) {
        return new CommandLine(new Compare())
                .setExecutionExceptionHandler((exception, command, result) -> {
                    System.err.println(exception.getMessage());
                    return 2;
                })
                .execute(args);
    }

    @Override
    public Integer call() throws IOException {
        JmhFile before = new JmhFile(base);
        JmhFile after = new JmhFile(changed);
        table.add(
                "| benchmark | score | base | new | ratio | %.3g %% interval | verdict |".formatted(100 * (1 - alpha)));
        table.add("| --- | --- | ---: | ---: | ---: | --- | --- |");
        for (String name : after.names()) {
            Optional<ForkMeans> old = before.score(name, metric);
            Optional<ForkMeans> now = after.score(name, metric);
            if (old.isPresent() && now.isPresent()) {
                speed(Comparison.of(old.get(), now.get(), threshold / 100, alpha));
                allocation(before.score(name, JmhFile.ALLOCATION), after.score(name, JmhFile.ALLOCATION));
            } else {
                table.add("| %s | %s | | | | | only in %s |".formatted(name, metric, old.isPresent() ? base : changed));
            }
        }
        String text = String.join("\n", table);
        System.out.println(text);
        if (markdown != null) {
            Files.writeString(markdown, text + "\n");
        }
        return regressed ? 1 : 0;
    }

    private void speed(Comparison comparison) {
        regressed |= comparison.verdict() == Comparison.Verdict.SLOWER;
        String interval = Double.isNaN(comparison.low())
                ? "needs two forks or more"
                : String.format(Locale.ROOT, "%.3f to %.3f", comparison.low(), comparison.high());
        String verdict = comparison.verdict().name();
        row(
                comparison.changed(),
                comparison.base().mean(),
                String.format(Locale.ROOT, "%.3f", comparison.ratio()),
                interval,
                comparison.verdict() == Comparison.Verdict.SLOWER
                        ? "**" + verdict + "**"
                        : verdict.toLowerCase(Locale.ROOT));
    }

    /** Allocation has no noise: a byte more is a byte more. */
    private void allocation(Optional<ForkMeans> old, Optional<ForkMeans> now) {
        if (old.isPresent() && now.isPresent()) {
            boolean more = now.get().mean() > old.get().mean() + WORTH_A_BYTE;
            regressed |= more;
            row(now.get(), old.get().mean(), "", "", more ? "**ALLOCATES**" : "same");
        }
    }

    private void row(ForkMeans score, double before, String ratio, String interval, String verdict) {
        table.add(String.format(
                Locale.ROOT,
                "| %s | %s %s | %.4g | %.4g | %s | %s | %s |",
                score.name(),
                score.metric(),
                score.unit(),
                before,
                score.mean(),
                ratio,
                interval,
                verdict));
    }
}
