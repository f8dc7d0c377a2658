package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MachineProfile.Bandwidth;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import dev.lanewise.engine.machine.MemoryLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = LanewiseCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    /** One thread, 100 GFLOP/s and 20 GB/s. */
    private String profile() throws Exception {
        Map<MemoryLevel, Bandwidth> memory = Map.of(MemoryLevel.MEMORY, new Bandwidth(20e9, 20e9));
        TreeMap<Integer, Rates> rates = new TreeMap<>(Map.of(1, new Rates(100e9, memory)));
        Path file = directory.resolve("machine.properties");
        new MachineProfile(Machine.host(), "Some VM 25", Instant.EPOCH, rates).save(file);
        return file.toString();
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @Test
    void measuresTheMachineAndEveryAlgorithm() {
        assertEquals(
                0, run("conv", "--shape", "2x8x12x12,16,3x3,p1", "--layout", "nchw:nhwc", "--quick"), err.toString());
        assertTrue(err.toString().contains("Measuring"));
        assertEquals(
                "Convolution  2×8×12×12 → 16×12×12, kernel 3×3, padding 1 1 1 1, NCHW to NHWC", lines().getFirst());
        assertTrue(out.toString().contains("Checked      all 4608 outputs"), out.toString());
        assertTrue(lines().stream().anyMatch(line -> line.startsWith("* ")), out.toString());
        for (String algorithm : new String[] {"IM2COL", "IMPLICIT_GEMM", "WINOGRAD_4_POINTS", "WINOGRAD_6_POINTS"}) {
            assertTrue(
                    lines().stream().anyMatch(line -> line.matches("[* ] " + algorithm + " .* \\d\\.\\de-\\d\\d")),
                    algorithm + "\n" + out);
        }
        int refused = lines().indexOf("Refused");
        assertTrue(lines().stream().skip(refused).anyMatch(line -> line.startsWith("  POINTWISE  ")), out.toString());
        assertTrue(lines().stream().limit(refused).allMatch(line -> line.length() <= 110), out.toString());
    }

    @Test
    void keepsToTheLimits() throws Exception {
        assertEquals(
                0,
                run(
                        "conv",
                        "--shape=8x12x12,16,3x3,p1",
                        "--accuracy=direct",
                        "--workspace=16K",
                        "--quick",
                        "--profile=" + profile()),
                err.toString());
        assertTrue(out.toString().contains("Limits       accuracy DIRECT, workspace at most 16 KiB"), out.toString());
        assertTrue(out.toString().contains("bound by compute, data in memory"), out.toString());
        assertTrue(out.toString().contains("bytes of workspace, the limit is 16384"), out.toString());
        assertFalse(lines().stream().anyMatch(line -> line.startsWith("* WINOGRAD_6_POINTS")), out.toString());
    }

    @Test
    void groupsAndDilationWithoutWorkspace() throws Exception {
        String shape = "16x12x12,24,3x3,p2,d2,g4";
        assertEquals(0, run("conv", "-s", shape, "-l", "nchw", "-w", "0", "--quick", "-p", profile()), err.toString());
        assertTrue(lines().getFirst().contains("dilation 2×2, groups 4, NCHW to NCHW"), out.toString());
        assertEquals("Limits       accuracy STANDARD, workspace none", lines().get(1));
        assertTrue(
                lines().stream().anyMatch(line -> line.matches("\\* IMPLICIT_GEMM( +[\\d.]+){3} +\\d+% +0 .*")),
                out.toString());
        assertTrue(
                lines().stream().anyMatch(line -> line.matches("  IM2COL +needs \\d+ bytes .* the limit is 0")),
                out.toString());
        assertTrue(lines().contains("  WINOGRAD_6_POINTS     needs one group"), out.toString());
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        assertEquals(2, run("conv"));
        assertTrue(err.toString().contains("--shape"));
        assertEquals(2, run("conv", "--shape", "8x12x12,16,13x3"));
        assertTrue(err.toString().contains("kernelHeight 13 with dilation 1 covers 13 rows"), err.toString());
        assertEquals(2, run("conv", "--shape", "8x12x12,16,3x3,g3"));
        assertTrue(
                err.toString().contains("inChannels is 8; it must be a multiple of groups, which is 3"),
                err.toString());
        assertEquals(2, run("conv", "--shape", "8x12x12,16,3x3", "--layout", "chwn"));
        assertTrue(err.toString().contains("'chwn' is no layout"));
        assertEquals(2, run("conv", "--shape", "8x12x12,16,3x3", "--accuracy", "perfect"));
        assertEquals(2, run("conv", "--shape", "8x12x12,16,3x3", "--workspace", "little"));
        assertEquals(2, run("conv", "--shape", "8x12x12,16,3x3", "--threads", "0"));
        assertTrue(err.toString().contains("--threads is 0; it must be at least 1"));
        assertEquals(1, run("conv", "--shape", "8x12x12,16,3x3", "--profile", "nowhere.properties"));
        assertTrue(err.toString().contains("nowhere.properties"));
        assertEquals(1, run("conv", "--shape", "8x12x12,16,3x3", "--threads", "2", "--profile", profile()));
        assertTrue(err.toString().contains("threads is 2; it must be one that was measured: [1]"), err.toString());
        assertEquals("", out.toString());
    }
}
