package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;

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
}
