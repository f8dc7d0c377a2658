package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvBenchmarkTest {

    /** Every combination, and every algorithm that may be asked for. */
    static List<Map<String, String>> parameters() {
        List<Map<String, String>> all = new ArrayList<>();
        for (Map<String, String> planned : BenchmarkParameters.combinations(ConvBenchmark.class)) {
            all.add(planned);
            for (ConvAlgorithm algorithm : ConvAlgorithm.values()) {
                Map<String, String> forced = new LinkedHashMap<>(planned);
                forced.put("algorithm", algorithm.name());
                all.add(forced);
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectConvolution(Map<String, String> parameters) throws ReflectiveOperationException {
        ConvBenchmark benchmark = new ConvBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        try {
            benchmark.prepare(MirrorChecks.shrink(Convolution.shape(benchmark.layer)));
            benchmark.convolution().poison();
            assertCorrect(benchmark.convolution(), benchmark.convolve(), benchmark.layout);
        } catch (IllegalArgumentException refused) {
            // a forced algorithm may say that it does not apply; the planner always finds one
            String message = refused.getMessage();
            assertTrue(message.startsWith("algorithm is " + benchmark.algorithm + ": "), message);
        } finally {
            benchmark.close();
        }
    }

    /** Compares every element with the scalar reference, by the largest error of all relative to the sums of absolute values. */
    private static void assertCorrect(Convolution convolution, float[] actual, Layout layout) {
        ConvShape s = convolution.shape();
        var expected = MirrorChecks.reference(convolution, layout);
        double magnitude = Arrays.stream(expected.magnitudes()).max().orElseThrow();
        for (int i = 0; i < actual.length; i++) {
            int channel = layout == Layout.NHWC ? i % s.outChannels() : i / s.outPixels() % s.outChannels();
            assertEquals(
                    expected.values()[i] + convolution.bias()[channel],
                    actual[i],
                    1e-5 * (1 + magnitude),
                    "y[" + i + "]");
        }
    }

    @Test
    void timesTheLayersOfTheTable() {
        List<String> layers = BenchmarkParameters.combinations(ConvBenchmark.class).stream()
                .map(parameters -> parameters.get("layer"))
                .distinct()
                .toList();
        assertEquals(Convolution.LAYERS, layers);
    }
}
