package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code sgemm} on arrays. */
class SgemmInputTest {
    private final Engine engine = EngineKind.DEFAULT.engine();

    static Stream<Refusal<SgemmCall>> refusals() {
        return Stream.of(
                missing("transA", call -> call.transA = null),
                missing("transB", call -> call.transB = null),
                missing("a", call -> call.a = null),
                missing("b", call -> call.b = null),
                missing("c", call -> call.c = null),
                illegal("negative m", call -> call.m = -1, "m", "-1", "0"),
                illegal("negative n", call -> call.n = -2, "n", "-2", "0"),
                illegal("negative k", call -> call.k = Integer.MIN_VALUE, "k", "-2147483648", "0"),
                illegal("lda below the row", call -> call.lda = 4, "lda", "4", "5"),
                illegal("ldb below the row", call -> call.ldb = 3, "ldb", "3", "4"),
                illegal("ldc below the row", call -> call.ldc = 3, "ldc", "3", "4"),
                illegal("negative lda", call -> call.lda = -6, "lda", "-6", "5"),
                illegal("ldc zero for empty rows", SgemmInputTest::emptyRows, "ldc", "0", "1"),
                illegal("lda below the transposed row", SgemmInputTest::transposedA, "lda", "2", "3"),
                illegal("ldb below the transposed row", SgemmInputTest::transposedB, "ldb", "4", "5"),
                outside("negative offset of a", call -> call.aOffset = -1, "aOffset", "-1", "0"),
                outside("negative offset of b", call -> call.bOffset = -3, "bOffset", "-3", "0"),
                outside("negative offset of c", call -> call.cOffset = -1, "cOffset", "-1", "0"),
                outside("short a", call -> call.a = new float[17], "a", "17", "aOffset", "1"),
                outside("short b", call -> call.b = new float[33], "b", "33", "32", "bOffset"),
                outside("short c", call -> call.c = new float[22], "c", "22", "20", "cOffset"),
                outside("offset of a too large", call -> call.aOffset++, "a", "18", "17", "aOffset", "2"),
                outside("offset of b too large", call -> call.bOffset++, "b", "34", "32", "bOffset", "3"),
                outside("offset of c too large", call -> call.cOffset++, "c", "23", "20", "cOffset", "4"),
                outside("largest offset of a", call -> call.aOffset = Integer.MAX_VALUE, "a", "18", "17", "2147483647"),
                outside("lda beyond any array", call -> call.lda = Integer.MAX_VALUE, "a", "18", "4294967299"),
                outside("ldb beyond any array", call -> call.ldb = Integer.MAX_VALUE, "b", "34", "8589934592"),
                outside("ldc beyond any array", call -> call.ldc = Integer.MAX_VALUE, "c", "23", "4294967298"),
                outside("index of a that wraps to 0", SgemmInputTest::wrappingA, "a", "4294967297"),
                outside("index of b that wraps to 0", SgemmInputTest::wrappingB, "b", "4294967297"),
                illegal("c is a", call -> call.c = call.a = new float[64], "c", "a", "overlaps"),
                illegal("c is b", call -> call.c = call.b = new float[64], "c", "b", "overlaps"),
                illegal("c ends in a", SgemmInputTest::touchingA, "c", "a", "overlaps"),
                illegal("c starts in b", SgemmInputTest::touchingB, "c", "b", "overlaps"),
                illegal("columns of c and a meet", SgemmInputTest::meetingColumns, "c", "a", "overlaps"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<SgemmCall> refusal) {
        SgemmCall call = new SgemmCall();
        refusal.check(call, made -> made.run(engine), call.a, call.b, call.c);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        SgemmCall call = new SgemmCall();
        call.run(engine);
        assertEquals(3 + 5 * 2, call.c[3]);
        call = new SgemmCall();
        transposedA(call);
        call.lda = 3;
        call.a = SgemmCall.filled(1 + 4 * 3 + 3, 1);
        call.run(engine);
        assertEquals(3 + 5 * 2, call.c[3]);
    }

    @Test
    void oneArrayMayHoldAllThatIsApart() {
        SgemmCall call = new SgemmCall();
        call.a = SgemmCall.filled(18 + 34 + 23, 1);
        call.b = call.a;
        call.c = call.a;
        call.bOffset = 18;
        call.cOffset = 18 + 34;
        call.run(engine);
        assertEquals(1 + 5, call.c[call.cOffset]);
        assertEquals(1 + 5, call.c[call.c.length - 4]);
    }

    @Test
    void sideBySideIsApart() {
        SgemmCall call = new SgemmCall();
        call.lda = 9;
        call.ldc = 9;
        call.aOffset = 0;
        call.cOffset = 5;
        call.a = SgemmCall.filled(27, 1);
        call.c = call.a;
        call.run(engine);
        assertEquals(1, call.c[4]);
        assertEquals(1 + 5 * 2, call.c[5]);
        assertEquals(1 + 5 * 2, call.c[26]);
    }

    @Test
    void nothingIsReadOfWhatIsEmpty() {
        SgemmCall call = new SgemmCall();
        call.m = 0;
        call.a = new float[1];
        call.c = new float[3];
        call.run(engine);
        SgemmCall noSum = new SgemmCall();
        noSum.k = 0;
        noSum.a = new float[1];
        noSum.b = new float[2];
        noSum.beta = 2;
        noSum.run(engine);
        assertEquals(6, noSum.c[3]);
        assertEquals(3, noSum.c[0]);
    }

    private static void emptyRows(SgemmCall call) {
        call.n = 0;
        call.ldc = 0;
    }

    private static void transposedA(SgemmCall call) {
        call.transA = Transpose.YES;
        call.lda = 2;
    }

    private static void transposedB(SgemmCall call) {
        call.transB = Transpose.YES;
        call.ldb = 4;
    }

    /** 65537 rows of 65536 elements: an int index of the last is 0. */
    private static void wrappingA(SgemmCall call) {
        call.m = 65537;
        call.n = 1;
        call.k = 1;
        call.aOffset = 0;
        call.lda = 65536;
        call.ldc = 1;
        call.c = new float[65537 + 3];
    }

    private static void wrappingB(SgemmCall call) {
        call.m = 1;
        call.n = 1;
        call.k = 65537;
        call.bOffset = 0;
        call.ldb = 65536;
        call.lda = 65537;
        call.a = new float[65537 + 1];
    }

    private static void touchingA(SgemmCall call) {
        call.a = SgemmCall.filled(64, 1);
        call.c = call.a;
        call.aOffset = 22;
    }

    private static void touchingB(SgemmCall call) {
        call.b = SgemmCall.filled(64, 1);
        call.c = call.b;
        call.cOffset = 33;
    }

    private static void meetingColumns(SgemmCall call) {
        call.a = SgemmCall.filled(64, 1);
        call.c = call.a;
        call.lda = 9;
        call.ldc = 9;
        call.aOffset = 0;
        call.cOffset = 4;
    }
}
