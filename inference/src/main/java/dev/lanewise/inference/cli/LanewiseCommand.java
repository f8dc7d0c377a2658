package dev.lanewise.inference.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of the command line. Without a command it prints its help. */
@Command(
        name = "lanewise",
        description = "A SIMD compute engine for inference on the JVM.",
        mixinStandardHelpOptions = true,
        version = "lanewise 0.1.0-SNAPSHOT")
public final class LanewiseCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Starts the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LanewiseCommand()).execute(args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
