package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MachineProfile.Bandwidth;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import dev.lanewise.engine.machine.MemoryLevel;
import dev.lanewise.engine.machine.OperatorCost;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssessmentChartTest {
    @TempDir
    Path directory;

    private static MachineProfile profile(int most) {
        Machine machine = new Machine("Some CPU", 16, 32, 48 << 10, 2 << 20, 24 << 20, 64, most);
        TreeMap<Integer, Rates> rates = new TreeMap<>();
        for (int threads = 1; threads <= most; threads++) {
            Map<MemoryLevel, Bandwidth> bandwidths = new EnumMap<>(MemoryLevel.class);
            bandwidths.put(MemoryLevel.L1, new Bandwidth(300e9 * threads, 300e9));
            if (threads < 4) {
                bandwidths.put(MemoryLevel.L3, new Bandwidth(28e9 * threads, 20e9));
            }
            bandwidths.put(MemoryLevel.MEMORY, new Bandwidth(14e9 * threads, 12e9));
            rates.put(threads, new Rates(174e9 * threads, bandwidths));
        }
        return new MachineProfile(machine, "Some VM 25", Instant.EPOCH, rates);
    }

    private static List<MeasuredProduct> products(int most) {
        OperatorCost cost = OperatorCost.gemm(1000, 1000, 1000);
        return List.of(
                new MeasuredProduct("1000³ GEMM", 1, cost, 170e9), new MeasuredProduct("1000³ GEMM", most, cost, 2e11));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void drawsAnyNumberOfThreads(int most) throws Exception {
        AssessmentChart.of(profile(most), products(most)).save(directory, "roofline");
        Pictures.assertSvg(directory.resolve("roofline.svg"));
        Pictures.assertPng(directory.resolve("roofline.png"));
    }

    @Test
    void drawsWithoutMeasuredProducts() throws Exception {
        AssessmentChart.of(profile(2), List.of()).save(directory, "roofline");
        Pictures.assertSvg(directory.resolve("roofline.svg"));
    }

    @Test
    void printsOnlyWhatWasMeasured() {
        StringWriter out = new StringWriter();
        AssessmentTable.print(profile(4), products(4), new PrintWriter(out));
        List<String> lines = out.toString().lines().toList();
        String l3 = lines.stream()
                .filter(line -> line.startsWith("  read L3"))
                .findFirst()
                .orElseThrow();
        assertTrue(l3.endsWith("-"), l3);
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("  read L2")));
        assertTrue(lines.stream().anyMatch(line -> line.matches("  1000³ GEMM +1 +170 +98% +L3")), out.toString());
    }

    @Test
    void knowsTheConvolutionsOfResNet50() {
        List<Operator> layers = Operator.resNet50();
        assertEquals(20, layers.size());
        assertEquals("7×7 3→64 at 112×112", layers.getFirst().name());
        assertEquals(
                OperatorCost.conv2d(1, 224, 224, 3, 7, 7, 64, 112, 112),
                layers.getFirst().cost());
        assertEquals("3×3 64→64 at 56×56, 3 times", layers.get(3).name());
        assertEquals(OperatorCost.conv2d(1, 56, 56, 64, 3, 3, 64), layers.get(3).cost());
    }
}
