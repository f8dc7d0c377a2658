package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LanewiseCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = LanewiseCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    @Test
    void helpsWithExamples() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("Usage: lanewise"));
        assertTrue(out.toString().contains("assess"));
        assertTrue(out.toString().contains("Examples:"));
        // no line of the help is wrapped
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out.toString());
    }

    @Test
    void helpsWithoutACommand() {
        assertEquals(0, run());
        assertTrue(out.toString().contains("Usage: lanewise"));
    }

    @Test
    void helpsWithAssess() {
        assertEquals(0, run("assess", "--help"));
        for (String option : new String[] {"--threads", "--quick", "--output", "--save", "Examples:"}) {
            assertTrue(out.toString().contains(option), option);
        }
    }

    @Test
    void helpsWithConv() {
        assertEquals(0, run("conv", "--help"));
        for (String part :
                new String[] {"--shape", "--layout", "--workspace", "--accuracy", "--threads", "Examples:"}) {
            assertTrue(out.toString().contains(part), part);
        }
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out.toString());
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().matches("(?s)lanewise \\d+\\.\\d+\\.\\d+.*"), out.toString());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertEquals(2, run("dance"));
        assertTrue(err.toString().contains("dance"));
        assertEquals(2, run("assess", "--slow"));
        assertEquals(2, run("assess", "--threads", "many"));
        assertEquals(2, run("assess", "--threads", "0"));
        assertTrue(err.toString().contains("--threads is 0; it must be at least 1"));
        assertEquals("", out.toString());
    }

    @Test
    void saysBeforeItMeasuresThatItCannotWrite(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        assertEquals(1, run("assess", "--quick", "--threads", "1", "--output", file.toString()));
        assertTrue(err.toString().startsWith("lanewise: FileAlreadyExistsException: " + file), err.toString());
        assertEquals(1, run("assess", "--quick", "--output", directory.toString(), "--save", file + "/profile"));
        assertTrue(err.toString().contains("its directory is not there"), err.toString());
        assertEquals("", out.toString());
    }
}
