package dev.lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ActivationTest {
    @Test
    void clips() {
        Activation relu6 = Activation.clip(0, 6);
        assertEquals(0, relu6.apply(-1));
        assertEquals(2.5f, relu6.apply(2.5f));
        assertEquals(6, relu6.apply(Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(relu6.apply(Float.NaN)));
        assertEquals(-7, Activation.clip(Float.NEGATIVE_INFINITY, 1).apply(-7));
        assertEquals(3, Activation.clip(3, 3).apply(100));
    }

    @Test
    void leaks() {
        assertEquals(-0.5f, Activation.leakyRelu(0.25f).apply(-2));
        assertEquals(2, Activation.leakyRelu(0.25f).apply(2));
    }

    @Test
    void refusesLimitsThatAreNone() {
        assertMessage("low is NaN; it must be a number", () -> Activation.clip(Float.NaN, 1));
        assertMessage("high is NaN; it must be a number", () -> Activation.clip(1, Float.NaN));
        assertMessage("low is 2.0; it must be at most high, 1.0", () -> Activation.clip(2, 1));
        assertMessage("slope is NaN; it must be finite", () -> Activation.leakyRelu(Float.NaN));
        assertMessage("slope is Infinity; it must be finite", () -> Activation.leakyRelu(Float.POSITIVE_INFINITY));
    }

    @Test
    void names() {
        assertEquals("SILU", Activation.SILU.toString());
        assertEquals("CLIP(0.0, 6.0)", Activation.clip(0, 6).toString());
        assertEquals("LEAKY_RELU(0.01)", Activation.leakyRelu(0.01f).toString());
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
