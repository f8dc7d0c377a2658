package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code sgemv}. */
class SgemvInputTest {
    private final Engine engine = EngineKind.DEFAULT.engine();

    /** A valid call in arrays that are just long enough. */
    static final class Call {
        Transpose trans = Transpose.NO;
        int rows = 3;
        int cols = 5;
        int aOffset = 1;
        int lda = 6;
        int xOffset = 2;
        int incX = 2;
        int yOffset = 3;
        int incY = 3;
        float[] a = SgemmCall.filled(1 + 2 * 6 + 5, 1);
        float[] x = SgemmCall.filled(2 + 4 * 2 + 1, 2);
        float[] y = SgemmCall.filled(3 + 2 * 3 + 1, 3);
        MemorySegment segmentA = MemorySegment.ofArray(a);
        MemorySegment segmentX = MemorySegment.ofArray(x);
        MemorySegment segmentY = MemorySegment.ofArray(y);

        void run(Engine engine) {
            engine.sgemv(trans, rows, cols, 1, a, aOffset, lda, x, xOffset, incX, 1, y, yOffset, incY);
        }

        void runOnSegments(Engine engine) {
            engine.sgemv(
                    trans, rows, cols, 1, segmentA, aOffset, lda, segmentX, xOffset, incX, 1, segmentY, yOffset, incY);
        }
    }

    static Stream<Refusal<Call>> ofBoth() {
        return Stream.of(
                missing("trans", call -> call.trans = null),
                illegal("negative rows", call -> call.rows = -1, "rows", "-1", "0"),
                illegal("negative cols", call -> call.cols = -2, "cols", "-2", "0"),
                illegal("lda below the row", call -> call.lda = 4, "lda", "4", "5"),
                illegal("incX is 0", call -> call.incX = 0, "incX", "0", "1"),
                illegal("negative incX", call -> call.incX = -1, "incX", "-1", "1"),
                illegal("incY is 0", call -> call.incY = 0, "incY", "0", "1"),
                illegal("negative incY", call -> call.incY = -2, "incY", "-2", "1"),
                outside("negative offset of a", call -> call.aOffset = -1, "aOffset", "-1", "0"),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("offset of a too large", call -> call.aOffset++, "a", "18", "17", "2"),
                outside("offset of x too large", call -> call.xOffset++, "x", "11", "9", "3"),
                outside("offset of y too large", call -> call.yOffset++, "y", "10", "7", "4"),
                outside("x too short for its increment", call -> call.incX = 3, "x", "11", "13"),
                outside("y too short for its increment", call -> call.incY = 4, "y", "10", "9"),
                outside("x beyond any array", call -> call.incX = Integer.MAX_VALUE, "x", "11", "8589934589"),
                outside("y beyond any array", call -> call.incY = Integer.MAX_VALUE, "y", "10", "4294967295"),
                outside("lda beyond any array", call -> call.lda = Integer.MAX_VALUE, "a", "18", "4294967299"),
                outside("x too short for A transposed", SgemvInputTest::transposed, "y", "10", "13"));
    }

    static Stream<Refusal<Call>> ofArrays() {
        return Stream.of(
                missing("a", call -> call.a = null),
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                outside("short a", call -> call.a = new float[17], "a", "17", "1"),
                outside("short x", call -> call.x = new float[10], "x", "10", "9"),
                outside("short y", call -> call.y = new float[9], "y", "9", "7"),
                illegal("y is x", call -> call.y = call.x = new float[64], "y", "x", "overlaps"),
                illegal("y is a", call -> call.y = call.a = new float[64], "y", "a", "overlaps"));
    }

    static Stream<Refusal<Call>> ofSegments() {
        return Stream.of(
                missing("a", call -> call.segmentA = null),
                missing("x", call -> call.segmentX = null),
                missing("y", call -> call.segmentY = null),
                outside("short a", call -> call.segmentA = MemorySegment.ofArray(new float[17]), "a", "17", "1"),
                outside("short x", call -> call.segmentX = MemorySegment.ofArray(new float[10]), "x", "10", "9"),
                outside("short y", call -> call.segmentY = MemorySegment.ofArray(new float[9]), "y", "9", "7"),
                illegal("y is read-only", call -> call.segmentY = call.segmentY.asReadOnly(), "y", "read-only"),
                illegalState("a is closed", call -> call.segmentA = closed(), "a", "closed"),
                illegalState("x is closed", call -> call.segmentX = closed(), "x", "closed"),
                illegalState("y is closed", call -> call.segmentY = closed(), "y", "closed"),
                illegal("y is x", call -> call.segmentY = call.segmentX = large(), "y", "x", "overlaps"),
                illegal("y is a", call -> call.segmentY = call.segmentA = large(), "y", "a", "overlaps"));
    }

    @ParameterizedTest
    @MethodSource({"ofBoth", "ofArrays"})
    void refusedOnArrays(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.run(engine), call.a, call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofBoth", "ofSegments"})
    void refusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.runOnSegments(engine), call.a, call.x, call.y);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.run(engine);
        assertEquals(3 + 5 * 2, call.y[3]);
        assertEquals(3 + 5 * 2, call.y[9]);
        call.runOnSegments(engine);
        assertEquals(3 + 2 * 5 * 2, call.y[9]);
    }

    /** Elements of y and x that interleave are not the same elements. */
    @Test
    void interleavedVectorsAreApart() {
        Call call = new Call();
        call.incX = 2;
        call.incY = 2;
        call.xOffset = 0;
        call.yOffset = 1;
        call.x = SgemmCall.filled(16, 1);
        call.y = call.x;
        call.run(engine);
        assertEquals(1, call.x[0]);
        assertEquals(1 + 5, call.y[1]);
    }

    private static void transposed(Call call) {
        call.trans = Transpose.YES;
    }

    private static MemorySegment large() {
        return MemorySegment.ofArray(new float[64]);
    }
}
