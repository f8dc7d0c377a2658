package dev.lanewise.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceActivationsTest {
    /** The textbook formulas cancel for x below zero, but not yet much here. */
    @ParameterizedTest
    @ValueSource(doubles = {-1.5, -0.25, -1e-9, 0, 1e-9, 0.5, 1, 3, 10})
    void agreesWithTheTextbook(double x) {
        double erf = ReferenceErf.erf(x / Math.sqrt(2));
        double tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
        near(x / 2 * (1 + erf), ReferenceActivations.geluErf(x));
        near(x / 2 * (1 + tanh), ReferenceActivations.geluTanh(x));
        near(Math.exp(x) / (1 + Math.exp(x)), ReferenceActivations.sigmoid(x));
        near(x / (1 + Math.exp(-x)), ReferenceActivations.silu(x));
        near(x * Math.max(0, Math.min(6, x + 3)) / 6, ReferenceActivations.hardSwish(x));
    }

    /** Values of 40 digits' arithmetic, where the textbook formulas have none left. */
    @Test
    void farBelowZero() {
        near(-4.976768459417427e-15, ReferenceActivations.geluErf(-8));
        near(-3.107782937501111e-21, ReferenceActivations.geluTanh(-8));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NEGATIVE_INFINITY, -1e30, -200})
    void vanishesBelow(double x) {
        assertEquals(0, ReferenceActivations.geluErf(x), 1e-80);
        assertEquals(0, ReferenceActivations.geluTanh(x), 1e-80);
        assertEquals(0, ReferenceActivations.silu(x), 1e-80);
        assertEquals(0, ReferenceActivations.hardSwish(x), 0);
    }

    private static void near(double expected, double actual) {
        assertEquals(expected, actual, Math.abs(expected) * 1e-13);
    }
}
