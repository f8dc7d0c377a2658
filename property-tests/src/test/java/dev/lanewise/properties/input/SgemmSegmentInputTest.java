package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Engine;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code sgemm} on segments. */
class SgemmSegmentInputTest {
    private final Engine engine = EngineKind.DEFAULT.engine();

    static Stream<Refusal<SgemmCall>> refusals() {
        return Stream.of(
                missing("transA", call -> call.transA = null),
                missing("transB", call -> call.transB = null),
                missing("a", call -> call.segmentA = null),
                missing("b", call -> call.segmentB = null),
                missing("c", call -> call.segmentC = null),
                illegal("negative m", call -> call.m = -1, "m", "-1", "0"),
                illegal("negative n", call -> call.n = -2, "n", "-2", "0"),
                illegal("negative k", call -> call.k = -3, "k", "-3", "0"),
                illegal("lda below the row", call -> call.lda = 4, "lda", "4", "5"),
                illegal("ldb below the row", call -> call.ldb = 3, "ldb", "3", "4"),
                illegal("ldc below the row", call -> call.ldc = 3, "ldc", "3", "4"),
                outside("negative offset of a", call -> call.segmentOffsetA = -1, "aOffset", "-1", "0"),
                outside("negative offset of b", call -> call.segmentOffsetB = Long.MIN_VALUE, "bOffset", "0"),
                outside("negative offset of c", call -> call.segmentOffsetC = -1, "cOffset", "-1", "0"),
                outside("short a", call -> call.segmentA = shortened(call.segmentA, 4), "a", "17", "aOffset"),
                outside("short b", call -> call.segmentB = shortened(call.segmentB, 4), "b", "33", "32", "bOffset"),
                outside("short c", call -> call.segmentC = shortened(call.segmentC, 4), "c", "22", "20", "cOffset"),
                outside("a short by a byte", call -> call.segmentA = shortened(call.segmentA, 1), "a", "17", "aOffset"),
                outside("largest offset of a", call -> call.segmentOffsetA = Long.MAX_VALUE, "a", "18"),
                outside("largest offset of b", call -> call.segmentOffsetB = Long.MAX_VALUE, "b", "34"),
                outside("largest offset of c", call -> call.segmentOffsetC = Long.MAX_VALUE, "c", "23"),
                outside("offset of a whose bytes wrap", call -> call.segmentOffsetA = 1L << 62, "a", "18"),
                outside("ldc beyond the segment", call -> call.ldc = Integer.MAX_VALUE, "c", "23", "4294967298"),
                illegal("c is read-only", call -> call.segmentC = call.segmentC.asReadOnly(), "c", "read-only"),
                illegalState("a is closed", call -> call.segmentA = closed(), "a", "closed"),
                illegalState("b is closed", call -> call.segmentB = closed(), "b", "closed"),
                illegalState("c is closed", call -> call.segmentC = closed(), "c", "closed"),
                illegal("c is a", call -> call.segmentC = call.segmentA = large(), "c", "a", "overlaps"),
                illegal("c is b", call -> call.segmentC = call.segmentB = large(), "c", "b", "overlaps"),
                illegal("c is a, read-only there", SgemmSegmentInputTest::readOnlyView, "c", "a", "overlaps"),
                illegal("c starts inside of b", SgemmSegmentInputTest::slice, "c", "b", "overlaps"),
                illegal("c lies between elements of b", SgemmSegmentInputTest::oddSlice, "c", "b", "overlaps"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<SgemmCall> refusal) {
        SgemmCall call = new SgemmCall();
        refusal.check(call, made -> made.runOnSegments(engine), call.a, call.b, call.c);
    }

    @Test
    void segmentsOfAnotherThread() {
        try (Arena arena = Arena.ofConfined();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            List<Refusal<SgemmCall>> refusals = List.of(
                    illegal("a of another thread", call -> call.segmentA = arena.allocate(1024, 4), "a", "thread"),
                    illegal("b of another thread", call -> call.segmentB = arena.allocate(1024, 4), "b", "thread"),
                    illegal("c of another thread", call -> call.segmentC = arena.allocate(1024, 4), "c", "thread"));
            for (Refusal<SgemmCall> refusal : refusals) {
                SgemmCall call = new SgemmCall();
                refusal.check(call, made -> runOn(other, made), call.a, call.b, call.c);
            }
        }
    }

    private void runOn(ExecutorService other, SgemmCall call) {
        try {
            other.submit(() -> call.runOnSegments(engine)).get();
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theCallThatIsChangedIsValid() {
        SgemmCall call = new SgemmCall();
        call.runOnSegments(engine);
        assertEquals(3 + 5 * 2, call.c[3]);
    }

    @Test
    void oneSegmentMayHoldAllThatIsApart() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(4 * (18 + 34 + 23), 4);
            for (int at = 0; at < 18 + 34 + 23; at++) {
                all.setAtIndex(ValueLayout.JAVA_FLOAT, at, 1);
            }
            SgemmCall call = new SgemmCall();
            call.segmentA = all;
            call.segmentB = all.asReadOnly();
            call.segmentC = all.asSlice(18 * 4);
            call.segmentOffsetB = 18;
            call.segmentOffsetC = 34;
            call.runOnSegments(engine);
            assertEquals(1, all.getAtIndex(ValueLayout.JAVA_FLOAT, 18 + 33));
            assertEquals(1 + 5, all.getAtIndex(ValueLayout.JAVA_FLOAT, 18 + 34));
            assertEquals(1 + 5, all.getAtIndex(ValueLayout.JAVA_FLOAT, 18 + 34 + 19));
        }
    }

    private static MemorySegment shortened(MemorySegment segment, long bytes) {
        return segment.asSlice(0, segment.byteSize() - bytes);
    }

    private static MemorySegment large() {
        return MemorySegment.ofArray(SgemmCall.filled(64, 1));
    }

    private static void readOnlyView(SgemmCall call) {
        call.segmentC = large();
        call.segmentA = call.segmentC.asReadOnly();
    }

    private static void slice(SgemmCall call) {
        call.segmentB = Arena.ofAuto().allocate(1024, 4);
        call.segmentC = call.segmentB.asSlice(12);
    }

    private static void oddSlice(SgemmCall call) {
        call.segmentB = Arena.ofAuto().allocate(1024, 4);
        call.segmentC = call.segmentB.asSlice(14);
    }
}
