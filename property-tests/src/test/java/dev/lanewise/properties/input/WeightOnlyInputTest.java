package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.engine.WeightOnlyLinear;
import dev.lanewise.engine.WeightOnlyMatrix;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code WeightOnlyLinear} and {@code WeightOnlyMatrix}. */
class WeightOnlyInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();

    /** A valid layer of 32 inputs and 4 outputs, and its run on a batch of 3. */
    static final class Call {
        WeightFormat format = WeightFormat.Q4_0;
        int inFeatures = 32;
        int outFeatures = 4;
        int rows = 4;
        int cols = 32;
        MemorySegment w = MemorySegment.ofArray(new byte[5 + 4 * 18]);
        long wOffset = 5;
        float[] scales;
        boolean noWeights;
        float[] bias = {1, 2, 3, 4};
        int batch = 3;
        float[] x = SgemmCall.filled(1 + 2 * 33 + 32, 2);
        int xOffset = 1;
        int ldx = 33;
        float[] y = SgemmCall.filled(3 + 2 * 5 + 4, 3);
        int yOffset = 3;
        int ldy = 5;

        void run(Engine engine) {
            WeightOnlyMatrix matrix = scales == null
                    ? WeightOnlyMatrix.of(format, rows, cols, w, wOffset)
                    : WeightOnlyMatrix.ofInt8(rows, cols, w, wOffset, scales);
            WeightOnlyLinear.Builder builder =
                    engine.weightOnlyLinear(inFeatures, outFeatures).bias(bias);
            WeightOnlyLinear linear = (noWeights ? builder : builder.weights(matrix)).prepare();
            linear.run(batch, x, xOffset, ldx, y, yOffset, ldy);
        }

        private void int8(float... of) {
            scales = of;
            w = MemorySegment.ofArray(new byte[5 + 4 * 32]);
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.of(
                missing("format", call -> call.format = null),
                illegal("int8 without scales", call -> call.format = WeightFormat.INT8, "INT8"),
                illegal("odd length of blocks", call -> call.cols = 33, "cols", "33", "32"),
                illegal("no rows", call -> call.rows = 0, "rows", "0", "1"),
                missing("w", call -> call.w = null),
                outside("short w", call -> call.w = MemorySegment.ofArray(new byte[76]), "w", "76"),
                outside("negative offset of w", call -> call.wOffset = -1, "wOffset", "-1"),
                illegalState("closed w", call -> call.w = closed(), "w", "closed"),
                illegal("too few scales", call -> call.int8(1, 1, 1), "scales", "3", "4"),
                illegal("zero scale", call -> call.int8(1, 1, 0, 1), "0.0", "above 0"),
                illegal("negative scale", call -> call.int8(1, -1, 1, 1), "-1.0", "above 0"),
                illegal("NaN scale", call -> call.int8(1, 1, 1, Float.NaN), "NaN", "above 0"),
                illegal("infinite scale", call -> call.int8(1, 1, 1, Float.POSITIVE_INFINITY), "Infinity"),
                illegal("no inputs", call -> call.inFeatures = 0, "inFeatures", "0", "1"),
                illegal("weights of another shape", call -> call.outFeatures = 3, "4", "3"),
                illegalState("weights are missing", call -> call.noWeights = true, "weights"),
                missing("bias", call -> call.bias = null),
                illegal("short bias", call -> call.bias = new float[3], "bias", "3", "4"),
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                illegal("ldx below the row", call -> call.ldx = 31, "ldx", "31", "32"),
                illegal("ldy below the row", call -> call.ldy = 3, "ldy", "3", "4"),
                outside("short x", call -> call.x = new float[98], "x", "98"),
                outside("short y", call -> call.y = new float[16], "y", "16"),
                illegal("y is x", call -> call.y = call.x, "y", "x", "overlaps"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.run(ENGINE), call.x, call.y);
    }

    @Test
    void theCallThatIsChangedIsValid() {
        Call call = new Call();
        call.run(ENGINE);
        assertEquals(1, call.y[3]);
        assertEquals(3, call.y[7]);
    }

    @Test
    void narrowing() {
        float[] w = new float[64];
        assertThrowsExactly(NullPointerException.class, () -> WeightOnlyMatrix.narrow(null, 2, 32, w, 0, 32));
        assertThrowsExactly(
                IllegalArgumentException.class, () -> WeightOnlyMatrix.narrow(WeightFormat.Q8_0, 2, 31, w, 0, 32));
        assertThrowsExactly(
                IndexOutOfBoundsException.class, () -> WeightOnlyMatrix.narrow(WeightFormat.BF16, 2, 32, w, 1, 32));
        w[40] = Float.NaN;
        assertThrowsExactly(
                IllegalArgumentException.class, () -> WeightOnlyMatrix.narrow(WeightFormat.Q4_0, 2, 32, w, 0, 32));
        WeightOnlyMatrix kept = WeightOnlyMatrix.narrow(WeightFormat.FP16, 2, 32, w, 0, 32);
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> kept.widen(2, new float[32], 0));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> kept.widen(0, new float[32], 1));
    }

    @Test
    void weightsWhoseMappingIsClosed() {
        Call call = new Call();
        WeightOnlyLinear linear;
        try (Arena arena = Arena.ofShared()) {
            linear = ENGINE.weightOnlyLinear(32, 4)
                    .weights(WeightOnlyMatrix.of(WeightFormat.Q4_0, 4, 32, arena.allocate(72), 0))
                    .prepare();
            linear.run(3, call.x, 1, 33, call.y, 3, 5);
        }
        assertThrowsExactly(IllegalStateException.class, () -> linear.run(3, call.x, 1, 33, call.y, 3, 5));
    }
}
