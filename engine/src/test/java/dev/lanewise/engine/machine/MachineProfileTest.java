package dev.lanewise.engine.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.MachineProfile.Bandwidth;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineProfileTest {
    private static final Machine MACHINE = new Machine("CPU=\u00e4: #1", 8, 16, 32 << 10, 512 << 10, 32 << 20, 64, 2);

    @TempDir
    Path directory;

    private static MachineProfile profile() {
        SortedMap<Integer, Rates> rates = new TreeMap<>();
        rates.put(
                1,
                new Rates(
                        103e9,
                        Map.of(
                                MemoryLevel.L1, new Bandwidth(207e9, 199e9),
                                MemoryLevel.L2, new Bandwidth(1e11 / 3, 95e9),
                                MemoryLevel.MEMORY, new Bandwidth(18e9, 16e9))));
        rates.put(2, new Rates(206e9, Map.of(MemoryLevel.MEMORY, new Bandwidth(33e9, 30e9))));
        return new MachineProfile(MACHINE, "Some VM 25", Instant.parse("2026-01-02T03:04:05Z"), rates);
    }

    private Path saved() throws IOException {
        Path file = directory.resolve("machine.properties");
        profile().save(file);
        return file;
    }

    @Test
    void comesBackFromItsFile() throws IOException {
        assertEquals(profile(), MachineProfile.load(saved()));
        // over the old one, and nothing is left beside it
        assertEquals(profile(), MachineProfile.load(saved()));
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void drawsRooflines() {
        MachineProfile profile = profile();
        assertEquals(new Roofline(103e9, 18e9), profile.roofline(1, MemoryLevel.MEMORY));
        assertEquals(new Roofline(103e9, 207e9), profile.roofline(1, new OperatorCost(1, 32 << 10)));
        assertEquals(new Roofline(103e9, 1e11 / 3), profile.roofline(1, OperatorCost.gemm(100, 100, 100)));
        // no third level was told apart, so what leaves the second is in memory
        assertEquals(MemoryLevel.MEMORY, profile.levelOf(1, 1 << 20));
        assertEquals(MemoryLevel.MEMORY, profile.levelOf(2, 1));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> profile.rates(3))
                .getMessage()
                .endsWith("it must be one that was measured: [1, 2]"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> profile.roofline(2, MemoryLevel.L1))
                .getMessage()
                .endsWith("it must be one that was measured: [MEMORY]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "format=something else", "a=\\u12", "\u0000\u0001\u0002", "PK\u0003\u0004"})
    void refusesForeignFiles(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("foreign"), content);
        assertTrue(refusal(file).contains(file + " is not a machine profile"));
    }

    @Test
    void refusesBytesThatAreNotText() throws IOException {
        Path file = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, (byte) 0x28, (byte) 0xff});
        assertTrue(refusal(file).contains("not properties in UTF-8"));
    }

    @Test
    void refusesHugeFiles() throws IOException {
        Path file = Files.write(directory.resolve("huge"), new byte[(1 << 20) + 1]);
        assertTrue(refusal(file).contains("larger than 1048576 bytes"));
    }

    @Test
    void refusesTornFiles() throws IOException {
        String text = Files.readString(saved());
        int intact = 0;
        for (int length = 0; length < text.length(); length++) {
            Path file = Files.writeString(directory.resolve("torn"), text.substring(0, length));
            try {
                // only the last line end may be missing
                assertEquals(profile(), MachineProfile.load(file));
                intact++;
            } catch (MachineProfileFormatException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            }
        }
        assertTrue(intact <= System.lineSeparator().length(), "torn files that were taken: " + intact);
    }

    @ParameterizedTest
    @CsvSource({
        "version=1, version=2, has version 2; this release reads version 1",
        "lanes=8, lanes=4, is damaged or was edited",
        "1.03E11, 1.04E11, is damaged or was edited",
        "checksum=, checksum=0, is damaged or was edited"
    })
    void refusesChangedFiles(String from, String to, String complaint) throws IOException {
        String text = Files.readString(saved());
        assertTrue(text.contains(from));
        Path file = Files.writeString(directory.resolve("changed"), text.replace(from, to));
        assertTrue(refusal(file).contains(complaint));
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThrows(NoSuchFileException.class, () -> MachineProfile.load(directory.resolve("nowhere")));
        assertThrows(IOException.class, () -> profile().save(directory.resolve("nowhere/file")));
    }

    @Test
    void refusesWhatCannotBe() {
        Instant now = Instant.EPOCH;
        assertThrows(IllegalArgumentException.class, () -> new MachineProfile(MACHINE, "VM", now, new TreeMap<>()));
        assertThrows(IllegalArgumentException.class, () -> new Rates(1, Map.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Rates(Double.NaN, profile().rates(1).bandwidths()));
        assertThrows(IllegalArgumentException.class, () -> new Bandwidth(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Bandwidth(1, Double.POSITIVE_INFINITY));
    }

    private static String refusal(Path file) {
        return assertThrows(MachineProfileFormatException.class, () -> MachineProfile.load(file))
                .getMessage();
    }
}
