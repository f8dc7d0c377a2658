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

/** Functions of 2048 numbers in L1, by the engine and by the JDK, beside a loop that reads and writes as much. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class FunctionBenchmark {

    /** What runs. */
    @Param
    public FunctionCall.Function function;

    private Engine engine;
    private FunctionCall call;

    /** Makes the benchmark; JMH does. */
    public FunctionBenchmark() {}

    /** Makes the arguments, and checks the results. */
    @Setup
    public void prepare() {
        engine = Engine.builder().build();
        call = new FunctionCall(function, engine);
        requireCorrect(run());
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** {@return the engine's results} */
    @Benchmark
    public float[] run() {
        return call.run();
    }

    /** {@return the JDK's results} */
    @Benchmark
    public float[] jdk() {
        return call.runJdk();
    }

    /** Reads and writes as much in L1. */
    @Benchmark
    public void loop() {
        call.runLoop();
    }

    /** {@return what is timed} */
    FunctionCall call() {
        return call;
    }

    /** Throws unless results are right. */
    void requireCorrect(float[] results) {
        call.requireCorrect(results);
    }
}
