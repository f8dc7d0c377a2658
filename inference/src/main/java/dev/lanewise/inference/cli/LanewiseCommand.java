package dev.lanewise.inference.cli;

import dev.lanewise.inference.tensor.ModelException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. Without a command it prints its help. */
@Command(
        name = "lanewise",
        description = "A SIMD compute engine for inference on the JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        subcommands = {
            OcrCommand.class,
            EmbedCommand.class,
            RunCommand.class,
            InspectCommand.class,
            ProfileCommand.class,
            FeasibleCommand.class,
            AssessCommand.class,
            ConvCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  lanewise ocr samples/page.png      print the text in a picture",
            "  lanewise embed \"a cat\" \"a dog\"     tell how alike texts are",
            "  lanewise inspect model.onnx        what a model is, what would run how",
            "  lanewise run model.onnx -i x=x.npy run a model once",
            "  lanewise profile model.onnx        where a model's time goes",
            "  lanewise feasible model.onnx --rate 30",
            "                                     whether this machine is fast enough",
            "  lanewise assess                    measure this machine",
            "  lanewise conv --shape 64x56x56,64,3x3,p1",
            "                                     all algorithms of a convolution",
            "  lanewise help conv                 show all options of a command",
            "",
            "LANEWISE_JAVA_OPTS holds options for the JVM, such as -Dlanewise.lanes=128."
        })
public final class LanewiseCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Starts the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // charts are drawn in memory; without this, a server without a screen refuses
        System.setProperty("java.awt.headless", "true");
        CommandLine commandLine = commandLine();
        commandLine.setOut(writer(System.out, "stdout.encoding"));
        commandLine.setErr(writer(System.err, "stderr.encoding"));
        System.exit(commandLine.execute(args));
    }

    /** In the encoding of the terminal; where that is bare ASCII, terminals mostly understand UTF-8 all the same. */
    private static PrintWriter writer(PrintStream stream, String property) {
        Charset charset = Charset.forName(System.getProperty(property, "UTF-8"), StandardCharsets.UTF_8);
        boolean ascii = !charset.newEncoder().canEncode('×');
        // bytes pass through a print stream as they are
        return new PrintWriter(new OutputStreamWriter(stream, ascii ? StandardCharsets.UTF_8 : charset), true);
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new LanewiseCommand());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.addSubcommand(new CommandLine.HelpCommand());
        commandLine.setParameterExceptionHandler(LanewiseCommand::explainUsage);
        commandLine.setExecutionExceptionHandler(LanewiseCommand::explain);
        return commandLine;
    }

    /** What is wrong, and where to read on, instead of the whole help. */
    private static int explainUsage(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(Ansi.AUTO.text("@|bold,red lanewise: |@") + problem.getMessage() + "; see "
                + command.getCommandSpec().qualifiedName() + " --help");
        UnmatchedArgumentException.printSuggestions(problem, err);
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** What the user can do something about is one line; the rest is a bug, and its trace is worth having. */
    private static int explain(Exception problem, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        boolean ofTheUser = problem instanceof IOException
                || problem instanceof ModelException
                || problem instanceof IllegalArgumentException
                || problem instanceof IllegalStateException;
        if (!ofTheUser) {
            throw problem;
        }
        String kind = problem instanceof IOException ? problem.getClass().getSimpleName() + ": " : "";
        command.getErr().println(Ansi.AUTO.text("@|bold,red lanewise: |@") + kind + problem.getMessage());
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
