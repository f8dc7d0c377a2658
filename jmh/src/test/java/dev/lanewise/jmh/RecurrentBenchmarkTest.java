package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.reference.ReferenceActivations;
import dev.lanewise.reference.ReferenceRecurrent;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecurrentBenchmarkTest {

    static List<Map<String, String>> parameters() {
        return BenchmarkParameters.combinations(RecurrentBenchmark.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void timesACorrectLayer(Map<String, String> parameters) throws ReflectiveOperationException {
        RecurrentBenchmark benchmark = new RecurrentBenchmark();
        BenchmarkParameters.set(benchmark, parameters);
        benchmark.prepare(Recurrence.of(benchmark.layer).shrunk());
        try {
            // weights of low precision differ by 2⁻⁸ of themselves or of the largest of their row
            assertCorrect(
                    benchmark.recurrence(),
                    benchmark.run(),
                    benchmark.format.equals(RecurrentBenchmark.FP32) ? 1e-5 : 0.05);
        } finally {
            benchmark.close();
        }
    }

    private static void assertCorrect(Recurrence of, float[] actual, double tolerance) {
        DoubleUnaryOperator tanh = ReferenceActivations::tanh;
        DoubleUnaryOperator sigmoid = ReferenceActivations::sigmoid;
        DoubleUnaryOperator[] functions = switch (of.cell()) {
            case RNN -> new DoubleUnaryOperator[] {tanh};
            case GRU -> new DoubleUnaryOperator[] {sigmoid, tanh};
            case LSTM -> new DoubleUnaryOperator[] {sigmoid, tanh, tanh};
        };
        ReferenceRecurrent reference = new ReferenceRecurrent(
                        of.inputSize(), of.hiddenSize(), of.hiddenSize(), of.w(), of.r(), functions)
                .with(of.bias(), null, null, Double.POSITIVE_INFINITY, of.cell() == RecurrentCell.GRU, false);
        for (int b = 0; b < of.batch(); b++) {
            double[] h = new double[of.hiddenSize()];
            double[] c = new double[of.hiddenSize()];
            for (int step = 0; step < of.steps(); step++) {
                int row = step * of.batch() + b;
                double[] x = new double[of.inputSize()];
                for (int i = 0; i < x.length; i++) {
                    x[i] = of.x()[row * x.length + i];
                }
                reference.step(x, h, c);
                for (int i = 0; i < h.length; i++) {
                    assertEquals(h[i], actual[row * h.length + i], tolerance, "y of step " + step);
                }
            }
        }
    }
}
