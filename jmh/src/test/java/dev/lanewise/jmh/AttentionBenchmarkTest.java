package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.reference.ReferenceAttention;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionBenchmarkTest {

    static List<Map<String, String>> parameters() {
        return BenchmarkParameters.combinations(AttentionBenchmark.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectAttention(Map<String, String> parameters) throws ReflectiveOperationException {
        AttentionBenchmark benchmark = new AttentionBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        Heads whole = Heads.of(benchmark.attention);
        benchmark.prepare(Heads.of(Math.min(200, whole.tokens()), 2, whole.size()));
        try {
            assertCorrect(benchmark.heads(), benchmark.run());
        } finally {
            benchmark.close();
        }
    }

    private static void assertCorrect(Heads of, float[] actual) {
        int ld = of.heads() * of.size();
        double scale = 1 / Math.sqrt(of.size());
        for (int at = 0; at < actual.length; at++) {
            int head = at % ld / of.size() * of.size();
            int query = at / ld * ld + head;
            double[] unmasked = new double[of.tokens()];
            double expected = new ReferenceAttention(scale, of.q(), query, of.size(), of.k(), head, ld, unmasked)
                    .result(of.v(), at % ld, ld);
            assertEquals(expected, actual[at], 1e-5, "y[" + at + "]");
        }
    }
}
