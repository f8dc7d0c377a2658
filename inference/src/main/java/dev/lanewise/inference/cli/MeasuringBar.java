package dev.lanewise.inference.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of a command that measures, on the error stream. */
final class MeasuringBar implements AutoCloseable {
    private static final int WIDTH = 100;

    private final PrintWriter err;
    private final boolean terminal = isTerminal();
    private final ProgressBar bar;

    MeasuringBar(PrintWriter err) {
        this.err = err;
        // written as text, since the bar's own look at the terminal loads a native library
        bar = new ProgressBarBuilder()
                .setTaskName("Measuring")
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(terminal ? 200 : 5000)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            err.print(terminal ? "\r" + line : line + System.lineSeparator());
                            err.flush();
                        },
                        WIDTH))
                .build();
    }

    /** How many steps there are in all. */
    void expect(long steps) {
        bar.maxHint(steps);
    }

    /** How many steps are done. */
    void reach(long steps) {
        bar.stepTo(steps);
    }

    /** So many more steps are done. */
    void advance(long steps) {
        bar.stepBy(steps);
    }

    /** What comes next, in a few words; of one width, so that the bar keeps its length. */
    void announce(String next) {
        bar.setExtraMessage(String.format(Locale.ROOT, "%-22s", next));
    }

    @Override
    public void close() {
        bar.close();
        if (terminal) {
            err.println();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25 where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
