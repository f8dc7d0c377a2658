package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
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

/** GEMV both ways, of the bandwidth at which a loop reads the same matrix. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class SgemvBenchmark {

    /** The matrix as {@code ROWSxCOLS}: from the L1 cache to memory. */
    @Param({"64x64", "250x250", "1000x1000", "1000x2048", "2048x1000", "4096x4096"})
    public String matrix;

    /** Whether the matrix is transposed. */
    @Param
    public Transpose transpose;

    private Engine engine;
    private Product product;

    /** Makes the benchmark; JMH does. */
    public SgemvBenchmark() {}

    /** Prepares the product, and checks it. */
    @Setup
    public void prepare() {
        int[] sizes = Product.sizes(matrix + "x1");
        // as a product of matrices: A·x, or xᵀ·B with B the matrix
        product = transpose == Transpose.NO ? new Product(sizes[0], 1, sizes[1]) : new Product(1, sizes[1], sizes[0]);
        engine = Engine.builder().build();
        product.poison();
        product.requireCorrect(transpose.name(), multiply());
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * One product.
     *
     * @param bandwidth takes the matrix
     * @return y
     */
    @Benchmark
    public float[] sgemv(OfBandwidth bandwidth) {
        bandwidth.addReading(matrix());
        return multiply();
    }

    /** The product of the parameters; the mirror test calls it as well. */
    float[] multiply() {
        int k = product.k();
        if (transpose == Transpose.NO) {
            engine.sgemv(transpose, product.m(), k, 1, product.a(), 0, k, product.b(), 0, 1, 0, product.c(), 0, 1);
        } else {
            int n = product.n();
            engine.sgemv(transpose, k, n, 1, product.b(), 0, n, product.a(), 0, 1, 0, product.c(), 0, 1);
        }
        return product.c();
    }

    /** The data, for the mirror test. */
    Product product() {
        return product;
    }

    private float[] matrix() {
        return transpose == Transpose.NO ? product.a() : product.b();
    }
}
