package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static dev.lanewise.properties.input.Segments.onArray;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code Linear}, {@code pack} and files of packed weights. */
class LinearInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();

    /** A valid layer of 5 inputs and 4 outputs, and its run on a batch of 3. */
    static final class Call {
        int inFeatures = 5;
        int outFeatures = 4;
        float[] w = SgemmCall.filled(2 + 3 * 6 + 5, 1);
        int wOffset = 2;
        int ldw = 6;
        boolean noWeights;
        boolean packed;
        PackedMatrix packedWeights;
        float[] bias = new float[4];
        Activation activation = Activation.NONE;
        int batch = 3;
        float[] x = SgemmCall.filled(1 + 2 * 6 + 5, 2);
        int xOffset = 1;
        int ldx = 6;
        float[] y = SgemmCall.filled(3 + 2 * 5 + 4, 3);
        int yOffset = 3;
        int ldy = 5;
        MemorySegment segmentW;
        MemorySegment segmentX;
        MemorySegment segmentY;

        void run(Engine engine) {
            Linear.Builder builder =
                    engine.linear(inFeatures, outFeatures).bias(bias).activation(activation);
            if (packed) {
                builder.packedWeights(packedWeights);
            } else if (segmentW != null) {
                builder.weights(segmentW, wOffset, ldw);
            } else if (!noWeights) {
                builder.weights(w, wOffset, ldw);
            }
            Linear linear = builder.prepare();
            if (segmentX != null) {
                linear.run(batch, segmentX, xOffset, ldx, segmentY, yOffset, ldy);
            } else {
                linear.run(batch, x, xOffset, ldx, y, yOffset, ldy);
            }
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.of(
                illegal("no inputs", call -> call.inFeatures = 0, "inFeatures", "0", "1"),
                illegal("no outputs", call -> call.outFeatures = -1, "outFeatures", "-1", "1"),
                missing("w", call -> call.w = null),
                missing("weights", call -> call.packed = true),
                missing("bias", call -> call.bias = null),
                missing("activation", call -> call.activation = null),
                illegalState("weights are missing", call -> call.noWeights = true, "weights"),
                illegal("ldw below the row", call -> call.ldw = 4, "ldw", "4", "5"),
                outside("negative offset of w", call -> call.wOffset = -1, "wOffset", "-1", "0"),
                outside("short w", call -> call.w = new float[24], "w", "24"),
                outside("short segment of w", call -> call.segmentW = onArray(24), "w", "24"),
                illegalState("closed segment of w", call -> call.segmentW = closed(), "w", "closed"),
                illegal("packed weights of another shape", LinearInputTest::otherShape, "4", "5"),
                illegal("short bias", call -> call.bias = new float[3], "bias", "3", "4"),
                illegal("long bias", call -> call.bias = new float[5], "bias", "5", "4"),
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                illegal("ldx below the row", call -> call.ldx = 4, "ldx", "4", "5"),
                illegal("ldy below the row", call -> call.ldy = 3, "ldy", "3", "4"),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("short x", call -> call.x = new float[17], "x", "17"),
                outside("short y", call -> call.y = new float[16], "y", "16"),
                outside("batch beyond x", call -> call.batch = 4, "x", "18"),
                outside("batch beyond any array", call -> call.batch = Integer.MAX_VALUE, "x", "18"),
                illegal("y is x", call -> call.y = call.x = new float[64], "y", "x", "overlaps"),
                illegal("y is x in a segment", call -> call.segmentY = call.segmentX = onArray(64), "y", "x"),
                illegal("y is read-only", LinearInputTest::readOnly, "y", "read-only"),
                illegalState("x is closed", LinearInputTest::closedX, "x", "closed"));
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
        assertEquals(5 * 2, call.y[3]);
        assertEquals(3, call.y[7]);
    }

    @Test
    void packing() {
        float[] b = new float[20];
        assertThrowsExactly(NullPointerException.class, () -> ENGINE.pack(null, 5, 4, b, 0, 4));
        assertThrowsExactly(NullPointerException.class, () -> ENGINE.pack(Transpose.NO, 5, 4, (float[]) null, 0, 4));
        assertThrowsExactly(IllegalArgumentException.class, () -> ENGINE.pack(Transpose.NO, -5, 4, b, 0, 4));
        assertThrowsExactly(IllegalArgumentException.class, () -> ENGINE.pack(Transpose.NO, 5, -4, b, 0, 4));
        assertThrowsExactly(IllegalArgumentException.class, () -> ENGINE.pack(Transpose.NO, 5, 4, b, 0, 3));
        assertThrowsExactly(IllegalArgumentException.class, () -> ENGINE.pack(Transpose.YES, 5, 4, b, 0, 4));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> ENGINE.pack(Transpose.NO, 5, 4, b, 1, 4));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> ENGINE.pack(Transpose.NO, 5, 4, b, -1, 4));
        assertThrowsExactly(IllegalStateException.class, () -> ENGINE.pack(Transpose.NO, 5, 4, closed(), 0, 4));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> ENGINE.pack(Transpose.NO, 5, 4, onArray(19), 0, 4));
    }

    @Test
    void weightsWhoseMappingIsClosed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("weights");
        ENGINE.pack(Transpose.NO, 5, 4, new float[20], 0, 4).save(file);
        Call call = new Call();
        call.packed = true;
        try (Arena arena = Arena.ofShared()) {
            call.packedWeights = PackedMatrix.map(file, arena);
            call.run(ENGINE);
        }
        illegalState("closed mapping", (Call made) -> made.batch = 3, "closed")
                .check(call, made -> made.run(ENGINE), call.x, call.y);
        assertThrowsExactly(NullPointerException.class, () -> PackedMatrix.load(null));
        assertThrowsExactly(NullPointerException.class, () -> PackedMatrix.map(file, null));
        assertThrowsExactly(
                NullPointerException.class, () -> PackedMatrix.load(file).save(null));
    }

    private static void otherShape(Call call) {
        call.packed = true;
        call.packedWeights = ENGINE.pack(Transpose.NO, 4, 5, new float[20], 0, 5);
    }

    private static void readOnly(Call call) {
        call.segmentX = onArray(18);
        call.segmentY = onArray(17).asReadOnly();
    }

    private static void closedX(Call call) {
        call.segmentX = closed();
        call.segmentY = onArray(17);
    }
}
