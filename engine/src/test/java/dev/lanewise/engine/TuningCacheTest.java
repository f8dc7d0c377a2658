package dev.lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningCacheTest {
    @TempDir
    Path folder;

    @Test
    void winnersOutliveTheCache() throws IOException {
        Path file = folder.resolve("tuning");
        TuningCache cache = TuningCache.open(file);
        cache.keep("a", ConvAlgorithm.IM2COL);
        cache.keep("b", ConvAlgorithm.DEPTHWISE);
        cache.keep("a", ConvAlgorithm.POINTWISE);
        TuningCache again = TuningCache.open(file);
        assertEquals(2, again.size());
        assertEquals(Optional.of(ConvAlgorithm.POINTWISE), again.winner("a"));
        assertEquals(Optional.of(ConvAlgorithm.DEPTHWISE), again.winner("b"));
        assertEquals(Optional.empty(), again.winner("c"));
    }

    @Test
    void damagedLinesAreIgnored() throws IOException {
        Path file = folder.resolve("tuning");
        TuningCache cache = TuningCache.open(file);
        for (String key : List.of("a", "b", "c", "d")) {
            cache.keep(key, ConvAlgorithm.IM2COL);
        }
        List<String> lines = Files.readAllLines(file);
        byte[] garbage = {(byte) 0xff, 0, (byte) 0xfe, '\n'};
        byte[] text = (lines.get(0).replace("IM2COL", "FFT_8") + "\n" + lines.get(1) + "\n"
                        + lines.get(2).substring(3) + "\n" + lines.get(3).substring(0, 12))
                .getBytes(StandardCharsets.UTF_8);
        Files.write(file, text);
        Files.write(file, garbage, StandardOpenOption.APPEND);
        TuningCache again = TuningCache.open(file);
        assertEquals(1, again.size());
        assertTrue(again.winner("b").isPresent());
    }

    @Test
    void theOldestLeaveFirst() throws IOException {
        Path file = folder.resolve("tuning");
        TuningCache cache = TuningCache.open(file);
        for (int i = 0; i <= TuningCache.MOST; i++) {
            cache.add("k" + i, ConvAlgorithm.IM2COL);
        }
        cache.keep("last", ConvAlgorithm.IM2COL);
        TuningCache again = TuningCache.open(file);
        assertEquals(TuningCache.MOST, again.size());
        assertEquals(Optional.empty(), again.winner("k1"));
        assertTrue(again.winner("k2").isPresent());
        assertTrue(again.winner("last").isPresent());
    }

    @Test
    void aWinnerIsOfOneConvolutionOnOneMachine() {
        ConvShape shape = ConvShape.builder(8, 8, 3, 3).input(1, 12, 12).build();
        ConvShape strided =
                ConvShape.builder(8, 8, 3, 3).input(1, 12, 12).stride(2, 2).build();
        ConvProblem problem = new ConvProblem(shape, Layout.NHWC, Layout.NHWC);
        Machine machine = new Machine("a CPU", 8, 16, 32768, 524288, 8388608, 64, 4);
        String key = TuningCache.key(problem, Accuracy.STANDARD, 0, 1, machine);
        assertEquals(key, TuningCache.key(problem, Accuracy.STANDARD, 0, 1, machine));
        assertTrue(key.contains(Runtime.version().toString()), key);
        assertTrue(key.matches(".* lanewise \\d+\\..*"), key);
        assertFalse(key.contains("\t"), key);
        List<String> others = List.of(
                TuningCache.key(new ConvProblem(strided, Layout.NHWC, Layout.NHWC), Accuracy.STANDARD, 0, 1, machine),
                TuningCache.key(new ConvProblem(shape, Layout.NCHW, Layout.NHWC), Accuracy.STANDARD, 0, 1, machine),
                TuningCache.key(new ConvProblem(shape, Layout.NHWC, Layout.NCHW), Accuracy.STANDARD, 0, 1, machine),
                TuningCache.key(problem, Accuracy.DIRECT, 0, 1, machine),
                TuningCache.key(problem, Accuracy.STANDARD, 1, 1, machine),
                TuningCache.key(problem, Accuracy.STANDARD, 0, 2, machine),
                onMachine(problem, new Machine("one\tmore", 8, 16, 32768, 524288, 8388608, 64, 4)),
                onMachine(problem, new Machine("a CPU", 4, 16, 32768, 524288, 8388608, 64, 4)),
                onMachine(problem, new Machine("a CPU", 8, 32, 32768, 524288, 8388608, 64, 4)),
                onMachine(problem, new Machine("a CPU", 8, 16, 49152, 524288, 8388608, 64, 4)),
                onMachine(problem, new Machine("a CPU", 8, 16, 32768, 1048576, 8388608, 64, 4)),
                onMachine(problem, new Machine("a CPU", 8, 16, 32768, 524288, 16777216, 64, 4)));
        assertEquals(others.size(), Set.copyOf(others).size());
        assertFalse(others.contains(key));
        assertFalse(others.stream().anyMatch(other -> other.contains("\t")));
    }

    private static String onMachine(ConvProblem problem, Machine machine) {
        return TuningCache.key(problem, Accuracy.STANDARD, 0, 1, machine);
    }

    /** As a file of another version's might have it, or one that was written by hand. */
    @Test
    void aWinnerThatCannotComputeItIsMeasuredAgain() throws IOException {
        ConvShape shape = ConvShape.builder(8, 8, 1, 1).input(1, 4, 4).build();
        try (Engine engine = Engine.builder().build()) {
            TuningCache cache = TuningCache.open(folder.resolve("tuning"));
            String key = TuningCache.key(
                    new ConvProblem(shape, Layout.NHWC, Layout.NHWC),
                    Accuracy.STANDARD,
                    0,
                    engine.threads(),
                    engine.machine());
            cache.add(key, ConvAlgorithm.WINOGRAD_4_POINTS);
            ConvPlan plan = engine.conv2d(shape)
                    .weights(new float[shape.weightElements()])
                    .workspaceLimit(0)
                    .tuned(cache)
                    .prepare()
                    .plan();
            assertTrue(plan.isPossible(plan.algorithm()));
            assertEquals(Optional.of(plan.algorithm()), cache.winner(key));
        }
    }

    @Test
    void tuningMeasuresOnceAndKeepsTheWinner() throws IOException {
        Path file = folder.resolve("tuning");
        ConvShape shape = ConvShape.builder(8, 8, 3, 3)
                .input(1, 12, 12)
                .padding(1, 1, 1, 1)
                .build();
        float[] weights = new float[shape.weightElements()];
        try (Engine engine = Engine.builder().build()) {
            TuningCache cache = TuningCache.open(file);
            ConvAlgorithm winner = engine.conv2d(shape)
                    .weights(weights)
                    .tuned(cache)
                    .prepare()
                    .plan()
                    .algorithm();
            assertEquals(1, cache.size());
            assertEquals(
                    winner,
                    engine.conv2d(shape)
                            .weights(weights)
                            .tuned(TuningCache.open(file))
                            .prepare()
                            .plan()
                            .algorithm());
            assertEquals(1, cache.size());
            assertFalse(Files.readString(file).isEmpty());
        }
    }
}
