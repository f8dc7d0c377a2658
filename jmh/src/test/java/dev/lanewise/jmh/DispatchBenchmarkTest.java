package dev.lanewise.jmh;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DispatchBenchmarkTest {

    static List<Map<String, String>> parameters() {
        return BenchmarkParameters.combinations(DispatchBenchmark.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectProduct(Map<String, String> parameters) throws ReflectiveOperationException {
        DispatchBenchmark benchmark = new DispatchBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        benchmark.prepare();
        try {
            benchmark.product().poison();
            MirrorChecks.assertCorrect(benchmark.product(), benchmark.multiply());
        } finally {
            benchmark.close();
        }
    }
}
