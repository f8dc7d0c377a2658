package dev.lanewise.properties.process;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Attention;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Epilogue;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.Reduction;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.ConvExample;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Prints a hash of the bits of several results, each after a number of runs. Usage: {@code ResultBits RUNS}. */
final class ResultBits {
    private static final int M = 13;
    private static final int N = 37;
    private static final int K = 67;

    /** Convolutions take longer, and their loops are compiled in fewer runs. */
    private static final int OF_CONVOLUTIONS = 10;

    private static final int CHANNELS = 9;
    private static final int ROWS = 7;
    private static final int COLUMNS = 10;

    /** All that are not in an epilogue above. */
    private static final List<Activation> FUNCTIONS = List.of(
            Activation.RELU,
            Activation.ERF,
            Activation.HARD_SIGMOID,
            Activation.SELU,
            Activation.SOFTPLUS,
            Activation.MISH,
            Activation.SOFTSIGN,
            Activation.EXP,
            Activation.LOG,
            Activation.SQRT,
            Activation.RSQRT,
            Activation.SIN,
            Activation.COS,
            Activation.ROUND,
            Activation.clip(-1, 1),
            Activation.leakyRelu(0.1f),
            Activation.elu(0.5f));

    private ResultBits() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        int runs = Integer.parseInt(arguments[0]);
        float[] a = random(M * K, 1);
        float[] b = random(K * N, 2);
        float[] bias = random(N, 3);
        try (Engine engine = Engine.builder().build()) {
            Map<String, Runnable> work = new LinkedHashMap<>();
            Map<String, float[]> results = new LinkedHashMap<>();
            for (Transpose trans : Transpose.values()) {
                float[] c = result(results, "sgemm " + trans);
                int ldb = trans == Transpose.NO ? N : K;
                work.put(
                        "sgemm " + trans,
                        () -> engine.sgemm(Transpose.NO, trans, M, N, K, 0.7f, a, 0, K, b, 0, ldb, 0, c, 0, N));
                float[] y = result(results, "sgemv " + trans);
                work.put("sgemv " + trans, () -> engine.sgemv(trans, M, K, 0.7f, a, 0, K, b, 0, 1, 0, y, 0, 1));
            }
            Map<String, Activation> activations = new LinkedHashMap<>();
            activations.put("sigmoid", Activation.SIGMOID);
            activations.put("tanh", Activation.TANH);
            activations.put("gelu", Activation.GELU_ERF);
            activations.put("gelu by tanh", Activation.GELU_TANH);
            activations.put("silu", Activation.SILU);
            activations.put("hard swish", Activation.HARD_SWISH);
            activations.put("scaled hard swish", Activation.hardSwish(0.75f, -0.5f));
            activations.forEach((name, activation) -> {
                float[] c = result(results, name);
                Gemm gemm = engine.gemm(M, N, K)
                        .weights(engine.pack(Transpose.NO, K, N, b, 0, N))
                        .epilogue(Epilogue.builder()
                                .biasPerColumn(bias)
                                .activation(activation)
                                .build())
                        .prepare();
                work.put(name, () -> gemm.run(a, 0, c, 0));
            });
            for (ConvAlgorithm algorithm : ConvAlgorithm.values()) {
                ConvShape shape = ConvExample.shape(algorithm, CHANNELS, ROWS, COLUMNS);
                float[] x = random(shape.inputElements(), 4);
                float[] y = new float[shape.outputElements()];
                results.put(algorithm.name(), y);
                Conv2d conv = engine.conv2d(shape)
                        .layouts(Layout.NCHW, Layout.NHWC)
                        .weights(random(shape.weightElements(), 5))
                        .bias(random(CHANNELS, 6))
                        .activation(Activation.TANH)
                        .algorithm(algorithm)
                        .prepare();
                work.put(algorithm.name(), () -> conv.run(x, y));
            }
            for (Activation function : FUNCTIONS) {
                float[] y = result(results, function.toString());
                work.put(function.toString(), () -> engine.pointwise().unary(function, M * N, a, 0, y, 0));
            }
            float[] large = random(M * N, 7);
            for (int i = 0; i < large.length; i += 5) {
                large[i] *= 100;
            }
            float[] ofLarge = result(results, "exp of large numbers");
            work.put(
                    "exp of large numbers",
                    () -> engine.pointwise().unary(Activation.EXP, M * N, large, 0, ofLarge, 0));
            int[] shape = {N};
            for (BinaryOperation operation : List.of(BinaryOperation.MAX, BinaryOperation.POWER)) {
                float[] y = result(results, operation.name());
                work.put(
                        operation.name(),
                        () -> engine.pointwise().binary(operation, shape, b, N, shape, bias, 0, y, 0));
            }
            int[] square = {M, N};
            float[] row = result(results, "softmax of rows");
            work.put("softmax of rows", () -> engine.normalization().softmax(square, 1, a, 0, row, 0));
            float[] column = result(results, "softmax of columns");
            work.put("softmax of columns", () -> engine.normalization().softmax(square, 0, a, 0, column, 0));
            float[] normal = result(results, "layer norm");
            work.put("layer norm", () -> engine.normalization().layerNorm(M, N, a, 0, bias, bias, 0.1f, normal, 0));
            for (Reduction reduction : Reduction.values()) {
                float[] y = result(results, reduction.name());
                work.put(
                        reduction.name(),
                        () -> engine.reductions().reduce(reduction, square, new int[] {1}, a, 0, y, 0));
            }
            Attention attention = engine.attention(1, N).prepare();
            float[] attended = result(results, "attention");
            work.put("attention", () -> attention.run(1, M, M, a, 0, a, M, b, 0, null, attended, 0));
            for (RecurrentCell cell : RecurrentCell.values()) {
                Recurrent layer = engine.recurrent(cell, K, N)
                        .weights(random(cell.gates() * N * K, 8), 0)
                        .recurrentWeights(random(cell.gates() * N * N, 9), 0)
                        .prepare();
                float[] y = result(results, cell.name());
                work.put(cell.name(), () -> layer.run(M, 1, a, 0, null, null, 0, null, 0, y, 0));
            }
            work.forEach((name, run) -> {
                int times = results.get(name).length > M * N ? Math.max(1, runs / OF_CONVOLUTIONS) : runs;
                for (int i = 0; i < times; i++) {
                    run.run();
                }
                System.out.println(name + " " + hash(results.get(name)));
            });
        }
    }

    private static float[] result(Map<String, float[]> results, String name) {
        float[] result = new float[M * N];
        results.put(name, result);
        return result;
    }

    private static String hash(float[] values) {
        int[] bits = new int[values.length];
        for (int at = 0; at < bits.length; at++) {
            bits[at] = Float.floatToIntBits(values[at]); // any NaN is as good
        }
        return Integer.toHexString(Arrays.hashCode(bits));
    }

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int at = 0; at < length; at++) {
            values[at] = 4 * random.nextFloat() - 2;
        }
        return values;
    }
}
