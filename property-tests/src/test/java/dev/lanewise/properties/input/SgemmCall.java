package dev.lanewise.properties.input;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A valid call of sgemm in arrays that are just long enough; tests change one thing. */
final class SgemmCall {
    Transpose transA = Transpose.NO;
    Transpose transB = Transpose.NO;
    int m = 3;
    int n = 4;
    int k = 5;
    int aOffset = 1;
    int lda = 6;
    int bOffset = 2;
    int ldb = 7;
    int cOffset = 3;
    int ldc = 8;
    float beta = 1;
    float[] a = filled(1 + 2 * 6 + 5, 1);
    float[] b = filled(2 + 4 * 7 + 4, 2);
    float[] c = filled(3 + 2 * 8 + 4, 3);
    MemorySegment segmentA = MemorySegment.ofArray(a);
    MemorySegment segmentB = MemorySegment.ofArray(b);
    MemorySegment segmentC = MemorySegment.ofArray(c);
    long segmentOffsetA = aOffset;
    long segmentOffsetB = bOffset;
    long segmentOffsetC = cOffset;

    void run(Engine engine) {
        engine.sgemm(transA, transB, m, n, k, 1, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
    }

    void runOnSegments(Engine engine) {
        engine.sgemm(
                transA,
                transB,
                m,
                n,
                k,
                1,
                segmentA,
                segmentOffsetA,
                lda,
                segmentB,
                segmentOffsetB,
                ldb,
                beta,
                segmentC,
                segmentOffsetC,
                ldc);
    }

    static float[] filled(int length, float value) {
        float[] array = new float[length];
        Arrays.fill(array, value);
        return array;
    }
}
