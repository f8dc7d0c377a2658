package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceBroadcast;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Pointwise.binary}: every operation, shapes that broadcast, arrays and segments, in place. */
@AddLifecycleHook(ScaledTries.class)
class BinaryProperties {
    private static final float[] SPECIAL = {
        0,
        -0f,
        1,
        -1,
        2,
        -2,
        3,
        -3,
        0.5f,
        -0.5f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MAX_VALUE,
        0x1p24f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY
    };

    @Property
    void broadcastAsTheReference(
            @ForAll BinaryOperation operation,
            @ForAll int seed,
            @ForAll @IntRange(max = 8) int rank,
            @ForAll @IntRange(max = 5) int shift,
            @ForAll EngineKind kind) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shapeA = new int[rank];
        int[] shapeB = new int[rank];
        shapes(random, shapeA, shapeB);
        int[] shortB = Arrays.copyOfRange(shapeB, leadingOnes(shapeB), rank);
        float[] a = values(random, elements(shapeA));
        float[] b = values(random, elements(shapeB));
        float[] expected = ReferenceBroadcast.apply(reference(operation), shapeA, a, shortB, b);
        float[] y = new float[shift + expected.length + 1];
        y[shift + expected.length] = 42;
        kind.engine().pointwise().binary(operation, shapeA, shifted(a, shift), shift, shortB, b, 0, y, shift);
        assertTrue(y[shift + expected.length] == 42);
        check(operation, expected, Arrays.copyOfRange(y, shift, shift + expected.length));
    }

    @Property
    void segmentsAndInPlaceGiveTheSameBits(
            @ForAll BinaryOperation operation,
            @ForAll int seed,
            @ForAll @IntRange(min = 1, max = 4) int rank,
            @ForAll Storage storage,
            @ForAll EngineKind kind) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shapeA = new int[rank];
        int[] shapeB = new int[rank];
        shapes(random, shapeA, shapeB);
        int[] shape = ReferenceBroadcast.shape(shapeA, shapeB);
        float[] a = values(random, elements(shape));
        float[] b = values(random, elements(shapeB));
        float[] expected = new float[a.length];
        kind.engine().pointwise().binary(operation, shape, a, 0, shapeB, b, 0, expected, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment left = storage.copyOf(a, arena);
            MemorySegment right = storage.readOnlyCopyOf(b, arena);
            kind.engine().pointwise().binary(operation, shape, left, 0, shapeB, right, 0, left, 0);
            float[] actual = new float[a.length];
            MemorySegment.copy(left, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
            Bits.assertSame(expected, actual, operation);
        }
        kind.engine().pointwise().binary(operation, shape, a, 0, shapeB, b, 0, a, 0);
        Bits.assertSame(expected, a, operation);
    }

    private static void check(BinaryOperation operation, float[] expected, float[] actual) {
        if (operation != BinaryOperation.POWER) {
            Bits.assertSame(expected, actual, operation);
            return;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean same = Float.floatToIntBits(expected[i]) == Float.floatToIntBits(actual[i]);
            assertTrue(same || Math.abs(Float.floatToIntBits(expected[i]) - Float.floatToIntBits(actual[i])) == 1);
        }
    }

    private static DoubleBinaryOperator reference(BinaryOperation operation) {
        return switch (operation) {
            case ADD -> (a, b) -> a + b;
            case SUBTRACT -> (a, b) -> a - b;
            case MULTIPLY -> (a, b) -> a * b;
            case DIVIDE -> (a, b) -> a / b;
            case MIN -> Math::min;
            case MAX -> Math::max;
            case POWER -> StrictMath::pow;
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
            case LESS -> (a, b) -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> (a, b) -> a <= b ? 1 : 0;
            case GREATER -> (a, b) -> a > b ? 1 : 0;
            case GREATER_OR_EQUAL -> (a, b) -> a >= b ? 1 : 0;
        };
    }

    /** Sizes, the last of them large now and then, each of them 1 in one operand now and then. */
    private static void shapes(SplittableRandom random, int[] a, int[] b) {
        int most = a.length > 5 ? 3 : 5;
        for (int d = 0; d < a.length; d++) {
            int size = random.nextInt(40) == 0 ? 0 : random.nextInt(1, most + 1);
            if (d == a.length - 1 && a.length < 5) {
                size = random.nextInt(3) == 0 ? random.nextInt(1, 3000) : size;
            }
            a[d] = random.nextInt(3) == 0 ? 1 : size;
            b[d] = random.nextInt(3) == 0 ? 1 : size;
        }
    }

    private static int leadingOnes(int[] shape) {
        int ones = 0;
        while (ones < shape.length && shape[ones] == 1) {
            ones++;
        }
        return ones;
    }

    private static int elements(int[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private static float[] values(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] =
                    random.nextInt(8) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : (float) random.nextDouble(-4, 4);
        }
        return values;
    }

    private static float[] shifted(float[] values, int shift) {
        float[] shifted = new float[shift + values.length];
        System.arraycopy(values, 0, shifted, shift, values.length);
        return shifted;
    }
}
