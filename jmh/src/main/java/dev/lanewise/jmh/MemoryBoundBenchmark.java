package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Operators that memory limits, beside a loop that reads and writes as much. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class MemoryBoundBenchmark {

    /** What runs. */
    @Param
    public MemoryBound.Operator operator;

    /** Images of a megabyte. */
    @Param({"1", "64"})
    public int images;

    private Engine engine;
    private MemoryBound work;

    /** Makes the benchmark; JMH does. */
    public MemoryBoundBenchmark() {}

    /** Makes the tensors, and checks the results. */
    @Setup
    public void prepare() {
        engine = Engine.builder().build();
        work = new MemoryBound(operator, images, engine);
        work.run();
        work.requireCorrect();
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
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
    MemoryBound work() {
        return work;
    }
}
