package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.reference.ReferenceGemm;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the mirror tests share. */
final class MirrorChecks {

    private static final int LARGEST = 160;

    private MirrorChecks() {}

    /** Sizes above 160 become others between 97 and 157, so that different large shapes stay different. */
    static String shrink(String shape) {
        return Arrays.stream(shape.split("x"))
                .mapToInt(Integer::parseInt)
                .map(size -> size <= LARGEST ? size : 97 + size % 61)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("x"));
    }

    /** Compares every element with the scalar reference; the data are small integers, so bits are equal. */
    static void assertCorrect(Product product, float[] actual) {
        int m = product.m();
        int n = product.n();
        int k = product.k();
        double[] expected = ReferenceGemm.multiply(
                        false, false, m, n, k, 1, product.a(), 0, k, product.b(), 0, n, 0, product.c(), 0, n)
                .values();
        assertEquals(m * n, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], "C[" + i / n + "][" + i % n + "]");
        }
    }
}
