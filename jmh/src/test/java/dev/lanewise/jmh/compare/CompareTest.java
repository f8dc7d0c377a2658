package dev.lanewise.jmh.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {

    private static final String FAST = "[[0.90, 0.92], [0.91, 0.91], [0.92, 0.90]]";
    private static final String SLOW = "[[0.60, 0.62], [0.61, 0.61], [0.62, 0.60]]";

    @TempDir
    private Path directory;

    @Test
    void failsWhereTheRatioToThePeakFell() throws IOException {
        assertEquals(1, compare(write("base", FAST, 0, FAST), write("new", FAST, 0, SLOW)));
    }

    @Test
    void passesWhereOnlyTheMachineWasSlower() throws IOException {
        assertEquals(0, compare(write("base", FAST, 0, FAST), write("new", SLOW, 0, FAST)));
    }

    @Test
    void comparesTheScoreItIsTold() throws IOException {
        String base = write("base", FAST, 0, FAST);
        String changed = write("new", SLOW, 0, FAST);
        assertEquals(1, compare(base, changed, "--metric", "primary"));
        assertEquals(0, compare(base, changed, "--metric", "primary", "--threshold", "50"));
    }

    @Test
    void failsWhereAByteMoreIsAllocated() throws IOException {
        assertEquals(1, compare(write("base", FAST, 0, FAST), write("new", FAST, 24, FAST)));
    }

    @Test
    void writesMarkdown() throws IOException {
        Path markdown = directory.resolve("table.md");
        compare(write("base", FAST, 0, FAST), write("new", FAST, 0, SLOW), "--markdown", markdown.toString());
        String table = Files.readString(markdown);
        assertTrue(table.contains("| a.B.c size=8 | ofFmaPeak ops/ns | 0.9100 | 0.6100 | 0.670 |"), table);
        assertTrue(table.contains("**SLOWER**"), table);
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Path other = Files.writeString(directory.resolve("other.json"), "{}");
        assertEquals(2, compare(other.toString(), other.toString()));
        assertEquals(2, compare("nowhere.json", other.toString()));
    }

    private String write(String name, String primary, int bytes, String ofPeak) throws IOException {
        Path file = directory.resolve(name + ".json");
        Files.writeString(file, """
                [{"benchmark": "a.B.c", "mode": "thrpt", "params": {"size": "8"},
                  "primaryMetric": {"scoreUnit": "ops/ns", "rawData": %s},
                  "secondaryMetrics": {
                    "gc.alloc.rate.norm": {"scoreUnit": "B/op", "rawData": [[%s], [%s]]},
                    "gflops": {"scoreUnit": "ops/ns", "rawData": [[7], [7]]},
                    "ofFmaPeak": {"scoreUnit": "ops/ns", "rawData": %s}}}]
                """.formatted(primary, bytes, bytes, ofPeak));
        return file.toString();
    }

    private static int compare(String base, String changed, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = base;
        arguments[1] = changed;
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Compare.run(arguments);
    }
}
