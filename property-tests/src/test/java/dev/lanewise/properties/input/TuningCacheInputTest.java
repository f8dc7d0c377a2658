package dev.lanewise.properties.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.TuningCache;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a tuning cache that are damaged, too large or not to be had: reported, and the cache works without them. */
@Tag("native-width")
class TuningCacheInputTest {
    private final Logger logger = Logger.getLogger("dev.lanewise.engine");
    private final List<String> reports = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord report) {
            reports.add(report.getLevel() + " " + report.getMessage());
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void aFileThatIsNotThereIsEmpty() throws IOException {
        assertEquals(0, TuningCache.open(folder.resolve("tuning")).size());
        assertEquals(List.of(), reports);
    }

    @Test
    void damagedLinesAreReported() throws IOException {
        Path file = folder.resolve("tuning");
        tune(TuningCache.open(file));
        String line = Files.readString(file);
        Files.writeString(file, "no winner\n" + line + line.substring(1));
        TuningCache cache = TuningCache.open(file);
        assertEquals(1, cache.size());
        assertEquals(
                List.of("WARNING tuning cache " + file + " is damaged in lines [1, 3]; they are ignored"), reports);
        // what is found next replaces the file, without the damage
        Files.writeString(file, "no winner\n");
        tune(TuningCache.open(file));
        assertEquals(1, TuningCache.open(file).size());
        assertEquals(2, reports.size(), reports::toString);
    }

    @Test
    void aFileThatIsTooLargeIsReported() throws IOException {
        Path file = folder.resolve("tuning");
        Files.writeString(file, "x".repeat(1 << 23));
        assertEquals(0, TuningCache.open(file).size());
        assertEquals(
                List.of("WARNING tuning cache " + file + " has 8388608 bytes, more than 4194304, and is ignored"),
                reports);
    }

    @Test
    void aFolderThatIsNotThereIsReportedWhenAWinnerIsKept() throws IOException {
        TuningCache cache = TuningCache.open(folder.resolve("nowhere").resolve("tuning"));
        tune(cache);
        assertEquals(1, cache.size());
        assertEquals(1, reports.size(), reports::toString);
        assertTrue(reports.getFirst().contains("nowhere"), reports::toString);
        assertTrue(reports.getFirst().endsWith("cannot be written; winners stay in memory"), reports::toString);
    }

    @Test
    void refused() {
        assertThrowsExactly(NullPointerException.class, () -> TuningCache.open(null));
        assertThrows(IOException.class, () -> TuningCache.open(folder));
        try (Engine engine = Engine.builder().build()) {
            ConvShape shape = ConvShape.builder(1, 1, 1, 1).input(1, 1, 1).build();
            assertThrowsExactly(
                    NullPointerException.class, () -> engine.conv2d(shape).tuned(null));
        }
    }

    /** Of which there is one algorithm, so that nothing is measured. */
    private static void tune(TuningCache cache) {
        ConvShape shape = ConvShape.builder(2, 2, 2, 2).input(1, 3, 3).build();
        try (Engine engine = Engine.builder().build()) {
            ConvPlan plan = engine.conv2d(shape)
                    .weights(new float[shape.weightElements()])
                    .workspaceLimit(0)
                    .tuned(cache)
                    .prepare()
                    .plan();
            assertEquals("measured to be the fastest", plan.reason());
        }
    }
}
