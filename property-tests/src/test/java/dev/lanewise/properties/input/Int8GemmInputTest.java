package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.QuantizedMatrix;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code int8Gemm}. */
class Int8GemmInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();

    /** A valid product of 3×5 and 5×4. */
    static final class Call {
        Transpose transB = Transpose.NO;
        int m = 3;
        int n = 4;
        int k = 5;
        QuantizedType aType = QuantizedType.U8;
        byte[] a = ones(1 + 2 * 6 + 5);
        int aOffset = 1;
        int lda = 6;
        int[] aZeroPoints = {0};
        QuantizedType bType = QuantizedType.S8;
        byte[] b = ones(2 + 4 * 7 + 4);
        int bOffset = 2;
        int ldb = 7;
        int[] bZeroPoints = {0, 0, 0, 0};
        boolean packed;
        QuantizedMatrix packedB;
        int[] c = new int[3 + 2 * 8 + 4];
        int cOffset = 3;
        int ldc = 8;

        void run(Engine engine) {
            if (packed) {
                engine.int8Gemm(m, aType, a, aOffset, lda, aZeroPoints, packedB, bZeroPoints, c, cOffset, ldc);
            } else {
                engine.int8Gemm(
                        transB,
                        m,
                        n,
                        k,
                        aType,
                        a,
                        aOffset,
                        lda,
                        aZeroPoints,
                        bType,
                        b,
                        bOffset,
                        ldb,
                        bZeroPoints,
                        c,
                        cOffset,
                        ldc);
            }
        }

        private void pack() {
            packed = true;
            packedB = ENGINE.pack(bType, transB, k, n, b, bOffset, ldb);
        }

        private static byte[] ones(int length) {
            byte[] array = new byte[length];
            Arrays.fill(array, (byte) 1);
            return array;
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.of(
                missing("transB", call -> call.transB = null),
                missing("aType", call -> call.aType = null),
                missing("a", call -> call.a = null),
                missing("aZeroPoints", call -> call.aZeroPoints = null),
                missing("bType", call -> call.bType = null),
                missing("b", call -> call.b = null),
                missing("b", call -> call.packed = true),
                missing("bZeroPoints", call -> call.bZeroPoints = null),
                missing("c", call -> call.c = null),
                illegal("negative m", call -> call.m = -1, "m", "-1", "0"),
                illegal("negative n", call -> call.n = -1, "n", "-1", "0"),
                illegal("negative k", call -> call.k = -1, "k", "-1", "0"),
                illegal("lda below the row", call -> call.lda = 4, "lda", "4", "5"),
                illegal("ldb below the row", call -> call.ldb = 3, "ldb", "3", "4"),
                illegal("ldc below the row", call -> call.ldc = 3, "ldc", "3", "4"),
                illegal("too few zero points of rows", call -> call.aZeroPoints = new int[2], "aZeroPoints", "2", "3"),
                illegal("no zero point of columns", call -> call.bZeroPoints = new int[0], "bZeroPoints", "0", "4"),
                illegal("too many of a packed B", Int8GemmInputTest::packedAndLong, "bZeroPoints", "5", "4"),
                illegal("zero point below u8", call -> call.aZeroPoints[0] = -1, "aZeroPoints[0]", "-1", "255"),
                illegal("zero point above u8", call -> call.aZeroPoints[0] = 256, "aZeroPoints[0]", "256", "255"),
                illegal("zero point below s8", call -> call.bZeroPoints[3] = -129, "bZeroPoints[3]", "-129", "127"),
                illegal("zero point above s8", call -> call.bZeroPoints[3] = 128, "bZeroPoints[3]", "128", "127"),
                outside("negative offset of a", call -> call.aOffset = -1, "aOffset", "-1", "0"),
                outside("negative offset of b", call -> call.bOffset = -1, "bOffset", "-1", "0"),
                outside("negative offset of c", call -> call.cOffset = -1, "cOffset", "-1", "0"),
                outside("short a", call -> call.a = new byte[17], "a", "17"),
                outside("short b", call -> call.b = new byte[33], "b", "33"),
                outside("short c", call -> call.c = new int[22], "c", "22"),
                outside("rows beyond any array", call -> call.m = Integer.MAX_VALUE, "a", "18"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        int[] c = call.c;
        refusal.check(call, made -> made.run(ENGINE));
        assertArrayEquals(new int[c.length], c, "C was written");
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.run(ENGINE);
        int[] expected = new int[call.c.length];
        for (int i = 0; i < 3; i++) {
            Arrays.fill(expected, 3 + i * 8, 3 + i * 8 + 4, 5);
        }
        assertArrayEquals(expected, call.c);
        Call packed = new Call();
        packed.pack();
        packed.run(ENGINE);
        assertArrayEquals(expected, packed.c);
    }

    @Test
    void closedEngine() {
        Call call = new Call();
        Call packed = new Call();
        packed.pack();
        Engine engine = Engine.builder().build();
        engine.close();
        assertThrowsExactly(IllegalStateException.class, () -> call.run(engine));
        assertThrowsExactly(IllegalStateException.class, () -> packed.run(engine));
        assertArrayEquals(new int[call.c.length], call.c);
        assertArrayEquals(new int[call.c.length], packed.c);
    }

    private static void packedAndLong(Call call) {
        call.pack();
        call.bZeroPoints = new int[5];
    }
}
