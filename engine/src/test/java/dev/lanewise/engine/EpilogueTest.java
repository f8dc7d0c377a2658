package dev.lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class EpilogueTest {
    private static final float[] ARRAY = new float[100];

    @Test
    void doesNothingUnlessTold() {
        assertTrue(Epilogue.none().spec().isIdentity());
        assertTrue(Epilogue.builder().build().spec().isIdentity());
        assertTrue(Epilogue.builder()
                .scale(1)
                .activation(Activation.NONE)
                .build()
                .spec()
                .isIdentity());
        assertSame(Epilogue.none(), Epilogue.none());
    }

    @Test
    void appliesItsPartsInOrder() {
        Epilogue epilogue = Epilogue.builder()
                .activation(Activation.clip(-10, 10))
                .residual(new float[] {0, 1, 2, 0, 3, -40}, 1, 3)
                .biasPerRow(new float[] {0.5f, 0.25f})
                .biasPerColumn(new float[] {10, 20})
                .scale(-2)
                .build();
        float[] c = {1, 6, 2, 3};
        EpilogueKernel kernel = Kernels.active().epilogue();
        kernel.apply(epilogue.spec(), c, 0, 2, 2, 2, 0, 0);
        assertEquals(-2 * 1 + 10 + 0.5f + 1, c[0]);
        assertEquals(10, c[1]);
        assertEquals(-2 * 2 + 10 + 0.25f + 3, c[2]);
        assertEquals(-10, c[3]);
    }

    @Test
    void copiesBiases() {
        float[] bias = {1};
        Epilogue epilogue =
                Epilogue.builder().biasPerColumn(bias).biasPerRow(bias).build();
        bias[0] = 100;
        float[] c = {0};
        Kernels.active().epilogue().apply(epilogue.spec(), c, 0, 1, 1, 1, 0, 0);
        assertEquals(2, c[0]);
    }

    @Test
    void refusesWhatIsMissing() {
        Epilogue.Builder builder = Epilogue.builder();
        assertNull("biasPerColumn", () -> builder.biasPerColumn(null));
        assertNull("biasPerRow", () -> builder.biasPerRow(null));
        assertNull("residual", () -> builder.residual(null, 0, 1));
        assertNull("activation", () -> builder.activation(null));
    }

    @Test
    void refusesWhatCannotBe() {
        Epilogue.Builder builder = Epilogue.builder();
        assertMessage("scale is NaN; it must be finite", () -> builder.scale(Float.NaN));
        assertMessage("scale is -Infinity; it must be finite", () -> builder.scale(Float.NEGATIVE_INFINITY));
        assertMessage("residual's offset is -1; it must be at least 0", () -> builder.residual(ARRAY, -1, 1));
        assertMessage("residual's ld is -2; it must be at least 0", () -> builder.residual(ARRAY, 0, -2));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Epilogue columns = Epilogue.builder().biasPerColumn(new float[4]).build();
        assertDoesNotThrow(() -> columns.validate(9, 4));
        assertMessage("biasPerColumn.length is 4; it must be at least n, 5", () -> columns.validate(9, 5));
        Epilogue rows = Epilogue.builder().biasPerRow(new float[4]).build();
        assertDoesNotThrow(() -> rows.validate(4, 9));
        assertMessage("biasPerRow.length is 4; it must be at least m, 5", () -> rows.validate(5, 9));
        Epilogue residual = Epilogue.builder().residual(ARRAY, 1, 10).build();
        assertDoesNotThrow(() -> residual.validate(10, 9));
        assertMessage("residual's ld is 10; it must be at least n, 11", () -> residual.validate(1, 11));
        assertMessage("residual.length is 100; it must be at least 101", () -> residual.validate(10, 10));
        assertMessage(
                "residual.length is 100; it must be at least 21474836471",
                () -> residual.validate(Integer.MAX_VALUE, 10));
    }

    @Test
    void refusesAResidualThatIsC() {
        Epilogue epilogue = Epilogue.builder().residual(ARRAY, 10, 10).build();
        assertDoesNotThrow(() -> epilogue.checkTarget(ARRAY.clone(), 10, 5, 4, 10));
        assertDoesNotThrow(() -> epilogue.checkTarget(ARRAY, 60, 4, 4, 10));
        // columns 4 to 7 beside columns 0 to 3
        assertDoesNotThrow(() -> epilogue.checkTarget(ARRAY, 14, 5, 4, 10));
        assertThrows(IllegalArgumentException.class, () -> epilogue.checkTarget(ARRAY, 10, 5, 4, 10));
        assertThrows(IllegalArgumentException.class, () -> epilogue.checkTarget(ARRAY, 13, 5, 4, 10));
        MemorySegment same = MemorySegment.ofArray(ARRAY);
        assertThrows(IllegalArgumentException.class, () -> epilogue.checkTarget(same, 10, 5, 4, 10));
        assertDoesNotThrow(() -> epilogue.checkTarget(same, 14, 5, 4, 10));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment other = arena.allocate(ValueLayout.JAVA_FLOAT, 100);
            assertDoesNotThrow(() -> epilogue.checkTarget(other, 10, 5, 4, 10));
        }
    }

    @Test
    void explainsItself() {
        assertEquals("none", Epilogue.none().toString());
        assertEquals(
                "scale 0.5, bias per column, bias per row, residual, GELU_ERF",
                Epilogue.builder()
                        .scale(0.5f)
                        .biasPerColumn(ARRAY)
                        .biasPerRow(ARRAY)
                        .residual(ARRAY, 0, 1)
                        .activation(Activation.GELU_ERF)
                        .build()
                        .toString());
    }

    private static void assertNull(String name, Runnable call) {
        assertTrue(
                assertThrows(NullPointerException.class, call::run).getMessage().contains(name));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
