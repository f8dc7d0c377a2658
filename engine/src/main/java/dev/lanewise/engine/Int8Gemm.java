package dev.lanewise.engine;

import dev.lanewise.engine.drivers.Int8Input;
import dev.lanewise.engine.drivers.Int8Output;
import dev.lanewise.engine.drivers.Int8Run;
import java.util.Arrays;

/** Products of 8-bit numbers as they come: nothing is prepared but, perhaps, B packed. */
final class Int8Gemm {
    private static final Int8Output INTS = new Int8Output(Int8Output.Kind.INTS, null, null, null);

    private Int8Gemm() {}

    /** Refuses A, zero points or C that are not right; B has k rows and n columns. */
    static void check(
            int m,
            int n,
            int k,
            QuantizedType aType,
            byte[] a,
            int aOffset,
            int lda,
            int[] aZeroPoints,
            QuantizedType bType,
            int[] bZeroPoints,
            int[] c,
            int cOffset,
            int ldc) {
        GemmChecks.sizes(m, n, k);
        Checks.notNull(aType, "aType");
        Checks.matrix(a, aOffset, m, k, lda, "a");
        zeroPoints(aType, aZeroPoints, m, "aZeroPoints", "m");
        zeroPoints(bType, bZeroPoints, n, "bZeroPoints", "n");
        Checks.matrix(c, cOffset, m, n, ldc, "c");
    }

    private static void zeroPoints(QuantizedType type, int[] zeroPoints, int count, String name, String what) {
        Checks.notNull(zeroPoints, name);
        if (zeroPoints.length != 1) {
            Checks.length(zeroPoints.length, count, name, "1 or " + what);
        }
        for (int i = 0; i < zeroPoints.length; i++) {
            Quantization.checkZeroPoint(type, zeroPoints[i], name + "[" + i + "]");
        }
    }

    /** Multiplies what was checked. */
    static void run(
            Engine engine,
            int m,
            QuantizedType aType,
            byte[] a,
            int aOffset,
            int lda,
            int[] aZeroPoints,
            QuantizedMatrix b,
            int[] bZeroPoints,
            int[] c,
            int cOffset,
            int ldc) {
        boolean perRow = aZeroPoints.length != 1;
        int[] rows = aZeroPoints.clone();
        for (int i = 0; i < rows.length && aType.isUnsigned(); i++) {
            rows[i] -= 128;
        }
        // the sums go out as they are, but rows have factors
        float[] factors = new float[rows.length];
        Arrays.fill(factors, 1);
        Int8Input input = new Int8Input(aType.isUnsigned(), false, false, perRow, factors, rows);
        boolean perColumn = bZeroPoints.length != 1;
        Int8Run run = engine.int8Runs.begin();
        try {
            run.a.set(a, aOffset, lda);
            run.c.set(c, cOffset, ldc);
            engine.int8Runs.execute(
                    run,
                    engine.int8Planner.plan(m, b.cols(), b.rows()),
                    b.matrix(),
                    b.columns(j -> bZeroPoints[perColumn ? j : 0], null),
                    input,
                    INTS);
        } finally {
            engine.int8Runs.end(run);
        }
    }
}
