package dev.lanewise.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReferenceGemmTest {
    /** 2×3, with one element before it and one behind each row. */
    private static final float[] A = {99, 1, 2, 3, 99, 4, 5, -6, 99};

    private static final float[] A_TRANSPOSED = {1, 4, 2, 5, 3, -6};
    private static final float[] B = {1, 0, -1, 2, 1, 1};
    private static final float[] B_TRANSPOSED = {1, -1, 1, 0, 2, 1};
    private static final float[] C = {10, 20, 30, 40};
    private static final double[] PRODUCT = {2, 7, -7, 4};
    private static final double[] MAGNITUDES = {6, 7, 15, 16};

    @Test
    void everyTransposeIsTheSameProduct() {
        for (boolean transA : new boolean[] {false, true}) {
            for (boolean transB : new boolean[] {false, true}) {
                float[] a = transA ? A_TRANSPOSED : A;
                float[] b = transB ? B_TRANSPOSED : B;
                ReferenceProduct product = ReferenceGemm.multiply(
                        transA,
                        transB,
                        2,
                        2,
                        3,
                        1,
                        a,
                        transA ? 0 : 1,
                        transA ? 2 : 4,
                        b,
                        0,
                        transB ? 3 : 2,
                        0,
                        C,
                        0,
                        2);
                assertArrayEquals(PRODUCT, product.values());
                assertArrayEquals(MAGNITUDES, product.magnitudes());
            }
        }
    }

    @Test
    void alphaAndBeta() {
        ReferenceProduct product = ReferenceGemm.multiply(false, false, 2, 2, 3, -2, A, 1, 4, B, 0, 2, -0.5f, C, 0, 2);
        assertArrayEquals(new double[] {-9, -24, -1, -28}, product.values());
        assertArrayEquals(new double[] {17, 24, 45, 52}, product.magnitudes());
    }

    @Test
    void zeroFactorsReadNothing() {
        float[] nan = {Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN};
        double[] zeros = new double[4];
        assertArrayEquals(
                zeros,
                ReferenceGemm.multiply(false, false, 2, 2, 3, 0, nan, 0, 3, nan, 0, 2, 0, nan, 0, 2)
                        .values());
    }

    @Test
    void matrixTimesVector() {
        float[] x = {1, 99, 2, 99, 3};
        float[] y = {10, 20};
        assertArrayEquals(
                new double[] {19, 6},
                ReferenceGemv.multiply(false, 2, 3, 1, A, 1, 4, x, 0, 2, 0.5f, y, 0, 1)
                        .values());
        assertArrayEquals(
                new double[] {14, 19, -12},
                ReferenceGemv.multiply(true, 2, 3, 1, A, 1, 4, x, 2, 2, 0, null, 0, 1)
                        .values());
    }

    @Test
    void integerProductIsExactAndSaysWhenItCannotBe() {
        int[] large = {Integer.MAX_VALUE, Integer.MIN_VALUE};
        assertArrayEquals(
                new long[] {(long) Integer.MAX_VALUE * Integer.MAX_VALUE + (1L << 62)},
                ReferenceIntegerGemm.multiply(false, true, 1, 1, 2, large, large));
        int[] tooLarge = {Integer.MIN_VALUE, Integer.MIN_VALUE};
        assertThrows(
                ArithmeticException.class,
                () -> ReferenceIntegerGemm.multiply(false, false, 1, 1, 2, tooLarge, tooLarge));
    }
}
