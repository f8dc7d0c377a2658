package dev.lanewise.engine.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.engine.machine.Machine;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Vector activations against their scalar twins, bit for bit. How far the twins are from the exact functions is tested in the
 * module of property tests, against its reference.
 */
class ActivationKernelTest {
    private static final int COUNT = 1 << 20;

    @BeforeEach
    void needsVectors() {
        assumeTrue(!Machine.host().isScalar());
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheScalarTwinOnAGridOverAllFloats(ActivationKind kind) {
        float[] x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            // 4093 is odd, so that every exponent, sign and low bit comes up
            x[i] = Float.intBitsToFloat(i * 4093);
        }
        assertSameBits(kind, x);
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheScalarTwinWhereItBends(ActivationKind kind) {
        Random random = new Random(5);
        float[] x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = (float) (random.nextGaussian() * (1 << i % 8));
        }
        float[] special = {
            0,
            -0f,
            1,
            -1,
            3,
            -3,
            6,
            -6,
            10,
            105,
            -105,
            110,
            14.5f,
            -14.5f,
            4,
            10.875f,
            -10.875f,
            88.7f,
            -88.7f,
            -103.9f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MIN_NORMAL,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        for (int i = 0; i < special.length; i++) {
            x[3 * i] = special[i];
            x[3 * i + 1] = Math.nextUp(special[i]);
            x[3 * i + 2] = Math.nextDown(special[i]);
        }
        assertSameBits(kind, x);
    }

    @ParameterizedTest
    @EnumSource
    void staysInItsRange(ActivationKind kind) {
        boolean bounded = kind == ActivationKind.SIGMOID
                || kind == ActivationKind.TANH
                || kind == ActivationKind.ERF
                || kind == ActivationKind.HARD_SIGMOID;
        for (int i = 0; i < COUNT; i++) {
            float y = ScalarActivation.apply(kind, -1, 2, Float.intBitsToFloat(i * 4093));
            assertTrue(!bounded || !(Math.abs(y) > 1));
        }
    }

    private static void assertSameBits(ActivationKind kind, float[] x) {
        EpilogueSpec spec = new EpilogueSpec(1, null, null, null, 0, 0, kind, -0.75f, 2);
        float[] actual = x.clone();
        VectorEpilogue.INSTANCE.apply(spec, actual, 0, x.length, 1, x.length, 0, 0);
        for (int i = 0; i < x.length; i++) {
            int expected = Float.floatToIntBits(ScalarActivation.apply(kind, -0.75f, 2, x[i]));
            if (expected != Float.floatToIntBits(actual[i])) {
                assertEquals(Float.intBitsToFloat(expected), actual[i], kind + " of " + x[i]);
            }
        }
    }
}
