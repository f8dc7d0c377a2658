package dev.lanewise.jmh;

import dev.lanewise.engine.Attention;
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

/** Attention without mask, of the FMA peak; the exponentials are not counted. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class AttentionBenchmark {

    /** The attention, as {@link Heads#of(String)} reads it. */
    @Param({"12x64@128", "12x64@512", "12x64@2048"})
    public String attention;

    /** Threads of the engine. */
    @Param({"1", "2"})
    public int threads;

    private Engine engine;
    private Heads heads;
    private Attention prepared;

    /** Makes the benchmark; JMH does. */
    public AttentionBenchmark() {}

    /** Prepares the attention. */
    @Setup
    public void prepare() {
        prepare(Heads.of(attention));
    }

    void prepare(Heads of) {
        heads = of;
        engine = Engine.builder().threads(threads).build();
        prepared = of.attention(engine);
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * One attention.
     *
     * @param peak takes the FLOP of the products
     * @return y
     */
    @Benchmark
    public float[] attention(OfFmaPeak peak) {
        peak.add(heads.flop());
        return run();
    }

    /** The run of the parameters; the mirror test calls it as well. */
    float[] run() {
        return heads.run(prepared);
    }

    /** The data, for the mirror test. */
    Heads heads() {
        return heads;
    }
}
