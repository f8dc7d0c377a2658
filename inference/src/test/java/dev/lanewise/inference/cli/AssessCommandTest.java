package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AssessCommandTest {
    @TempDir
    Path directory;

    @Test
    void measuresPrintsDrawsAndSaves() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = LanewiseCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        Path charts = directory.resolve("charts/of/today");
        Path saved = directory.resolve("machine.properties");

        int code = commandLine.execute(
                "assess", "--quick", "--threads", "1", "--output", charts.toString(), "--save", saved.toString());

        assertEquals(0, code, err.toString());
        assertTrue(err.toString().contains("Measuring"));
        for (String part : new String[] {
            "fp32 FMA peak",
            "read L1",
            "copy memory",
            "ridge point, memory",
            "1000³ GEMM",
            "3×3 512→512 at 7×7",
            "roofline.svg"
        }) {
            assertTrue(out.toString().contains(part), part);
        }
        Pictures.assertSvg(charts.resolve("roofline.svg"));
        Pictures.assertPng(charts.resolve("roofline.png"));
        MachineProfile profile = MachineProfile.load(saved);
        assertEquals(Machine.host(), profile.machine());
        assertEquals(Set.of(1), profile.rates().keySet());
    }
}
