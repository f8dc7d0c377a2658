package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.WeightFormat;
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

/** Recurrent layers, of the FMA peak. With one sequence the recurrent weights come from L3 at every step, and that is the bound. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class RecurrentBenchmark {

    /** Weights as they are, as a value of {@link #format}. */
    static final String FP32 = "FP32";

    /** The layer, as {@link Recurrence#of} reads it. */
    @Param({
        "LSTM_64x1_256to512",
        "LSTM_64x16_256to512",
        "GRU_64x1_256to512",
        "GRU_64x16_256to512",
        "RNN_50x1_500to500",
        "LSTM_1x1_256to512"
    })
    public String layer;

    /** Of the recurrent weights: {@value #FP32}, or a {@link WeightFormat}. */
    @Param({FP32, "BF16", "INT8"})
    public String format;

    /** Threads of the engine. */
    @Param({"1", "2"})
    public int threads;

    private Engine engine;
    private Recurrence recurrence;
    private Recurrent prepared;

    /** Makes the benchmark; JMH does. */
    public RecurrentBenchmark() {}

    /** Prepares the layer. */
    @Setup
    public void prepare() {
        prepare(Recurrence.of(layer));
    }

    void prepare(Recurrence of) {
        recurrence = of;
        engine = Engine.builder().threads(threads).build();
        prepared = of.layer(engine, format.equals(FP32) ? null : WeightFormat.valueOf(format));
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * All steps of all sequences.
     *
     * @param peak takes the FLOP of the products
     * @return all states
     */
    @Benchmark
    public float[] recurrent(OfFmaPeak peak) {
        peak.add(recurrence.flop());
        return run();
    }

    /** The run of the parameters; the mirror test calls it as well. */
    float[] run() {
        return recurrence.run(prepared);
    }

    /** The data, for the mirror test. */
    Recurrence recurrence() {
        return recurrence;
    }
}
