package dev.lanewise.inference.operators;

import java.util.Arrays;

/** The arrays of one run: where values find their elements. */
public final class Frame {
    private final Object[] arrays;

    /** With room for so many arrays. */
    public Frame(int slots) {
        arrays = new Object[slots];
    }

    /** Puts an array into a slot. */
    public void bind(int slot, Object array) {
        arrays[slot] = array;
    }

    /** Forgets the arrays in the first slots. */
    public void clear(int slots) {
        Arrays.fill(arrays, 0, slots, null);
    }

    /** The array that holds a value. */
    public Object array(Value value) {
        return arrays[value.buffer().slot()];
    }

    /** The array that holds a value of floats. */
    public float[] floats(Value value) {
        return (float[]) array(value);
    }

    /** The array that holds a value of doubles. */
    public double[] doubles(Value value) {
        return (double[]) array(value);
    }

    /** The array that holds a value of 64-bit integers. */
    public long[] longs(Value value) {
        return (long[]) array(value);
    }

    /** The array that holds a value of 32-bit integers. */
    public int[] ints(Value value) {
        return (int[]) array(value);
    }

    /** The array that holds a value of 16-bit numbers. */
    public short[] shorts(Value value) {
        return (short[]) array(value);
    }

    /** The array that holds a value of bytes. */
    public byte[] bytes(Value value) {
        return (byte[]) array(value);
    }

    /** Where a value starts in its array. */
    public int at(Value value) {
        return value.buffer().offset();
    }
}
