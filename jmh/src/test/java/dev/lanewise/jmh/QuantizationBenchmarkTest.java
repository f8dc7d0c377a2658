package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizationBenchmarkTest {

    @ParameterizedTest
    @EnumSource
    void timesCorrectResults(QuantizationBound.Operator operator) {
        QuantizationBenchmark benchmark = new QuantizationBenchmark();
        benchmark.operator = operator;
        benchmark.length = 4096;
        benchmark.prepare();
        benchmark.run();
        benchmark.loop();
        benchmark.work().requireCorrect();
        benchmark.work().spoil(1234);
        assertThrows(AssertionError.class, benchmark.work()::requireCorrect);
    }
}
