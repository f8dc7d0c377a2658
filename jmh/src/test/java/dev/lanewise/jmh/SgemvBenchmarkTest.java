package dev.lanewise.jmh;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SgemvBenchmarkTest {

    static List<Map<String, String>> parameters() {
        return BenchmarkParameters.combinations(SgemvBenchmark.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectProduct(Map<String, String> parameters) throws ReflectiveOperationException {
        SgemvBenchmark benchmark = new SgemvBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        benchmark.matrix = MirrorChecks.shrink(benchmark.matrix);
        benchmark.prepare();
        try {
            benchmark.product().poison();
            MirrorChecks.assertCorrect(benchmark.product(), benchmark.multiply());
        } finally {
            benchmark.close();
        }
    }
}
