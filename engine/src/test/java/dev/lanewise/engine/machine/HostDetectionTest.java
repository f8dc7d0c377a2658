package dev.lanewise.engine.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.HostDetection.Host;
import dev.lanewise.engine.machine.HostDetection.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostDetectionTest {
    @TempDir
    Path root;

    private final Properties properties = new Properties();
    private final Map<String, String> flags = new HashMap<>(Map.of("MaxVectorSize", "32", "UseAVX", "2"));
    private boolean vectorModule = true;

    @BeforeEach
    void x86() {
        properties.setProperty("os.arch", "amd64");
        properties.setProperty("java.vm.info", "mixed mode, sharing");
    }

    private Host detect() {
        return HostDetection.detect(
                new Places(properties, flags::get, vectorModule, root.resolve("cache"), root.resolve("cpuinfo")));
    }

    private Machine machine() {
        return detect().machine();
    }

    private void cache(int index, int level, String type, String size) throws IOException {
        Path directory = Files.createDirectories(root.resolve("cache/index" + index));
        Files.writeString(directory.resolve("level"), level + "\n");
        Files.writeString(directory.resolve("type"), type + "\n");
        Files.writeString(directory.resolve("size"), size + "\n");
        Files.writeString(directory.resolve("coherency_line_size"), "128\n");
    }

    @ParameterizedTest
    @CsvSource({"64, 3, 16, 32", "32, 3, 8, 32", "32, 2, 8, 16", "32, 1, 4, 16", "16, 0, 4, 16"})
    void takesLanesAndRegistersFromHotSpot(String maxVectorSize, String avx, int lanes, int registers) {
        flags.put("MaxVectorSize", maxVectorSize);
        flags.put("UseAVX", avx);
        assertEquals(lanes, machine().lanes());
        assertEquals(registers, machine().registers());
        assertTrue(detect().sources().get("lanes").contains("MaxVectorSize=" + maxVectorSize));
    }

    @Test
    void knowsAArch64() {
        properties.setProperty("os.arch", "aarch64");
        flags.remove("UseAVX");
        flags.put("MaxVectorSize", "16");
        assertEquals(4, machine().lanes());
        assertEquals(32, machine().registers());
    }

    @Test
    void fallsBackOnDefaults() {
        flags.clear();
        Machine machine = machine();
        assertEquals("amd64", machine.cpu());
        assertEquals(8, machine.lanes());
        assertEquals(16, machine.registers());
        assertEquals(32 << 10, machine.l1Bytes());
        assertEquals(512 << 10, machine.l2Bytes());
        assertEquals(8 << 20, machine.l3Bytes());
        assertEquals(64, machine.lineBytes());
        assertEquals("default", detect().sources().get("l3Bytes"));
    }

    @Test
    void readsWhatLinuxTells() throws IOException {
        Files.writeString(root.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some CPU: fast\n");
        cache(0, 1, "Data", "48K");
        cache(1, 1, "Instruction", "64K");
        cache(2, 2, "Unified", "2048K");
        cache(3, 3, "Unified", "260M");
        Machine machine = machine();
        assertEquals("Some CPU: fast", machine.cpu());
        assertEquals(48 << 10, machine.l1Bytes());
        assertEquals(2 << 20, machine.l2Bytes());
        assertEquals(260 << 20, machine.l3Bytes());
        assertEquals(128, machine.lineBytes());
        assertTrue(detect().sources().get("l2Bytes").endsWith("index2"));
    }

    @Test
    void takesTheSecondLevelForAMissingThird() throws IOException {
        cache(0, 1, "Data", "64K");
        cache(1, 2, "Unified", "1024K");
        assertEquals(1 << 20, machine().l3Bytes());
    }

    @Test
    void survivesNonsenseFromTheOperatingSystem() throws IOException {
        Files.write(root.resolve("cpuinfo"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        cache(0, 1, "Data", "lots");
        cache(1, 2, "Unified", "-1K");
        cache(2, 3, "Unified", "99999999999999M");
        Machine machine = machine();
        assertEquals("amd64", machine.cpu());
        assertEquals(32 << 10, machine.l1Bytes());
        assertEquals(512 << 10, machine.l2Bytes());
        assertEquals(8 << 20, machine.l3Bytes());
    }

    @ParameterizedTest
    @CsvSource({"128, 4", "256, 8", "512, 16", "scalar, 1"})
    void forcesLanes(String value, int lanes) {
        properties.setProperty("lanewise.lanes", value);
        assertEquals(lanes, machine().lanes());
        assertTrue(detect().advice().isEmpty());
    }

    @Test
    void forcesRegistersAndCaches() {
        properties.setProperty("lanewise.registers", "32");
        properties.setProperty("lanewise.l1", "4096");
        properties.setProperty("lanewise.l2", "8192");
        properties.setProperty("lanewise.l3", "16384");
        Machine machine = machine();
        assertEquals(32, machine.registers());
        assertEquals(List.of(4096L, 8192L, 16384L), List.of(machine.l1Bytes(), machine.l2Bytes(), machine.l3Bytes()));
        assertEquals("property lanewise.l1", detect().sources().get("l1Bytes"));
    }

    @Test
    void raisesAnUnforcedCacheToTheLevelBelow() {
        properties.setProperty("lanewise.l1", "1048576");
        assertEquals(1 << 20, machine().l2Bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "lanewise.lanes, 8, 'must be 128, 256, 512 (bits) or scalar'",
        "lanewise.lanes, '', 'must be 128, 256, 512 (bits) or scalar'",
        "lanewise.registers, 24, must be 16 or 32",
        "lanewise.l1, 32K, must be a number of bytes from 1024 to 1099511627776",
        "lanewise.l2, 0, must be a number of bytes from 1024 to 1099511627776",
        "lanewise.l2, 2048, must be at least the 32768 bytes of the level before",
        "lanewise.l3, -5, must be a number of bytes from 1024 to 1099511627776"
    })
    void namesABadProperty(String property, String value, String must) {
        properties.setProperty(property, value);
        String message =
                assertThrows(IllegalArgumentException.class, this::detect).getMessage();
        assertEquals("property " + property + " is '" + value + "'; it " + must, message);
    }

    @Test
    void advisesToAddTheModule() {
        vectorModule = false;
        assertEquals(1, machine().lanes());
        assertTrue(detect().advice().orElseThrow().contains("--add-modules jdk.incubator.vector"));
        properties.setProperty("lanewise.lanes", "256");
        assertEquals(1, machine().lanes());
        properties.setProperty("lanewise.lanes", "scalar");
        assertTrue(detect().advice().isEmpty());
    }

    @Test
    void advisesToTurnC2On() {
        flags.put("TieredStopAtLevel", "1");
        assertEquals(1, machine().lanes());
        assertTrue(detect().advice().orElseThrow().contains("-XX:TieredStopAtLevel"));
        flags.remove("TieredStopAtLevel");
        properties.setProperty("java.vm.info", "interpreted mode");
        assertEquals(1, machine().lanes());
        // for tests that compare cold with hot code
        properties.setProperty("lanewise.lanes", "256");
        assertEquals(8, machine().lanes());
    }

    @Test
    void advisesWithoutFusedMultiplyAdd() {
        flags.put("UseFMA", "false");
        assertEquals(1, machine().lanes());
        assertTrue(detect().advice().orElseThrow().contains("-XX:-UseFMA"));
    }

    @Test
    void givesSourcesInTheOrderOfTheComponents() {
        assertEquals(
                List.of("cpu", "lanes", "registers", "l1Bytes", "l2Bytes", "l3Bytes", "lineBytes", "processors"),
                List.copyOf(detect().sources().keySet()));
    }
}
