package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Calibration;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.Quantization.ChannelAxis;
import dev.lanewise.engine.QuantizedLinear;
import dev.lanewise.engine.QuantizedMatrix;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Requantization;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad arguments of quantisation, calibration, requantisation and {@code QuantizedLinear}. */
class QuantizedInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();
    private static final Quantization TENSOR = Quantization.perTensor(QuantizedType.U8, 0.5f, 3);

    /** A valid layer of 5 inputs and 4 outputs in floats, and its run on a batch of 3. */
    static final class Call {
        Quantization input = TENSOR;
        boolean noInput;
        boolean dynamic;
        Quantization weights = TENSOR;
        boolean noWeights;
        byte[] w = new byte[2 + 3 * 6 + 5];
        int ldw = 6;
        boolean packed;
        QuantizedMatrix packedWeights;
        int[] bias = new int[4];
        float[] floatBias;
        Activation activation = Activation.NONE;
        Quantization output;
        boolean ints;
        boolean fixedPoint;
        int batch = 3;
        byte[] x = new byte[1 + 2 * 6 + 5];
        int xOffset = 1;
        int ldx = 6;
        float[] y = new float[3 + 2 * 5 + 4];
        byte[] bytes = new byte[17];
        int yOffset = 3;
        int ldy = 5;
        MemorySegment segmentX;
        MemorySegment segmentY;

        void run(Engine engine) {
            QuantizedLinear.Builder builder =
                    engine.quantizedLinear(5, 4).bias(bias).activation(activation);
            if (dynamic) {
                builder.dynamicInput();
            } else if (!noInput) {
                builder.input(input);
            }
            if (packed) {
                builder.packedWeights(weights, packedWeights);
            } else if (!noWeights) {
                builder.weights(weights, w, 2, ldw);
            }
            if (floatBias != null) {
                builder.bias(floatBias);
            }
            if (output != null) {
                builder.toBytes(output);
            }
            if (ints) {
                builder.toInts();
            }
            if (fixedPoint) {
                builder.fixedPoint();
            }
            QuantizedLinear linear = builder.prepare();
            if (segmentX != null) {
                linear.run(batch, segmentX, xOffset, ldx, segmentY, yOffset, ldy);
            } else if (output != null) {
                linear.run(batch, x, xOffset, ldx, bytes, yOffset, ldy);
            } else {
                linear.run(batch, x, xOffset, ldx, y, yOffset, ldy);
            }
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.of(
                missing("input", call -> call.input = null),
                missing("quantization", call -> call.weights = null),
                missing("weights", call -> call.packed = true),
                missing("w", call -> call.w = null),
                missing("bias", call -> call.bias = null),
                missing("activation", call -> call.activation = null),
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                illegalState("input is missing", call -> call.noInput = true, "input"),
                illegalState("weights are missing", call -> call.noWeights = true, "weights"),
                illegal("channels of the weights", call -> call.weights = channels(5), "outFeatures", "4", "5"),
                illegal("channels of the input", call -> call.input = channels(4), "batch", "3", "4"),
                illegal("channels of the output", call -> call.output = channels(4), "output"),
                illegal("ldw below the row", call -> call.ldw = 4, "ldw", "4", "5"),
                outside("short w", call -> call.w = new byte[24], "w", "24"),
                illegal("packed weights of another shape", call -> pack(call, QuantizedType.U8, 4, 5), "4", "5"),
                illegal("packed weights of another type", call -> pack(call, QuantizedType.S8, 5, 4), "S8", "U8"),
                illegal("short bias", call -> call.bias = new int[3], "bias", "3", "4"),
                illegal("long bias", call -> call.floatBias = new float[5], "bias", "5", "4"),
                illegalState("bias of floats for bytes", QuantizedInputTest::floatBiasOfBytes, "bias"),
                illegalState("dynamic input and bytes", QuantizedInputTest::dynamicBytes, "dynamic"),
                illegalState("dynamic input in bytes", call -> call.dynamic = true, "x", "floats"),
                illegalState("y of ints", call -> call.ints = true, "y", "INTS"),
                illegalState("fixed point for floats", call -> call.fixedPoint = true, "fixedPoint"),
                illegalState("tanh for bytes", QuantizedInputTest::tanhOfBytes, "activation", "TANH"),
                illegal("fixed point from 1 up", QuantizedInputTest::largeFactor, "factors[0]"),
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                illegal("ldx below the row", call -> call.ldx = 4, "ldx", "4", "5"),
                illegal("ldy below the row", call -> call.ldy = 3, "ldy", "3", "4"),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("short x", call -> call.x = new byte[17], "x", "17"),
                outside("short y", call -> call.y = new float[16], "y", "16"),
                outside("batch beyond any array", call -> call.batch = Integer.MAX_VALUE, "x", "18"),
                illegal("y is x", QuantizedInputTest::sameArray, "y", "x", "overlaps"),
                outside("short segment of x", call -> segments(call, 17, 68), "x", "17"),
                outside("short segment of y", call -> segments(call, 18, 67), "y", "16"),
                illegal("y is read-only", QuantizedInputTest::readOnly, "y", "read-only"),
                illegal("y is x in a segment", QuantizedInputTest::sameSegment, "y", "x", "overlaps"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.run(ENGINE), call.y);
        assertArrayEquals(new byte[call.bytes.length], call.bytes, "an array was written");
    }

    @Test
    void theCallThatIsChangedIsValid() {
        new Call().run(ENGINE);
        Call bytes = new Call();
        bytes.output = TENSOR;
        bytes.run(ENGINE);
        Call segments = new Call();
        segments(segments, 18, 68);
        segments.run(ENGINE);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void scales(float scale) {
        refused(() -> Quantization.perTensor(QuantizedType.U8, scale, 0));
        refused(() -> Quantization.perChannel(QuantizedType.S8, new float[] {1, scale}, new int[2]));
        refused(() -> Requantization.byFloat(new float[] {scale}, QuantizedType.U8, 0));
        refused(() -> Requantization.byFixedPoint(new float[] {scale}, QuantizedType.U8, 0));
    }

    @Test
    void quantisations() {
        refused(() -> Quantization.perTensor(QuantizedType.U8, 1, -1));
        refused(() -> Quantization.perTensor(QuantizedType.U8, 1, 256));
        refused(() -> Quantization.perTensor(QuantizedType.S8, 1, 128));
        refused(() -> Quantization.perTensor(QuantizedType.S8, 1, -129));
        refused(() -> Quantization.perChannel(QuantizedType.S8, new float[0], new int[0]));
        refused(() -> Quantization.perChannel(QuantizedType.S8, new float[] {1}, new int[2]));
        refused(() -> channels(3).quantize(ChannelAxis.ROWS, 2, 3, new float[6], 0, 3, new byte[6], 0, 3));
        refused(() -> channels(3).dequantize(ChannelAxis.COLUMNS, 3, 2, new byte[6], 0, 2, new float[6], 0, 2));
        refused(() -> TENSOR.quantize(-1, new float[6], 0, new byte[6], 0));
        assertThrowsExactly(
                IllegalStateException.class, () -> channels(3).quantize(3, new float[3], 0, new byte[3], 0));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> TENSOR.quantize(3, new float[3], 0, new byte[3], 1));
        assertThrowsExactly(
                IndexOutOfBoundsException.class, () -> TENSOR.dequantize(3, new byte[2], 0, new float[3], 0));
        assertThrowsExactly(NullPointerException.class, () -> Quantization.perTensor(null, 1, 0));
        assertThrowsExactly(
                NullPointerException.class, () -> TENSOR.quantize(null, 1, 1, new float[1], 0, 1, new byte[1], 0, 1));
    }

    /** Where every run gives the quantisation of its inputs. */
    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void quantisationOfARun(float scale) {
        float[] y = new float[4];
        int[] sums = new int[4];
        for (QuantizedType type : QuantizedType.values()) {
            QuantizedLinear.Builder builder =
                    ENGINE.quantizedLinear(5, 4).inputPerRun(type).weights(TENSOR, new byte[20], 0, 5);
            QuantizedLinear floats = builder.prepare();
            refused(() -> floats.run(1, new byte[5], 0, 5, scale, 0, y, 0, 4));
            QuantizedLinear ints = builder.toInts().prepare();
            for (int zeroPoint : new int[] {type.min() - 1, type.max() + 1}) {
                refused(() -> floats.run(1, new byte[5], 0, 5, 1, zeroPoint, y, 0, 4));
                refused(() -> ints.run(1, new byte[5], 0, 5, zeroPoint, sums, 0, 4));
            }
            assertThrowsExactly(
                    IllegalStateException.class, () -> floats.run(1, new byte[5], 0, 5, y, 0, 4), "none is given");
        }
        QuantizedLinear fixed = ENGINE.quantizedLinear(5, 4)
                .input(TENSOR)
                .weights(TENSOR, new byte[20], 0, 5)
                .prepare();
        assertThrowsExactly(
                IllegalStateException.class, () -> fixed.run(1, new byte[5], 0, 5, 1, 0, y, 0, 4), "it has its own");
        assertArrayEquals(new float[4], y);
        assertArrayEquals(new int[4], sums);
    }

    @Test
    void calibrationsAndRequantisations() {
        for (Calibration calibration : Calibration.values()) {
            float[] data = {1, Float.NaN};
            refused(() -> calibration.minMax(QuantizedType.U8, 2, data, 0));
            refused(() -> calibration.meanSquaredError(QuantizedType.U8, 1, data, 1));
            refused(() -> calibration.percentile(QuantizedType.U8, 49, 1, data, 0));
            refused(() -> calibration.percentile(QuantizedType.U8, Double.NaN, 1, data, 0));
            refused(() -> calibration.minMaxPerRow(QuantizedType.U8, 0, 1, data, 0, 1));
            assertThrowsExactly(
                    IndexOutOfBoundsException.class, () -> calibration.minMax(QuantizedType.U8, 3, data, 0));
        }
        refused(() -> Requantization.byFloat(new float[0], QuantizedType.U8, 0));
        refused(() -> Requantization.byFloat(new float[] {1}, QuantizedType.U8, -1));
        refused(() -> Requantization.byFixedPoint(new float[] {1}, QuantizedType.U8, 0));
        refused(() -> Requantization.byFixedPoint(new float[] {0x1p-33f}, QuantizedType.U8, 0));
        Requantization two = Requantization.byFloat(new float[] {1, 2}, QuantizedType.U8, 0);
        refused(() -> two.apply(1, 3, new int[3], 0, 3, new byte[3], 0, 3));
        assertThrowsExactly(
                IndexOutOfBoundsException.class, () -> two.apply(2, 2, new int[3], 0, 2, new byte[4], 0, 2));
    }

    private static void refused(Executable call) {
        assertThrowsExactly(IllegalArgumentException.class, call);
    }

    private static Quantization channels(int count) {
        float[] scales = new float[count];
        Arrays.fill(scales, 1);
        return Quantization.perChannel(QuantizedType.U8, scales, new int[count]);
    }

    private static void pack(Call call, QuantizedType type, int k, int n) {
        call.packed = true;
        call.packedWeights = ENGINE.pack(type, Transpose.NO, k, n, new byte[k * n], 0, n);
    }

    private static void floatBiasOfBytes(Call call) {
        call.floatBias = new float[4];
        call.output = TENSOR;
    }

    private static void dynamicBytes(Call call) {
        call.dynamic = true;
        call.output = TENSOR;
    }

    private static void tanhOfBytes(Call call) {
        call.activation = Activation.TANH;
        call.output = TENSOR;
    }

    private static void largeFactor(Call call) {
        call.fixedPoint = true;
        call.output = Quantization.perTensor(QuantizedType.U8, 0.25f, 0);
    }

    private static void sameArray(Call call) {
        call.output = TENSOR;
        call.x = call.bytes = new byte[64];
    }

    private static void segments(Call call, int x, int y) {
        call.segmentX = MemorySegment.ofArray(new byte[x]);
        call.segmentY = MemorySegment.ofArray(new byte[y]);
    }

    private static void readOnly(Call call) {
        segments(call, 18, 68);
        call.segmentY = call.segmentY.asReadOnly();
    }

    private static void sameSegment(Call call) {
        segments(call, 200, 68);
        call.segmentY = call.segmentX;
    }
}
