package dev.lanewise.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Quantisation of tensors, beside a loop that reads and writes as much. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class QuantizationBenchmark {

    /** What runs. */
    @Param
    public QuantizationBound.Operator operator;

    /** Elements. */
    @Param({"4096", "16777216"})
    public int length;

    private QuantizationBound work;

    /** Makes the benchmark; JMH does. */
    public QuantizationBenchmark() {}

    /** Makes the tensors, and checks the results. */
    @Setup
    public void prepare() {
        work = new QuantizationBound(operator, length);
        work.run();
        work.requireCorrect();
    }

    /** One run. */
    @Benchmark
    public void run() {
        work.run();
    }

    /** Reads and writes as much. */
    @Benchmark
    public void loop() {
        work.runLoop();
    }

    /** {@return what is timed} */
    QuantizationBound work() {
        return work;
    }
}
