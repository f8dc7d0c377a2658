package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FunctionBenchmarkTest {

    @ParameterizedTest
    @EnumSource
    void timesCorrectResults(FunctionCall.Function function) {
        FunctionBenchmark benchmark = new FunctionBenchmark();
        benchmark.function = function;
        benchmark.prepare();
        benchmark.loop();
        if (benchmark.call().hasJdk()) {
            benchmark.requireCorrect(benchmark.jdk());
        }
        float[] results = benchmark.run();
        benchmark.requireCorrect(results);
        results[711] += 1;
        assertThrows(AssertionError.class, () -> benchmark.requireCorrect(results));
        benchmark.close();
    }
}
