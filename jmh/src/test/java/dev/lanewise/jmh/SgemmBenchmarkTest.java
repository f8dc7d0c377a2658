package dev.lanewise.jmh;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SgemmBenchmarkTest {

    static List<Map<String, String>> parameters() {
        return BenchmarkParameters.combinations(SgemmBenchmark.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectProduct(Map<String, String> parameters) throws ReflectiveOperationException {
        SgemmBenchmark benchmark = new SgemmBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        benchmark.shape = MirrorChecks.shrink(benchmark.shape);
        benchmark.prepare();
        try {
            benchmark.product().poison();
            MirrorChecks.assertCorrect(benchmark.product(), benchmark.multiply());
        } finally {
            benchmark.close();
        }
    }
}
