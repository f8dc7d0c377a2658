package dev.lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
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
