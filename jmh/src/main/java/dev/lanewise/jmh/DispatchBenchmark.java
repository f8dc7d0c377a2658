package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Transpose;
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

/** Square products so small that checks, plan and dispatch are what counts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class DispatchBenchmark {

    /** How the product is called. */
    public enum Call {
        /** {@code sgemm}, all arguments anew. */
        SGEMM,
        /** A prepared product, both operands as arguments. */
        PREPARED,
        /** A prepared product with B packed ahead. */
        PACKED,
        /** The fully connected operator. */
        LINEAR
    }

    /** Rows, columns and depth. */
    @Param({"1", "4", "8", "16", "24", "32"})
    public int size;

    /** How the product is called. */
    @Param
    public Call call;

    private Engine engine;
    private Product product;
    private Gemm prepared;
    private Gemm packed;
    private Linear linear;

    /** Makes the benchmark; JMH does. */
    public DispatchBenchmark() {}

    /** Prepares the operators, and checks the call. */
    @Setup
    public void prepare() {
        product = new Product(size, size, size);
        engine = Engine.builder().build();
        prepared = engine.gemm(size, size, size).prepare();
        packed = engine.gemm(size, size, size)
                .weights(engine.pack(Transpose.NO, size, size, product.b(), 0, size))
                .prepare();
        linear = engine.linear(size, size)
                .packedWeights(engine.pack(Transpose.NO, size, size, product.b(), 0, size))
                .prepare();
        product.poison();
        product.requireCorrect(call.name(), multiply());
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * One product.
     *
     * @param peak takes its FLOP
     * @return C
     */
    @Benchmark
    public float[] dispatch(OfFmaPeak peak) {
        peak.add(product.flops());
        return multiply();
    }

    /** The product of the parameters; the mirror test calls it as well. */
    float[] multiply() {
        float[] a = product.a();
        float[] b = product.b();
        float[] c = product.c();
        switch (call) {
            case SGEMM ->
                engine.sgemm(Transpose.NO, Transpose.NO, size, size, size, 1, a, 0, size, b, 0, size, 0, c, 0, size);
            case PREPARED -> prepared.run(a, 0, b, 0, c, 0);
            case PACKED -> packed.run(a, 0, c, 0);
            case LINEAR -> linear.run(size, a, 0, size, c, 0, size);
        }
        return c;
    }

    /** The data, for the mirror test. */
    Product product() {
        return product;
    }
}
