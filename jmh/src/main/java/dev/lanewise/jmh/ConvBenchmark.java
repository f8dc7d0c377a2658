package dev.lanewise.jmh;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
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

/**
 * Convolution with bias, the layers of the peers' table; of the FMA peak, operations counted as in the direct sum, so that
 * algorithms with fewer of them may pass it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ConvBenchmark {

    /** The planner's choice, as a value of {@link #algorithm}. */
    static final String PLANNED = "PLANNED";

    /** The layer, as {@link Convolution#shape} reads it. */
    @Param({
        "resnet_7x7s2_3to64@224",
        "resnet_3x3s1_64to64@56",
        "resnet_3x3s1_128to128@28",
        "resnet_3x3s1_256to256@14",
        "resnet_3x3s1_512to512@7",
        "resnet_1x1s1_256to64@56",
        "resnet_1x1s1_64to256@56",
        "resnet_1x1s1_1024to256@14",
        "resnet_3x3s2_128to128@56",
        "vgg_3x3s1_64to64@224",
        "vgg_3x3s1_128to128@112",
        "vgg_3x3s1_256to256@56",
        "vgg_3x3s1_512to512@28",
        "mobilenet_3x3s1_dw32@112",
        "mobilenet_3x3s2_dw64@112",
        "mobilenet_3x3s1_dw512@14",
        "alexnet_11x11s4_3to64@224",
        "alexnet_5x5s1_64to192@27",
        "large_31x31s1_dw128@56",
        "speech_5x1s1_64to64@1000x40"
    })
    public String layer;

    /** Of input and output. */
    @Param
    public Layout layout;

    /**
     * {@value #PLANNED}, or any {@link ConvAlgorithm} by {@code -p algorithm=…}; one that does not apply to a layer fails there and
     * leaves the others alone.
     */
    @Param(PLANNED)
    public String algorithm;

    /** Threads of the engine. */
    @Param({"1", "2"})
    public int threads;

    private Engine engine;
    private Convolution convolution;
    private Conv2d conv;

    /** Makes the benchmark; JMH does. */
    public ConvBenchmark() {}

    /** Prepares the convolution and checks it. */
    @Setup
    public void prepare() {
        prepare(Convolution.shape(layer));
    }

    void prepare(ConvShape shape) {
        convolution = new Convolution(shape);
        engine = Engine.builder().threads(threads).build();
        Conv2d.Builder builder = engine.conv2d(shape)
                .layout(layout)
                .weights(convolution.weights())
                .bias(convolution.bias());
        if (!algorithm.equals(PLANNED)) {
            builder.algorithm(ConvAlgorithm.valueOf(algorithm));
        }
        conv = builder.prepare();
        convolution.poison();
        convolution.requireCorrect(conv.plan().algorithm().name(), convolve(), layout);
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * One convolution.
     *
     * @param peak takes its FLOP
     * @return the output
     */
    @Benchmark
    public float[] conv2d(OfFmaPeak peak) {
        peak.add((double) convolution.shape().flop());
        return convolve();
    }

    /** The convolution of the parameters; the mirror test calls it as well. */
    float[] convolve() {
        conv.run(convolution.input(layout), convolution.output());
        return convolution.output();
    }

    /** The data, for the mirror test. */
    Convolution convolution() {
        return convolution;
    }
}
