package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.engine.WeightOnlyLinear;
import dev.lanewise.engine.WeightOnlyMatrix;
import java.util.Random;
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

/** A layer of low-precision weights, in time a run; compare with {@link SgemvBenchmark} on the same matrix. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class LowPrecisionBenchmark {
    private static final double UNIT = 0x1p-24;

    /** What the bias of four bits may cost: weights up to 8 steps, widened up to 16. */
    private static final int BIAS = 3;

    /** The layer as {@code BATCHxOUTPUTSxINPUTS}. */
    @Param({"1x4096x4096", "4x4096x4096", "16x1024x1024", "64x1024x1024"})
    public String layer;

    /** How weights are stored. */
    @Param
    public WeightFormat format;

    private Engine engine;
    private WeightOnlyLinear linear;
    private int batch;
    private float[] x;
    private float[] y;

    /** Makes the benchmark; JMH does. */
    public LowPrecisionBenchmark() {}

    /** Prepares the layer, and checks it. */
    @Setup
    public void prepare() {
        int[] sizes = Product.sizes(layer);
        batch = sizes[0];
        int outputs = sizes[1];
        // whole blocks, also of the small sizes of the mirror test
        int inputs = Math.max(format.block(), sizes[2] / format.block() * format.block());
        Random random = new Random(1);
        x = uniform(random, batch * inputs);
        y = new float[batch * outputs];
        engine = Engine.builder().build();
        linear = engine.weightOnlyLinear(inputs, outputs)
                .weights(WeightOnlyMatrix.narrow(format, outputs, inputs, uniform(random, outputs * inputs), 0, inputs)
                        .pack())
                .prepare();
        requireCorrect(multiply());
    }

    private static float[] uniform(Random random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * One run.
     *
     * @return y
     */
    @Benchmark
    public float[] run() {
        return multiply();
    }

    /** The run of the parameters; the mirror test calls it as well. */
    float[] multiply() {
        linear.run(batch, x, 0, linear.inFeatures(), y, 0, linear.outFeatures());
        return y;
    }

    /** Compares some outputs with sums of doubles; fails where the documented bound is exceeded. */
    void requireCorrect(float[] actual) {
        int inputs = linear.inFeatures();
        float[] weights = new float[inputs];
        int step = Math.max(1, linear.outFeatures() / 64);
        for (int j = 0; j < linear.outFeatures(); j += step) {
            linear.weights().widen(j, weights, 0);
            for (int i = 0; i < batch; i++) {
                double sum = 0;
                double magnitude = 0;
                for (int k = 0; k < inputs; k++) {
                    double term = (double) x[i * inputs + k] * weights[k];
                    sum += term;
                    magnitude += Math.abs(term) + BIAS * Math.abs(x[i * inputs + k]);
                }
                if (!(Math.abs(actual[i * linear.outFeatures() + j] - sum) <= (inputs + 4) * UNIT * magnitude)) {
                    throw new IllegalStateException("output " + j + " of row " + i + " is "
                            + actual[i * linear.outFeatures() + j] + "; it must be " + sum);
                }
            }
        }
    }
}
