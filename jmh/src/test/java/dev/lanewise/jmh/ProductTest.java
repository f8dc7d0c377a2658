package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.reference.ReferenceGemm;
import org.junit.jupiter.api.Test;

class ProductTest {

    @Test
    void readsShapes() {
        assertArrayEquals(new int[] {8, 4096, 12}, Product.sizes("8x4096x12"));
        assertThrows(IllegalArgumentException.class, () -> Product.sizes("8x4096"));
    }

    @Test
    void acceptsTheProductAndNothingElse() {
        Product product = new Product(5, 7, 3);
        double[] expected = ReferenceGemm.multiply(
                        false, false, 5, 7, 3, 1, product.a(), 0, 3, product.b(), 0, 7, 0, product.c(), 0, 7)
                .values();
        float[] result = new float[35];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) expected[i];
        }
        assertDoesNotThrow(() -> product.requireCorrect("a test", result));
        result[34] += 1;
        assertThrows(AssertionError.class, () -> product.requireCorrect("a test", result));
        product.poison();
        assertThrows(AssertionError.class, () -> product.requireCorrect("a test", product.c()));
    }
}
