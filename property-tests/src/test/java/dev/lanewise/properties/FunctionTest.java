package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.FunctionKind;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.properties.support.Width;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of one number on grids over all floats, against the reference, through {@code Pointwise.unary}. */
class FunctionTest {
    /** Between neighbouring points of the grid, in floats; odd, so that all bits of the significand vary. */
    private static final int STEP = Width.scaled(4099, 1_048_573);

    private static final int BLOCK = 4099;

    /** What comes up on no grid: ends of reductions, multiples of π/2, limits. */
    private static final float[] SPECIAL = {
        0,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        88.72284f,
        Math.nextUp(88.72284f),
        -103.97208f,
        -103.97209f,
        1.5707964f,
        3.1415927f,
        51471.85f,
        131072,
        Math.nextUp(131072f),
        1.6471e7f,
        -0.5f,
        0.5f,
        1.5f,
        2.5f,
        8388607.5f,
        0.99999994f,
        1.0000001f
    };

    @ParameterizedTest
    @EnumSource
    void withinItsBound(FunctionKind kind) {
        Engine engine = EngineKind.DEFAULT.engine();
        float[] x = new float[BLOCK];
        float[] y = new float[BLOCK];
        System.arraycopy(SPECIAL, 0, x, 0, SPECIAL.length);
        int from = SPECIAL.length;
        for (long bits = 0; bits < 1L << 32; from = 0) {
            for (int i = from; i < BLOCK; i++, bits += STEP) {
                x[i] = Float.intBitsToFloat((int) bits);
            }
            engine.pointwise().unary(kind.activation(), BLOCK, x, 0, y, 0);
            for (int i = 0; i < BLOCK; i++) {
                check(kind, x[i], y[i]);
            }
        }
    }

    private static void check(FunctionKind kind, float x, float actual) {
        double expected = kind.reference().applyAsDouble(x);
        float rounded = (float) expected;
        boolean right = Float.floatToIntBits(actual) == Float.floatToIntBits(rounded)
                || (actual != rounded && Math.abs(actual - expected) <= kind.ulps() * Math.ulp(rounded));
        if (!right && !(Float.isInfinite(rounded) && Math.abs(actual) == Float.MAX_VALUE && kind.ulps() > 0)) {
            fail("%s of %s is %s; it must be %s within %s ULP".formatted(kind, x, actual, expected, kind.ulps()));
        }
    }

    /** The table of the Javadoc. */
    @ParameterizedTest
    @CsvSource({
        "ELU, -0.7, -0.0, 0.0, Infinity",
        "SOFTPLUS, 0.0, 0.6931472, 0.6931472, Infinity",
        "MISH, -0.0, -0.0, 0.0, Infinity",
        "SOFTSIGN, -1, -0.0, 0.0, 1",
        "EXP, 0.0, 1, 1, Infinity",
        "LOG, NaN, -Infinity, -Infinity, Infinity",
        "SQRT, NaN, -0.0, 0.0, Infinity",
        "RSQRT, NaN, -Infinity, Infinity, 0.0",
        "SIN, NaN, -0.0, 0.0, NaN",
        "COS, NaN, 1, 1, NaN",
        "ABS, Infinity, 0.0, 0.0, Infinity",
        "NEG, Infinity, 0.0, -0.0, -Infinity",
        "FLOOR, -Infinity, -0.0, 0.0, Infinity",
        "CEIL, -Infinity, -0.0, 0.0, Infinity",
        "ROUND, -Infinity, -0.0, 0.0, Infinity"
    })
    void edges(FunctionKind kind, float atMinusInfinity, float atMinusZero, float atZero, float atInfinity) {
        float[] expected = {atMinusInfinity, atMinusZero, atZero, atInfinity, Float.NaN};
        float[] at = {Float.NEGATIVE_INFINITY, -0f, 0, Float.POSITIVE_INFINITY, Float.NaN};
        EngineKind.DEFAULT.engine().pointwise().unary(kind.activation(), at.length, at, 0, at, 0);
        Bits.assertSame(expected, at, kind);
    }

    /** Lengths, offsets, storage, threads and being in place change no bit. */
    @ParameterizedTest
    @EnumSource
    void sameBitsWherever(EngineKind kind) {
        Engine engine = kind.engine();
        for (int length : new int[] {0, 1, 7, 8, 9, 2047, 2049, 200_001}) {
            float[] x = new float[length + 8];
            for (int i = 0; i < x.length; i++) {
                x[i] = (i * 37 % 1001 - 500) * 0.01f;
            }
            float[] expected = x.clone();
            for (int i = 3; i < 3 + length; i++) {
                expected[i] = Activation.SILU.apply(x[i]);
            }
            float[] actual = x.clone();
            engine.pointwise().unary(Activation.SILU, length, x, 3, actual, 3);
            Bits.assertSame(expected, actual, "array to array, " + length);
            actual = x.clone();
            engine.pointwise().unary(Activation.SILU, length, actual, 3, actual, 3);
            Bits.assertSame(expected, actual, "in place, " + length);
            for (Storage storage : Storage.values()) {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment source = storage.readOnlyCopyOf(x, arena);
                    MemorySegment target = storage.copyOf(x, arena);
                    engine.pointwise().unary(Activation.SILU, length, source, 3, target, 3);
                    MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
                    Bits.assertSame(expected, actual, storage + ", " + length);
                    MemorySegment.copy(x, 0, target, ValueLayout.JAVA_FLOAT, 0, x.length);
                    engine.pointwise().unary(Activation.SILU, length, target, 3, target, 3);
                    MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
                    Bits.assertSame(expected, actual, storage + " in place, " + length);
                }
            }
        }
    }
}
