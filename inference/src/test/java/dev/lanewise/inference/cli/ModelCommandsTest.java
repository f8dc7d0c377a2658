package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MachineProfile.Bandwidth;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import dev.lanewise.engine.machine.MemoryLevel;
import dev.lanewise.inference.SmallModels;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that take a model, and embed. */
class ModelCommandsTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String model;
    private String machine;

    private int run(String... arguments) {
        CommandLine commandLine = LanewiseCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @BeforeEach
    void write() throws IOException {
        byte[] relu = SmallModels.model(SmallModels.graph(SmallModels.node("Relu", "y", "x")));
        model = Files.write(folder.resolve("relu.onnx"), relu).toString();
        Machine other = new Machine("Other CPU", 8, 16, 32 << 10, 1 << 20, 8 << 20, 64, 1);
        Rates rates = new Rates(50e9, Map.of(MemoryLevel.MEMORY, new Bandwidth(10e9, 8e9)));
        Path file = folder.resolve("machine.properties");
        new MachineProfile(other, "Some VM 25", Instant.EPOCH, new TreeMap<>(Map.of(1, rates))).save(file);
        machine = file.toString();
    }

    private void assertPrinted(String... parts) {
        for (String part : parts) {
            assertTrue(out.toString().contains(part), part + " in " + out + err);
        }
    }

    /** One line, no more. */
    private void assertError(int code, String words, String... arguments) {
        err.getBuffer().setLength(0);
        assertEquals(code, run(arguments), err::toString);
        assertTrue(err.toString().contains(words), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void runsOnFilesOfNumPy() throws IOException {
        Path input = folder.resolve("x.npy");
        NpyFile.write(input, Tensor.of(new float[] {-1, 2}, 1, 2));
        Path results = folder.resolve("results");
        assertEquals(0, run("run", model, "--input", "x=" + input, "--output", results.toString()), err::toString);
        assertPrinted("y: float[1, 2], least 0.0000, largest 2.0000");
        assertEquals(2, NpyFile.read(results.resolve("y.npy")).floats()[1]);
    }

    @Test
    void saysInALineWhatIsWrong() throws IOException {
        assertError(1, "leaves sizes of input x", "run", model);
        assertError(1, "the model needs x: float[n, 2]", "run", model, "--shape", "x=3x3");
        assertError(2, "x=3xa is no shape", "run", model, "--shape", "x=3xa");
        assertError(2, "neither a file nor one of the models included", "inspect", "nothing.onnx");
        assertError(2, "--rate", "feasible", model);
        assertError(2, "--runs is 0", "profile", model, "--runs", "0");
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "no model at all");
        assertError(1, "not an ONNX model", "run", broken.toString());
    }

    @Test
    void inspectsIncludedModels() {
        assertEquals(0, run("inspect", "ppocr-recognition"), err::toString);
        assertPrinted("ONNX", "Input", "Conv", "--shape");
        assertEquals(0, run("inspect", "ppocr-recognition", "--shape", "x=1x3x48x64"), err::toString);
        assertPrinted("How it runs", "DEPTHWISE", "Convolutions by algorithm", "GFLOP a run");
    }

    @Test
    void inspectListsWhatIsNotSupported() throws IOException {
        byte[] odd = SmallModels.model(SmallModels.graph(SmallModels.node("Frobnicate", "y", "x")));
        Path file = Files.write(folder.resolve("odd.onnx"), odd);
        assertEquals(3, run("inspect", file.toString()), err::toString);
        assertPrinted("Not supported", "Frobnicate 'Frobnicate_y' (ONNX 17)");
    }

    @Test
    void profilesByNodeAndOperator() throws Exception {
        assertEquals(
                0,
                run(
                        "profile",
                        "ppocr-recognition",
                        "-s",
                        "x=1x3x48x32",
                        "-n",
                        "2",
                        "-o",
                        folder.toString(),
                        "-p",
                        machine),
                err::toString);
        assertPrinted("ms a run", "Operators", "MatMul", "GFLOP/s", "profile.png");
        Pictures.assertSvg(folder.resolve("profile.svg"));
        Pictures.assertPng(folder.resolve("profile.png"));
    }

    @Test
    void tellsWhatIsFeasibleElsewhere() throws Exception {
        String[] arguments = {
            "feasible", "ppocr-recognition", "-s", "x=1x3x48x320", "-o", folder.toString(), "-p", machine, "--rate", "1"
        };
        assertEquals(0, run(arguments), err::toString);
        assertPrinted("Verdict    feasible", "Other CPU", "by the roofline", "bandwidth from memory", "FLOP/byte");
        Pictures.assertSvg(folder.resolve("feasible.svg"));
        Pictures.assertPng(folder.resolve("feasible.png"));
        arguments[arguments.length - 1] = "100000";
        assertEquals(3, run(arguments), err::toString);
        assertPrinted("Verdict    not feasible");
    }

    @Test
    void embedsOneTextAsJsonAndSeveralAsATable() throws IOException {
        assertEquals(0, run("embed", "a cat"), err::toString);
        Map<?, ?> first = (Map<?, ?>) JSON.std.listFrom(out.toString()).getFirst();
        assertEquals("a cat", first.get("text"));
        assertEquals(384, ((List<?>) first.get("embedding")).size());
        assertEquals(0, run("embed", "a cat", "a kitten"), err::toString);
        assertPrinted("  1   1.000", "a kitten");
    }

    @Test
    void everyCommandHelpsWithExamples() {
        for (String command : LanewiseCommand.commandLine().getSubcommands().keySet()) {
            if (!command.equals("help")) {
                out.getBuffer().setLength(0);
                assertEquals(0, run(command, "--help"));
                assertPrinted("Usage: lanewise " + command, "Examples:");
                assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out.toString());
            }
        }
    }
}
