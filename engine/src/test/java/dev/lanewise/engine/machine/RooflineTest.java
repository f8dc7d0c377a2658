package dev.lanewise.engine.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RooflineTest {
    private final Roofline roofline = new Roofline(100e9, 20e9);

    @Test
    void attainsTheLowerOfSlopeAndRoof() {
        assertEquals(5, roofline.ridge());
        assertEquals(0, roofline.attainable(0));
        assertEquals(20e9, roofline.attainable(1));
        assertEquals(100e9, roofline.attainable(5));
        assertEquals(100e9, roofline.attainable(500));
        assertEquals(100e9, roofline.attainable(Double.POSITIVE_INFINITY));
        assertEquals(Bound.BANDWIDTH, roofline.bound(4.9));
        assertEquals(Bound.COMPUTE, roofline.bound(5));
    }

    @Test
    void agreesWithTheChaptersExamples() {
        OperatorCost product = OperatorCost.gemm(1000, 1000, 1000);
        assertEquals(2_000_000_000L, product.flop());
        assertEquals(12_000_000L, product.bytes());
        assertEquals(167, product.intensity(), 0.5);
        assertEquals(Bound.COMPUTE, roofline.bound(product.intensity()));
        assertEquals(0.02, roofline.seconds(product));

        OperatorCost vector = OperatorCost.gemv(1000, 1000);
        assertEquals(2_000_000L, vector.flop());
        assertEquals(4_008_000L, vector.bytes());
        assertEquals(0.5, vector.intensity(), 0.001);
        assertEquals(Bound.BANDWIDTH, roofline.bound(vector.intensity()));
        assertEquals(4_008_000 / 20e9, roofline.seconds(vector));
    }

    @Test
    void costsConvolutionsByTheChaptersFormula() {
        OperatorCost same = OperatorCost.conv2d(1, 56, 56, 64, 3, 3, 64);
        assertEquals(2L * 56 * 56 * 3 * 3 * 64 * 64, same.flop());
        assertEquals(4L * (56 * 56 * 64 + 3 * 3 * 64 * 64 + 56 * 56 * 64), same.bytes());

        OperatorCost first = OperatorCost.conv2d(2, 224, 224, 3, 7, 7, 64, 112, 112);
        assertEquals(2L * 2 * 112 * 112 * 7 * 7 * 3 * 64, first.flop());
        assertEquals(4L * (2 * 224 * 224 * 3 + 7 * 7 * 3 * 64 + 2 * 112 * 112 * 64), first.bytes());

        // a 1x1 convolution is a matrix product
        assertEquals(OperatorCost.gemm(49, 512, 2048), OperatorCost.conv2d(1, 7, 7, 2048, 1, 1, 512));
    }

    @Test
    void costsNothingForNothing() {
        assertEquals(0, OperatorCost.gemm(0, 0, 0).intensity());
        assertEquals(0, OperatorCost.gemm(5, 0, 7).flop());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new Roofline(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Roofline(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Roofline(Double.POSITIVE_INFINITY, 1));
        assertThrows(IllegalArgumentException.class, () -> roofline.attainable(-1));
        assertThrows(IllegalArgumentException.class, () -> roofline.bound(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new OperatorCost(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new OperatorCost(0, -1));
        assertEquals(
                "k is -3; it must not be negative",
                assertThrows(IllegalArgumentException.class, () -> OperatorCost.gemm(1, 2, -3))
                        .getMessage());
        int huge = Integer.MAX_VALUE;
        assertThrows(ArithmeticException.class, () -> OperatorCost.gemm(huge, huge, huge));
        assertThrows(ArithmeticException.class, () -> OperatorCost.conv2d(huge, huge, huge, 1, 1, 1, 1));
    }
}
