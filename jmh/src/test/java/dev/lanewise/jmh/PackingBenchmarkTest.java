package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackingBenchmarkTest {

    static List<Map<String, String>> parameters() {
        return BenchmarkParameters.combinations(PackingBenchmark.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectPacking(Map<String, String> parameters) throws ReflectiveOperationException {
        PackingBenchmark benchmark = new PackingBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        benchmark.prepare();
        benchmark.requireCorrect(benchmark.pack());
    }

    @Test
    void findsAMisplacedElement() {
        PackingBenchmark benchmark = new PackingBenchmark();
        benchmark.side = PackingBenchmark.Side.B;
        benchmark.width = 20;
        benchmark.depth = 5;
        benchmark.prepare();
        float[] panels = benchmark.pack();
        panels[7] += 1;
        assertThrows(AssertionError.class, () -> benchmark.requireCorrect(panels));
    }
}
