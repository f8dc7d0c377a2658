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

/** Bad arguments of batches of products. */
class BatchedInputTest {
    private final Engine engine = EngineKind.DEFAULT.engine();

    /** Two products of 2×3 by 3×4, valid, in arrays that are just long enough. */
    static final class Call {
        Transpose transA = Transpose.NO;
        Transpose transB = Transpose.NO;
        int m = 2;
        int n = 4;
        int k = 3;
        int batch = 2;
        int aOffset;
        int bOffset;
        int cOffset;
        int lda = 3;
        int ldb = 4;
        int ldc = 4;
        int strideA = 6;
        int strideB = 12;
        int strideC = 8;
        float[] a = SgemmCall.filled(12, 1);
        float[] b = SgemmCall.filled(24, 2);
        float[] c = SgemmCall.filled(16, 3);
        float[][] as = {SgemmCall.filled(6, 1), SgemmCall.filled(6, 1)};
        float[][] bs = {SgemmCall.filled(12, 2), SgemmCall.filled(12, 2)};
        float[][] cs = {SgemmCall.filled(8, 3), SgemmCall.filled(8, 3)};

        void run(Engine engine) {
            engine.sgemmStridedBatched(
                    transA, transB, m, n, k, 1, a, aOffset, lda, strideA, b, bOffset, ldb, strideB, 1, c, cOffset, ldc,
                    strideC, batch);
        }

        void runOnPointers(Engine engine) {
            engine.sgemmBatched(transA, transB, m, n, k, 1, as, lda, bs, ldb, 1, cs, ldc);
        }
    }

    static Stream<Refusal<Call>> ofBoth() {
        return Stream.of(
                missing("transA", call -> call.transA = null),
                missing("transB", call -> call.transB = null),
                illegal("negative m", call -> call.m = -1, "m", "-1", "0"),
                illegal("negative n", call -> call.n = -1, "n", "-1", "0"),
                illegal("negative k", call -> call.k = -1, "k", "-1", "0"),
                illegal("lda below the row", call -> call.lda = 2, "lda", "2", "3"),
                illegal("ldb below the row", call -> call.ldb = 3, "ldb", "3", "4"),
                illegal("ldc below the row", call -> call.ldc = 3, "ldc", "3", "4"));
    }

    static Stream<Refusal<Call>> ofStrided() {
        return Stream.of(
                missing("a", call -> call.a = null),
                missing("b", call -> call.b = null),
                missing("c", call -> call.c = null),
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                illegal("negative strideA", call -> call.strideA = -6, "strideA", "-6", "0"),
                illegal("negative strideB", call -> call.strideB = -1, "strideB", "-1", "0"),
                illegal("negative strideC", call -> call.strideC = -8, "strideC", "-8", "0"),
                illegal("Cs overlap", call -> call.strideC = 7, "strideC", "7", "8"),
                illegal("all Cs are one", call -> call.strideC = 0, "strideC", "0", "8"),
                outside("negative offset of a", call -> call.aOffset = -1, "aOffset", "-1", "0"),
                outside("short a", call -> call.a = new float[11], "a", "11", "12"),
                outside("short b", call -> call.b = new float[23], "b", "23", "24"),
                outside("short c", call -> call.c = new float[15], "c", "15", "16"),
                outside("a too short for its stride", call -> call.strideA++, "a", "12", "13"),
                outside("b too short for its stride", call -> call.strideB++, "b", "24", "25"),
                outside("c too short for its stride", call -> call.strideC++, "c", "16", "17"),
                outside("one product too many", call -> call.batch = 3, "a", "12", "18"),
                outside("stride that wraps to 0", BatchedInputTest::wrappingStride, "a", "4294967302"),
                illegal("c is a", call -> call.c = call.a = new float[64], "c", "a", "overlaps"),
                illegal("c is b", call -> call.c = call.b = new float[64], "c", "b", "overlaps"),
                illegal("the last c is in a", BatchedInputTest::lastInA, "c", "a", "overlaps"));
    }

    static Stream<Refusal<Call>> ofPointers() {
        return Stream.of(
                missing("a", call -> call.as = null),
                missing("b", call -> call.bs = null),
                missing("c", call -> call.cs = null),
                missing("a[1]", call -> call.as[1] = null),
                missing("b[0]", call -> call.bs[0] = null),
                missing("c[1]", call -> call.cs[1] = null),
                illegal("fewer as", call -> call.as = new float[][] {call.as[0]}, "a", "1", "2"),
                illegal("fewer bs", call -> call.bs = new float[][] {call.bs[0]}, "b", "1", "2"),
                illegal("fewer cs", call -> call.cs = new float[][] {call.cs[0]}, "c", "1", "2"),
                outside("short a", call -> call.as[1] = new float[5], "a[1]", "5", "6"),
                outside("short b", call -> call.bs[1] = new float[11], "b[1]", "11", "12"),
                outside("short c", call -> call.cs[1] = new float[7], "c[1]", "7", "8"),
                illegal("c twice", call -> call.cs[1] = call.cs[0], "c[0]", "1"),
                illegal("c is its a", call -> call.as[1] = call.cs[1], "c[1]", "1"),
                illegal("c is another's b", call -> call.bs[1] = call.cs[0] = new float[12], "c[0]", "1"));
    }

    @ParameterizedTest
    @MethodSource({"ofBoth", "ofStrided"})
    void refusedStrided(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.run(engine), call.a, call.b, call.c);
    }

    @ParameterizedTest
    @MethodSource({"ofBoth", "ofPointers"})
    void refusedPointers(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.runOnPointers(engine), call.cs[0], call.cs[1]);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.run(engine);
        assertEquals(3 + 3 * 2, call.c[15]);
        call.runOnPointers(engine);
        assertEquals(3 + 3 * 2, call.cs[1][7]);
    }

    private static void wrappingStride(Call call) {
        call.batch = 65537;
        call.strideA = 65536;
        call.strideB = 0;
        call.strideC = 8;
        call.c = new float[65537 * 8];
    }

    private static void lastInA(Call call) {
        call.a = new float[64];
        call.c = call.a;
        call.aOffset = 15;
    }
}
