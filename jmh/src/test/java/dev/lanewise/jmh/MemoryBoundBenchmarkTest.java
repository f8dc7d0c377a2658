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
        benchmark.run();
        benchmark.work().requireCorrect();
        benchmark.loop();
        benchmark.work().spoil();
        assertThrows(AssertionError.class, () -> benchmark.work().requireCorrect());
        benchmark.close();
    }
}
