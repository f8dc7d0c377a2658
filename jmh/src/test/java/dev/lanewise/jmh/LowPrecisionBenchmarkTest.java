package dev.lanewise.jmh;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LowPrecisionBenchmarkTest {

    static List<Map<String, String>> parameters() {
        return BenchmarkParameters.combinations(LowPrecisionBenchmark.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectLayer(Map<String, String> parameters) throws ReflectiveOperationException {
        LowPrecisionBenchmark benchmark = new LowPrecisionBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        benchmark.layer = MirrorChecks.shrink(benchmark.layer);
        benchmark.prepare();
        try {
            float[] y = benchmark.multiply();
            Arrays.fill(y, Float.NaN);
            benchmark.requireCorrect(benchmark.multiply());
        } finally {
            benchmark.close();
        }
    }
}
