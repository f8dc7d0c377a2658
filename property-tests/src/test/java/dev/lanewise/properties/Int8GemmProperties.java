package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.Int8Case;
import dev.lanewise.properties.support.Int8Cases;
import dev.lanewise.properties.support.ScaledTries;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code int8Gemm}: every int is that of the reference, whatever the types, zero points, shape, threads and workspace. */
@AddLifecycleHook(ScaledTries.class)
class Int8GemmProperties {
    private static final int C_OFFSET = 5;
    private static final int C_PAD = 3;

    @Property
    void exact(
            @ForAll(supplier = Int8Cases.class) Int8Case product,
            @ForAll Transpose transB,
            @ForAll boolean prepacked,
            @ForAll EngineKind kind) {
        int m = product.m();
        int n = product.n();
        int ldc = n + C_PAD;
        int[] c = new int[C_OFFSET + m * ldc + C_OFFSET];
        Arrays.fill(c, -77);
        int[] expected = c.clone();
        int[] sums = product.sums();
        int[] bias = product.bias();
        for (int i = 0; i < sums.length; i++) {
            expected[C_OFFSET + i / n * ldc + i % n] = sums[i] - bias[i % n];
        }
        int[] aZeroPoints = zeroPoints(product.input(), m);
        int[] bZeroPoints = zeroPoints(product.weights(), n);
        int at = product.offset();
        boolean transposed = transB == Transpose.YES;
        int ldb = transposed ? product.ld() : n;
        byte[] b = transposed ? product.wBytes() : turned(product);
        Engine engine = kind.engine();
        if (prepacked) {
            engine.int8Gemm(
                    m,
                    product.x(),
                    product.xBytes(),
                    at,
                    product.ld(),
                    aZeroPoints,
                    engine.pack(product.w(), transB, product.k(), n, b, at, ldb),
                    bZeroPoints,
                    c,
                    C_OFFSET,
                    ldc);
        } else {
            engine.int8Gemm(
                    transB,
                    m,
                    n,
                    product.k(),
                    product.x(),
                    product.xBytes(),
                    at,
                    product.ld(),
                    aZeroPoints,
                    product.w(),
                    b,
                    at,
                    ldb,
                    bZeroPoints,
                    c,
                    C_OFFSET,
                    ldc);
        }
        assertArrayEquals(expected, c);
    }

    /** Sums of nothing are 0; nothing to sum writes nothing. */
    @Example
    void zeroSizes() {
        for (EngineKind kind : EngineKind.values()) {
            for (int sizes = 0; sizes < 7; sizes++) {
                int m = (sizes & 1) * 3;
                int n = (sizes >> 1 & 1) * 4;
                int k = (sizes >> 2) * 5;
                int[] c = new int[12];
                Arrays.fill(c, -77);
                int[] expected = c.clone();
                Arrays.fill(expected, 0, m * n, 0);
                kind.engine()
                        .int8Gemm(
                                Transpose.NO,
                                m,
                                n,
                                k,
                                QuantizedType.U8,
                                new byte[15],
                                0,
                                5,
                                new int[] {7},
                                QuantizedType.S8,
                                new byte[20],
                                0,
                                4,
                                new int[n],
                                c,
                                0,
                                4);
                assertArrayEquals(expected, c, () -> kind + ": " + m + "×" + n + "×" + k);
            }
        }
    }

    private static int[] zeroPoints(Quantization quantization, int count) {
        int channels = quantization.isPerChannel() ? count : 1;
        return IntStream.range(0, channels).map(quantization::zeroPoint).toArray();
    }

    /** op(B) as k rows, dense behind the offset. */
    private static byte[] turned(Int8Case product) {
        byte[] stored = product.wBytes();
        byte[] turned = new byte[product.offset() + product.k() * product.n()];
        for (int i = 0; i < product.k() * product.n(); i++) {
            turned[product.offset() + i] = stored[product.offset() + i % product.n() * product.ld() + i / product.n()];
        }
        return turned;
    }
}
