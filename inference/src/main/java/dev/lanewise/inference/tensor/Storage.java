package dev.lanewise.inference.tensor;

/** The Java array that holds a tensor's elements. */
public enum Storage {
    /** {@code float[]}. */
    FLOATS(0, Float.BYTES),
    /** {@code double[]}. */
    DOUBLES(1, Double.BYTES),
    /** {@code long[]}. */
    LONGS(2, Long.BYTES),
    /** {@code int[]}. */
    INTS(3, Integer.BYTES),
    /** {@code short[]}. */
    SHORTS(4, Short.BYTES),
    /** {@code byte[]}. */
    BYTES(5, Byte.BYTES),
    /** {@code String[]}. */
    STRINGS(6, Long.BYTES);

    private final int slot;
    private final int bytes;

    Storage(int slot, int bytes) {
        this.slot = slot;
        this.bytes = bytes;
    }

    /**
     * A new array of this kind, filled with zeros.
     *
     * @throws ModelException if the heap has no room for it: sizes come from models and inputs
     */
    public Object newArray(int length) {
        try {
            return switch (this) {
                case FLOATS -> new float[length];
                case DOUBLES -> new double[length];
                case LONGS -> new long[length];
                case INTS -> new int[length];
                case SHORTS -> new short[length];
                case BYTES -> new byte[length];
                case STRINGS -> new String[length];
            };
        } catch (OutOfMemoryError e) {
            throw new ModelException(
                    (long) length * bytes + " bytes are needed; the heap, at most "
                            + Runtime.getRuntime().maxMemory() + " bytes, has no room for them",
                    e);
        }
    }

    /** A number of its own, from 0 on. */
    public int slot() {
        return slot;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }
}
