package dev.lanewise.inference.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Arrays;

/** Compares tensors as ONNX's own tests do: the same type and shape; numbers within a tolerance, all else exactly. */
public final class Comparison {
    /** What ONNX's test runner allows, as a part of the expected number. */
    public static final double RELATIVE = 1e-3;
    /** What it allows beside. */
    public static final double ABSOLUTE = 1e-7;

    /** One unit in the last place of a bfloat16: ONNX cut numbers to it before it rounded them. */
    private static final double BFLOAT16 = 1.0 / 128;

    private Comparison() {}

    /** Fails where the tensors differ by more. */
    public static void assertSame(String name, Tensor expected, Tensor actual, double relative, double absolute) {
        assertEquals(expected.type(), actual.type(), name + ": type");
        assertEquals(Arrays.toString(expected.shape()), Arrays.toString(actual.shape()), name + ": shape");
        for (int i = 0; i < expected.elements(); i++) {
            Object wanted = element(expected, i);
            Object given = element(actual, i);
            boolean same = wanted.equals(given);
            if (!same && wanted instanceof Number number && given instanceof Number other && isFloating(expected)) {
                double target = number.doubleValue();
                double off = Math.abs(target - other.doubleValue());
                double allowed = expected.type() == ElementType.BFLOAT16 ? Math.max(relative, BFLOAT16) : relative;
                same = target == other.doubleValue() || off <= absolute + allowed * Math.abs(target);
            }
            assertTrue(same, name + ": element " + i + " is " + given + "; it must be " + wanted);
        }
    }

    private static boolean isFloating(Tensor tensor) {
        return switch (tensor.type()) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
            default -> false;
        };
    }

    private static Object element(Tensor tensor, int i) {
        return switch (tensor.array()) {
            case float[] array -> array[i];
            case double[] array -> array[i];
            case long[] array -> array[i];
            case int[] array -> array[i];
            case byte[] array -> array[i];
            case short[] array when tensor.type() == ElementType.FLOAT16 -> Float.float16ToFloat(array[i]);
            case short[] array when tensor.type() == ElementType.BFLOAT16 -> Float.intBitsToFloat(array[i] << 16);
            case short[] array -> array[i];
            case String[] array -> array[i];
            default -> throw new AssertionError(tensor.toString());
        };
    }
}
