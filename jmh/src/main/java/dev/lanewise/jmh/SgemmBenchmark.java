package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
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

/** GEMM: squares, the products of the peers' table, small batches; of the FMA peak. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class SgemmBenchmark {

    /** How B comes. */
    public enum Weights {
        /** As an argument of each call. */
        PLAIN,
        /** Packed once, ahead. */
        PACKED
    }

    /** The product as {@code MxNxK}. */
    @Param({
        "64x64x64",
        "128x128x128",
        "256x256x256",
        "512x512x512",
        "1024x1024x1024",
        "2048x2048x2048",
        "1x4096x4096",
        "8x4096x4096",
        "64x3136x576",
        "256x196x2304",
        "512x49x4608",
        "1000x1x2048",
        "128x768x768",
        "128x3072x768",
        "3136x64x64",
        "1x1024x1024",
        "2x1024x1024",
        "3x1024x1024",
        "4x1024x1024",
        "5x1024x1024",
        "6x1024x1024",
        "7x1024x1024",
        "8x1024x1024",
        "9x1024x1024",
        "10x1024x1024",
        "11x1024x1024",
        "12x1024x1024",
        "13x1024x1024",
        "14x1024x1024"
    })
    public String shape;

    /** How B comes. */
    @Param
    public Weights weights;

    /** Threads of the engine. */
    @Param({"1", "2"})
    public int threads;

    private Engine engine;
    private Product product;
    private Gemm packed;

    /** Makes the benchmark; JMH does. */
    public SgemmBenchmark() {}

    /** Prepares the product, and checks both ways of computing it. */
    @Setup
    public void prepare() {
        product = Product.of(shape);
        engine = Engine.builder().threads(threads).build();
        int n = product.n();
        packed = engine.gemm(product.m(), n, product.k())
                .weights(engine.pack(Transpose.NO, product.k(), n, product.b(), 0, n))
                .prepare();
        product.poison();
        product.requireCorrect(weights.name(), multiply());
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
    public float[] sgemm(OfFmaPeak peak) {
        peak.add(product.flops());
        return multiply();
    }

    /** The product of the parameters; the mirror test calls it as well. */
    float[] multiply() {
        float[] c = product.c();
        int n = product.n();
        int k = product.k();
        if (weights == Weights.PACKED) {
            packed.run(product.a(), 0, c, 0);
        } else {
            engine.sgemm(
                    Transpose.NO, Transpose.NO, product.m(), n, k, 1, product.a(), 0, k, product.b(), 0, n, 0, c, 0, n);
        }
        return c;
    }

    /** The data, for the mirror test. */
    Product product() {
        return product;
    }
}
