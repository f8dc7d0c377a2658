package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Reduction;
import dev.lanewise.engine.Reductions;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code Reductions}. */
class ReductionInputTest {
    private final Reductions reductions = EngineKind.DEFAULT.engine().reductions();

    /** Valid calls in arrays that are just long enough. */
    static final class Call {
        Reduction reduction = Reduction.MAX;
        int[] shape = {2, 3};
        int[] axes = {1};
        int axis = 1;
        int k = 1;
        int xOffset = 1;
        int yOffset = 2;
        int indexOffset = 1;
        float[] x = SgemmCall.filled(7, 1);
        float[] y = SgemmCall.filled(4, 2);
        int[] indices = new int[3];
        MemorySegment segmentX = MemorySegment.ofArray(x);
        MemorySegment segmentY = MemorySegment.ofArray(y);

        void reduce(Reductions on) {
            on.reduce(reduction, shape, axes, x, xOffset, y, yOffset);
        }

        void reduceSegments(Reductions on) {
            on.reduce(reduction, shape, axes, segmentX, xOffset, segmentY, yOffset);
        }

        void arg(Reductions on) {
            on.argMax(shape, axis, false, x, xOffset, indices, indexOffset);
        }

        void argOfSegment(Reductions on) {
            on.argMin(shape, axis, false, segmentX, xOffset, indices, indexOffset);
        }

        void top(Reductions on) {
            on.topK(shape, axis, k, true, x, xOffset, y, yOffset, indices, indexOffset);
        }

        void topOfSegment(Reductions on) {
            on.topK(shape, axis, k, true, segmentX, xOffset, segmentY, yOffset, indices, indexOffset);
        }
    }

    static Stream<Refusal<Call>> all() {
        return Stream.of(
                missing("shape", call -> call.shape = null),
                illegal("negative size", call -> call.shape[0] = -2, "shape", "-2"),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("offset of x too large", call -> call.xOffset++, "x", "7", "6", "2"));
    }

    static Stream<Refusal<Call>> reducing() {
        return Stream.of(
                missing("reduction", call -> call.reduction = null),
                missing("axes", call -> call.axes = null),
                illegal("axis too large", call -> call.axes[0] = 2, "axes", "2"),
                illegal("axis negative", call -> call.axes[0] = -1, "axes", "-1"),
                illegal("axis twice", call -> call.axes = new int[] {1, 1}, "axes", "once"),
                outside("offset of y too large", call -> call.yOffset++, "y", "4", "2", "3"));
    }

    static Stream<Refusal<Call>> searching() {
        return Stream.of(
                illegal("axis too large", call -> call.axis = 2, "axis", "2"),
                missing("indices", call -> call.indices = null),
                outside("negative offset of indices", call -> call.indexOffset = -1, "indexOffset", "-1"),
                outside("offset of indices too large", call -> call.indexOffset++, "index", "3", "2"));
    }

    static Stream<Refusal<Call>> findingOne() {
        return Stream.of(illegal("nothing to search", call -> call.shape[1] = 0, "axis", "0"));
    }

    static Stream<Refusal<Call>> findingMany() {
        return Stream.of(
                illegal("k negative", call -> call.k = -1, "k", "-1"),
                illegal("k too large", call -> call.k = 4, "k", "4", "3"),
                outside("offset of values too large", call -> call.yOffset++, "values", "4", "2", "3"));
    }

    static Stream<Refusal<Call>> arrays() {
        return Stream.of(missing("x", call -> call.x = null));
    }

    static Stream<Refusal<Call>> results() {
        return Stream.of(
                illegal("results overlap x", call -> call.y = call.x = new float[9], "x", "overlaps"),
                new Refusal<>("no results", call -> call.y = null, NullPointerException.class, List.of()));
    }

    static Stream<Refusal<Call>> segments() {
        return Stream.of(
                missing("x", call -> call.segmentX = null),
                illegalState("x is closed", call -> call.segmentX = closed(), "x", "closed"));
    }

    static Stream<Refusal<Call>> resultSegments() {
        return Stream.of(
                illegal("read-only", call -> call.segmentY = call.segmentY.asReadOnly(), "read-only"),
                new Refusal<>("no results", call -> call.segmentY = null, NullPointerException.class, List.of()));
    }

    @ParameterizedTest
    @MethodSource({"all", "reducing", "arrays", "results"})
    void reduceRefused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.reduce(reductions), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"all", "reducing", "segments", "resultSegments"})
    void reduceRefusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.reduceSegments(reductions), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"all", "searching", "findingOne", "arrays"})
    void argRefused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.arg(reductions), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"all", "searching", "findingOne", "segments"})
    void argRefusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.argOfSegment(reductions), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"all", "searching", "findingMany", "arrays", "results"})
    void topRefused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.top(reductions), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"all", "searching", "findingMany", "segments", "resultSegments"})
    void topRefusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.topOfSegment(reductions), call.x, call.y);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.x[2] = 900;
        call.reduce(reductions);
        assertEquals(900, call.y[2]);
        call.y[2] = 0;
        call.reduceSegments(reductions);
        assertEquals(900, call.y[2]);
        call.arg(reductions);
        assertEquals(1, call.indices[1]);
        call.x[3] = -900;
        call.argOfSegment(reductions);
        assertEquals(2, call.indices[1]);
        call.top(reductions);
        assertEquals(1, call.indices[1]);
        call.topOfSegment(reductions);
        assertEquals(900, call.y[2]);
    }
}
