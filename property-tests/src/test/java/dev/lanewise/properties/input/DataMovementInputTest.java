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

import dev.lanewise.engine.DataMovement;
import dev.lanewise.engine.DepthOrder;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.PadMode;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code DataMovement} and of what it prepares. */
class DataMovementInputTest {
    private static final int[] SHAPE = {2, 3};

    private final DataMovement movement = EngineKind.DEFAULT.engine().dataMovement();

    /** A description that is refused. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Wrong(String what, Consumer<DataMovement> prepare, String... says) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static int[] of(int... numbers) {
        return numbers;
    }

    static Stream<Wrong> descriptions() {
        return Stream.of(
                new Wrong("axis twice", m -> m.transpose(SHAPE, 0, 0), "axes", "0, 0", "once"),
                new Wrong("axis too large", m -> m.transpose(SHAPE, 0, 2), "axes", "2"),
                new Wrong("axis missing", m -> m.transpose(SHAPE, 0), "axes", "1", "2"),
                new Wrong("negative size", m -> m.transpose(of(2, -3), 0, 1), "shape", "-3"),
                new Wrong("negative batch", m -> m.changeLayout(-1, 1, 1, 1, Layout.NCHW, Layout.NHWC), "-1"),
                new Wrong("step 0", m -> m.slice(SHAPE, of(0, 0), of(1, 0), of(1, 1)), "steps", "0"),
                new Wrong("start too large", m -> m.slice(SHAPE, of(0, 3), of(1, 1), of(1, 1)), "3", "dimension 1"),
                new Wrong("end too large", m -> m.slice(SHAPE, of(0, 1), of(1, 2), of(1, 2)), "from 1 to 3"),
                new Wrong("end negative", m -> m.slice(SHAPE, of(0, 1), of(1, -1), of(1, 3)), "from 1 to -1"),
                new Wrong("start missing", m -> m.slice(SHAPE, of(0), of(1, 1), of(1, 1)), "starts", "2"),
                new Wrong("nothing to join", m -> m.concat(0), "shapes", "0"),
                new Wrong("other sizes", m -> m.concat(0, SHAPE, of(2, 4)), "shapes[1]", "4"),
                new Wrong("other rank", m -> m.concat(0, SHAPE, of(2)), "shapes[1]"),
                new Wrong("no such axis", m -> m.concat(2, SHAPE), "axis", "2"),
                new Wrong("joined too large", m -> m.concat(0, of(1 << 30), of(1 << 30)), "2147483648"),
                new Wrong("other sum", m -> m.split(SHAPE, 1, 2, 2), "sizes", "4", "3"),
                new Wrong("negative part", m -> m.split(SHAPE, 1, 4, -1), "-1"),
                new Wrong("negative repeats", m -> m.tile(SHAPE, 1, -1), "-1"),
                new Wrong("tiled too large", m -> m.tile(SHAPE, 1 << 30, 1), "2147483648"),
                new Wrong("negative result", m -> m.pad(SHAPE, of(0, -4), of(0, 0), PadMode.EDGE), "-4", "-1"),
                new Wrong("nothing to mirror", m -> m.pad(of(0), of(1), of(0), PadMode.REFLECT), "REFLECT", "0"),
                new Wrong("block 0", m -> m.depthToSpace(1, 4, 1, 1, 0, DepthOrder.CRD), "block", "0"),
                new Wrong("channels", m -> m.depthToSpace(1, 6, 1, 1, 2, DepthOrder.CRD), "channels", "6", "4"),
                new Wrong("height", m -> m.spaceToDepth(1, 1, 3, 2, 2, DepthOrder.DCR), "height", "3", "2"),
                new Wrong("width", m -> m.spaceToDepth(1, 1, 2, 3, 2, DepthOrder.DCR), "width", "3", "2"),
                new Wrong("negative count", m -> m.gather(SHAPE, 0, -1), "count", "-1"),
                new Wrong("no axis to index", m -> m.gather(SHAPE, 2, 1), "axis", "2"));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void descriptionRefused(Wrong wrong) {
        var e = assertThrowsExactly(IllegalArgumentException.class, () -> wrong.prepare.accept(movement));
        for (String word : wrong.says) {
            assertTrue(e.getMessage().contains(word), () -> "no '" + word + "' in: " + e.getMessage());
        }
    }

    @Test
    void nothingMayBeNull() {
        assertThrows(NullPointerException.class, () -> movement.transpose(null, 0));
        assertThrows(NullPointerException.class, () -> movement.transpose(SHAPE, (int[]) null));
        assertThrows(NullPointerException.class, () -> movement.changeLayout(1, 1, 1, 1, null, Layout.NHWC));
        assertThrows(NullPointerException.class, () -> movement.pad(SHAPE, SHAPE, SHAPE, null));
        assertThrows(NullPointerException.class, () -> movement.depthToSpace(1, 1, 1, 1, 1, null));
        assertThrows(NullPointerException.class, () -> movement.concat(0, (int[][]) null));
        assertThrows(NullPointerException.class, () -> movement.concat(0, SHAPE, null));
        assertThrows(NullPointerException.class, () -> movement.split(SHAPE, 0, (int[]) null));
    }

    /** A valid call in arrays that are just long enough. */
    static final class Call {
        int xOffset = 1;
        int yOffset = 2;
        int bytes = 4;
        int[] indices = {1, -2, 0};
        int indexOffset;
        float[] x = SgemmCall.filled(7, 1);
        float[] y = SgemmCall.filled(8, 2);
        MemorySegment segmentX = MemorySegment.ofArray(x);
        MemorySegment segmentY = MemorySegment.ofArray(y);

        private static Rearrangement transpose(Engine engine) {
            return engine.dataMovement().transpose(SHAPE, 1, 0);
        }

        void run(Engine engine) {
            transpose(engine).run(x, xOffset, y, yOffset);
        }

        void onSegments(Engine engine) {
            transpose(engine).run(bytes, segmentX, xOffset, segmentY, yOffset);
        }

        void gather(Engine engine) {
            engine.dataMovement().gather(of(3, 2), 0, 3).run(x, xOffset, indices, indexOffset, y, yOffset);
        }

        void gatherOnSegments(Engine engine) {
            engine.dataMovement()
                    .gather(of(3, 2), 0, 3)
                    .run(bytes, segmentX, xOffset, indices, indexOffset, segmentY, yOffset);
        }
    }

    static Stream<Refusal<Call>> offsets() {
        return Stream.of(
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("offset of x too large", call -> call.xOffset++, "x", "7", "6", "2"),
                outside("offset of y too large", call -> call.yOffset++, "y", "8", "6", "3"));
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
                illegal("elements of 3 bytes", call -> call.bytes = 3, "bytes", "3"),
                illegal("y is read-only", call -> call.segmentY = call.segmentY.asReadOnly(), "y", "read-only"),
                illegalState("x is closed", call -> call.segmentX = closed(), "x", "closed"),
                illegal(
                        "y overlaps x",
                        call -> call.segmentY = call.segmentX = MemorySegment.ofArray(new float[12]),
                        "y",
                        "x",
                        "overlaps"));
    }

    static Stream<Refusal<Call>> indices() {
        return Stream.of(
                missing("indices", call -> call.indices = null),
                outside("negative offset of indices", call -> call.indexOffset = -1, "indexOffset", "-1"),
                outside("too few indices", call -> call.indexOffset++, "index", "3", "1"),
                outside("index too large", call -> call.indices[1] = 3, "3", "-3"),
                outside("index too small", call -> call.indices[2] = -4, "-4", "-3"));
    }

    @ParameterizedTest
    @MethodSource({"offsets", "arrays"})
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.run(EngineKind.DEFAULT.engine()), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"offsets", "segments"})
    void refusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.onSegments(EngineKind.DEFAULT.engine()), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"offsets", "arrays", "indices"})
    void gatherRefused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.gather(EngineKind.DEFAULT.engine()), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"offsets", "segments", "indices"})
    void gatherRefusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.gatherOnSegments(EngineKind.DEFAULT.engine()), call.x, call.y);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.x[1] = 7;
        call.run(EngineKind.DEFAULT.engine());
        assertEquals(7, call.y[2]);
        call.x[1] = 8;
        call.onSegments(EngineKind.DEFAULT.engine());
        assertEquals(8, call.y[2]);
        call.gather(EngineKind.DEFAULT.engine());
        assertEquals(8, call.y[6]);
        call.x[1] = 9;
        call.gatherOnSegments(EngineKind.DEFAULT.engine());
        assertEquals(9, call.y[6]);
    }

    @Test
    void aClosedEngineRefuses() {
        Engine engine = Engine.builder().build();
        Rearrangement transpose = engine.dataMovement().transpose(SHAPE, 1, 0);
        engine.close();
        assertThrowsExactly(IllegalStateException.class, () -> transpose.run(new int[6], 0, new int[6], 0));
    }
}
