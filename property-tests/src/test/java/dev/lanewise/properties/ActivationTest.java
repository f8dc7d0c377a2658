package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Epilogue;
import dev.lanewise.engine.Gemm;
import dev.lanewise.properties.support.ActivationKind;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.Width;
import dev.lanewise.reference.ReferenceActivations;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations on grids over all floats: the scalar twin against the reference, and the kernels against the twin. */
class ActivationTest {
    /** Between neighbouring points of the grid, in floats; odd, so that all bits of the significand vary. */
    private static final int STEP = Width.scaled(4099, 1_048_573);

    private static final int COLUMNS = 1000;

    private static final float[] SPECIAL = {
        0,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        -1.5f,
        2.25f,
        3,
        -3,
        Math.nextDown(3f),
        Math.nextUp(-3f),
        6
    };

    @ParameterizedTest
    @EnumSource
    void scalarTwinWithinItsBound(ActivationKind kind) {
        for (float x : grid()) {
            double expected = kind.reference().applyAsDouble(x);
            float actual = kind.activation().apply(x);
            double error = Math.abs(actual - expected) / Math.ulp((float) expected);
            boolean right =
                    Double.isNaN(expected) ? Float.isNaN(actual) : actual == (float) expected || error <= kind.ulps(x);
            if (!right) {
                fail("%s of %s is %s, %.2f ULP off %s; it must be within %.2f"
                        .formatted(kind, x, actual, error, expected, kind.ulps(x)));
            }
        }
    }

    /** How the tanh form's error compares with its argument. */
    @Test
    void geluByTanhIsPreciseForItsArgument() {
        for (float x : grid()) {
            if (x < -1) {
                double error = Math.abs(Activation.GELU_TANH.apply(x) - ReferenceActivations.geluTanh(x));
                assertTrue(error <= 0x1p-24 * Math.abs(x), () -> "of " + x);
            }
        }
    }

    /** The table of the Javadoc. */
    @ParameterizedTest
    @CsvSource({
        "NONE, -Infinity, -0.0, 0.0, Infinity",
        "LEAKY_RELU, -Infinity, -0.0, 0.0, Infinity",
        "RELU, 0.0, -0.0, 0.0, Infinity",
        "CLIP, -1.5, -0.0, 0.0, 2.25",
        "SIGMOID, 0.0, 0.5, 0.5, 1",
        "TANH, -1, -0.0, 0.0, 1",
        "ERF, -1, -0.0, 0.0, 1",
        "GELU_ERF, -0.0, -0.0, 0.0, Infinity",
        "GELU_TANH, -0.0, -0.0, 0.0, Infinity",
        "SILU, -0.0, -0.0, 0.0, Infinity",
        "HARD_SIGMOID, 0.0, 0.5, 0.5, 1",
        "HARD_SWISH, -0.0, -0.0, 0.0, Infinity",
        "SCALED_HARD_SWISH, -0.5, -0.5, -0.5, Infinity"
    })
    void edges(ActivationKind kind, float atMinusInfinity, float atMinusZero, float atZero, float atInfinity) {
        float[] expected = {atMinusInfinity, atMinusZero, atZero, atInfinity, Float.NaN};
        float[] at = {Float.NEGATIVE_INFINITY, -0f, 0, Float.POSITIVE_INFINITY, Float.NaN};
        for (int i = 0; i < at.length; i++) {
            at[i] = kind.activation().apply(at[i]);
        }
        Bits.assertSame(expected, at, kind);
    }

    @ParameterizedTest
    @EnumSource
    void kernelsGiveTheBitsOfTheScalarTwin(ActivationKind kind) {
        float[] one = {1};
        Gemm gemm = EngineKind.DEFAULT
                .engine()
                .gemm(1, COLUMNS, 1)
                .epilogue(Epilogue.builder().activation(kind.activation()).build())
                .prepare();
        float[] grid = grid();
        float[] actual = new float[COLUMNS];
        for (int from = 0; from + COLUMNS <= grid.length; from += COLUMNS) {
            float[] expected = Arrays.copyOfRange(grid, from, from + COLUMNS);
            gemm.run(one, 0, expected, 0, actual, 0);
            for (int at = 0; at < COLUMNS; at++) {
                // A sum that starts at zero has lost the sign of a zero.
                expected[at] = kind.activation().apply(expected[at] + 0f);
            }
            Bits.assertSame(expected, actual, kind);
        }
    }

    private static float[] grid() {
        int points = (int) ((1L << 32) / STEP);
        float[] grid = new float[(SPECIAL.length + points) / COLUMNS * COLUMNS + COLUMNS];
        System.arraycopy(SPECIAL, 0, grid, 0, SPECIAL.length);
        for (int at = SPECIAL.length; at < grid.length; at++) {
            grid[at] = Float.intBitsToFloat((at - SPECIAL.length) * STEP);
        }
        return grid;
    }
}
