package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;

/** Reads and writes single elements of any numeric type. Slow: for shapes, indices and what else is small. */
final class Elements {
    private Elements() {}

    /** Whether elements are integers or truth values. */
    static boolean areIntegers(ElementType type) {
        return switch (type) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16, STRING -> false;
            default -> true;
        };
    }

    /** An integer. */
    static long integer(Object array, ElementType type, int i) {
        return switch (type) {
            case INT64, UINT64 -> ((long[]) array)[i];
            case INT32 -> ((int[]) array)[i];
            case UINT32 -> Integer.toUnsignedLong(((int[]) array)[i]);
            case INT16 -> ((short[]) array)[i];
            case UINT16 -> Short.toUnsignedLong(((short[]) array)[i]);
            case INT8 -> ((byte[]) array)[i];
            case UINT8, BOOL -> Byte.toUnsignedLong(((byte[]) array)[i]);
            case STRING -> throw new ModelException("text is no number");
            default -> (long) number(array, type, i);
        };
    }

    /** A number. */
    static double number(Object array, ElementType type, int i) {
        return switch (type) {
            case FLOAT -> ((float[]) array)[i];
            case DOUBLE -> ((double[]) array)[i];
            case FLOAT16 -> Float.float16ToFloat(((short[]) array)[i]);
            case BFLOAT16 -> Float.intBitsToFloat(((short[]) array)[i] << 16);
            default -> integer(array, type, i);
        };
    }

    /** Stores an integer, cut to the type's bits. */
    static void put(Object array, ElementType type, int i, long value) {
        switch (array) {
            case long[] longs -> longs[i] = value;
            case int[] ints -> ints[i] = (int) value;
            case byte[] bytes -> bytes[i] = (byte) (type == ElementType.BOOL && value != 0 ? 1 : value);
            case short[] shorts when areIntegers(type) -> shorts[i] = (short) value;
            default -> put(array, type, i, (double) value);
        }
    }

    /** Stores a number, rounded to the type. */
    static void put(Object array, ElementType type, int i, double value) {
        switch (type) {
            case FLOAT -> ((float[]) array)[i] = (float) value;
            case DOUBLE -> ((double[]) array)[i] = value;
            case FLOAT16 -> ((short[]) array)[i] = Float.floatToFloat16((float) value);
            case BFLOAT16 -> ((short[]) array)[i] = bfloat16((float) value);
            case BOOL -> ((byte[]) array)[i] = (byte) (value != 0 ? 1 : 0);
            default -> put(array, type, i, (long) value);
        }
    }

    /** To the nearest, the even one where two are as near. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** The order of two elements of an array; NaN is the largest number, and zeros are equal. */
    static int compare(Object array, ElementType type, int i, int j) {
        return switch (type) {
            case STRING -> ((String[]) array)[i].compareTo(((String[]) array)[j]);
            case UINT64 -> Long.compareUnsigned(((long[]) array)[i], ((long[]) array)[j]);
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 ->
                Double.compare(number(array, type, i) + 0.0, number(array, type, j) + 0.0);
            default -> Long.compare(integer(array, type, i), integer(array, type, j));
        };
    }

    /** Copies an element to an array of the same kind. */
    static void move(Object from, int i, Object to, int j) {
        switch (from) {
            case float[] array -> ((float[]) to)[j] = array[i];
            case double[] array -> ((double[]) to)[j] = array[i];
            case long[] array -> ((long[]) to)[j] = array[i];
            case int[] array -> ((int[]) to)[j] = array[i];
            case short[] array -> ((short[]) to)[j] = array[i];
            case byte[] array -> ((byte[]) to)[j] = array[i];
            default -> ((Object[]) to)[j] = ((Object[]) from)[i];
        }
    }

    /** Fills part of an array with the first element of another. */
    static void fill(Object array, int from, int to, Object value) {
        switch (array) {
            case float[] floats -> Arrays.fill(floats, from, to, ((float[]) value)[0]);
            case double[] doubles -> Arrays.fill(doubles, from, to, ((double[]) value)[0]);
            case long[] longs -> Arrays.fill(longs, from, to, ((long[]) value)[0]);
            case int[] ints -> Arrays.fill(ints, from, to, ((int[]) value)[0]);
            case short[] shorts -> Arrays.fill(shorts, from, to, ((short[]) value)[0]);
            case byte[] bytes -> Arrays.fill(bytes, from, to, ((byte[]) value)[0]);
            default -> Arrays.fill((Object[]) array, from, to, ((Object[]) value)[0]);
        }
    }

    /** Fills part of an array with zeros. */
    static void clear(Object array, ElementType type, int from, int to) {
        fill(array, from, to, type.storage().newArray(1));
    }

    /** An index that may count from the end. */
    static int index(Object array, ElementType type, int i, int size) {
        long index = integer(array, type, i);
        if (index < -size || index >= size) {
            throw new ModelException("index " + index + " is outside a dimension of " + size);
        }
        return (int) (index < 0 ? index + size : index);
    }
}
