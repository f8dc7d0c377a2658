package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.engine.planning.PoolShape;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code Pooling} and of its shapes. */
class PoolingInputTest {
    private final Engine engine = EngineKind.DEFAULT.engine();

    /** A valid call in arrays that are just long enough. */
    static final class Call {
        PoolShape shape = new PoolShape(1, 2, PoolAxis.of(1, 1, 1), PoolAxis.of(3, 2, 1));
        Layout layout = Layout.NCHW;
        int xOffset = 1;
        int yOffset = 2;
        float[] x = SgemmCall.filled(7, 1);
        float[] y = SgemmCall.filled(6, 2);
        MemorySegment segmentX = MemorySegment.ofArray(x);
        MemorySegment segmentY = MemorySegment.ofArray(y);

        void max(Engine engine) {
            engine.pooling().max(shape, layout, x, xOffset, y, yOffset);
        }

        void average(Engine engine) {
            engine.pooling().average(shape, layout, true, x, xOffset, y, yOffset);
        }

        void maxOnSegments(Engine engine) {
            engine.pooling().max(shape, layout, segmentX, xOffset, segmentY, yOffset);
        }

        void averageOnSegments(Engine engine) {
            engine.pooling().average(shape, layout, false, segmentX, xOffset, segmentY, yOffset);
        }
    }

    static Stream<Refusal<Call>> both() {
        return Stream.of(
                missing("shape", call -> call.shape = null),
                missing("layout", call -> call.layout = null),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("offset of x too large", call -> call.xOffset++, "x", "7", "6", "2"),
                outside("offset of y too large", call -> call.yOffset++, "y", "6", "4", "3"));
    }

    static Stream<Refusal<Call>> arrays() {
        return Stream.of(
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                illegal("y overlaps x", call -> call.y = call.x = new float[12], "y", "x", "overlaps"));
    }

    static Stream<Refusal<Call>> segments() {
        return Stream.of(
                missing("x", call -> call.segmentX = null),
                missing("y", call -> call.segmentY = null),
                illegal("y is read-only", call -> call.segmentY = call.segmentY.asReadOnly(), "y", "read-only"),
                illegalState("x is closed", call -> call.segmentX = closed(), "x", "closed"));
    }

    @ParameterizedTest
    @MethodSource({"both", "arrays"})
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.max(engine), call.x, call.y);
        refusal.check(new Call(), made -> made.average(engine));
    }

    @ParameterizedTest
    @MethodSource({"both", "segments"})
    void refusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.maxOnSegments(engine), call.x, call.y);
        refusal.check(new Call(), made -> made.averageOnSegments(engine));
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.x[1] = 900;
        call.max(engine);
        assertEquals(900, call.y[2]);
        call.average(engine);
        assertEquals((900 + call.x[2]) / 2, call.y[2]);
        call.maxOnSegments(engine);
        assertEquals(900, call.y[2]);
        call.averageOnSegments(engine);
        assertEquals((900 + call.x[2]) / 2, call.y[2]);
    }

    static Stream<int[]> axes() {
        return Stream.of(
                new int[] {0, 1, 1, 0, 0, 1, 0},
                new int[] {1, 0, 1, 0, 0, 1, 0},
                new int[] {1, 1, 0, 0, 0, 1, 0},
                new int[] {1, 1, 1, -1, 0, 1, -1},
                new int[] {1, 1, 1, 0, -1, 1, -1},
                new int[] {1, 1, 1, 0, 0, 0, 0},
                new int[] {3, 3, 1, 0, 1, 2, 5},
                new int[] {3, 1, 1, Integer.MAX_VALUE, 0, 1, Integer.MAX_VALUE});
    }

    /** The last number stands in the message. */
    @ParameterizedTest
    @MethodSource("axes")
    void axisRefused(int[] a) {
        var e = assertThrowsExactly(
                IllegalArgumentException.class, () -> new PoolAxis(a[0], a[1], a[2], a[3], a[4], a[5], false));
        assertTrue(e.getMessage().contains(String.valueOf(a[6])), e.getMessage());
    }

    @Test
    void shapeRefused() {
        PoolAxis one = PoolAxis.of(1, 1, 1);
        PoolAxis wide = PoolAxis.of(1 << 16, 1, 1);
        assertThrows(NullPointerException.class, () -> new PoolShape(1, 1, null, one));
        assertThrows(NullPointerException.class, () -> new PoolShape(1, 1, one, null));
        assertThrows(IllegalArgumentException.class, () -> new PoolShape(0, 1, one, one));
        assertThrows(IllegalArgumentException.class, () -> new PoolShape(1, 0, one, one));
        assertThrows(IllegalArgumentException.class, () -> new PoolShape(1, 1, wide, wide));
    }
}
