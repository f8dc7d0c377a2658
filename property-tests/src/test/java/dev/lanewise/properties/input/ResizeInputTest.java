package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Interpolation;
import dev.lanewise.engine.Resize;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad descriptions of {@code Resize}, and bad arguments of its runs. */
class ResizeInputTest {
    private final Engine engine = EngineKind.DEFAULT.engine();

    /** A valid call in arrays that are just long enough. */
    static final class Call {
        Resize resize = EngineKind.DEFAULT.engine().resize(1, 1, 1, 3).to(1, 2).prepare();
        int xOffset = 1;
        int yOffset = 2;
        float[] x = SgemmCall.filled(4, 1);
        float[] y = SgemmCall.filled(4, 2);
        MemorySegment segmentX = MemorySegment.ofArray(x);
        MemorySegment segmentY = MemorySegment.ofArray(y);

        void run() {
            resize.run(x, xOffset, y, yOffset);
        }

        void onSegments() {
            resize.run(segmentX, xOffset, segmentY, yOffset);
        }
    }

    static Stream<Refusal<Call>> both() {
        return Stream.of(
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("offset of x too large", call -> call.xOffset++, "x", "4", "3", "2"),
                outside("offset of y too large", call -> call.yOffset++, "y", "4", "2", "3"));
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
        refusal.check(call, Call::run, call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"both", "segments"})
    void refusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, Call::onSegments, call.x, call.y);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.run();
        float result = call.y[2];
        call.y[2] = 77;
        call.onSegments();
        assertEquals(result, call.y[2]);
    }

    static Stream<UnaryOperator<Resize.Builder>> descriptions() {
        return Stream.of(
                b -> b.to(0, 1),
                b -> b.to(1, 0),
                b -> b.scales(0.3f, 1),
                b -> b.scales(1, Float.NaN),
                b -> b.scales(Float.POSITIVE_INFINITY, 1),
                b -> b.scales(-1, 1));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void descriptionRefused(UnaryOperator<Resize.Builder> change) {
        Resize.Builder builder = engine.resize(1, 1, 3, 3);
        assertThrowsExactly(IllegalArgumentException.class, () -> change.apply(builder));
    }

    @Test
    void sizesRefused() {
        assertThrows(IllegalArgumentException.class, () -> engine.resize(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> engine.resize(1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> engine.resize(1, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> engine.resize(1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> engine.resize(1 << 16, 1, 1 << 16, 1));
        Resize.Builder large = engine.resize(1, 1 << 16, 1, 1).to(1, 1 << 16);
        assertThrows(IllegalArgumentException.class, large::prepare);
        assertThrows(
                IllegalStateException.class, () -> engine.resize(1, 1, 1, 1).prepare());
        assertThrows(NullPointerException.class, () -> Interpolation.nearest(null));
        assertThrows(IllegalArgumentException.class, () -> Interpolation.cubic(Float.NaN, false));
    }
}
