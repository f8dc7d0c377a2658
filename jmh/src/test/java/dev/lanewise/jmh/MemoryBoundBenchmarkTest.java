package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryBoundBenchmarkTest {

    @ParameterizedTest
    @EnumSource
    void timesCorrectResults(MemoryBound.Operator operator) {
        MemoryBoundBenchmark benchmark = new MemoryBoundBenchmark();
        benchmark.operator = operator;
        benchmark.images = 2;
        benchmark.prepare();
        float[] results = benchmark.run();
        benchmark.requireCorrect(results);
        benchmark.loop();
        results[4711] += 1;
        assertThrows(AssertionError.class, () -> benchmark.requireCorrect(results));
        benchmark.close();
    }
}
