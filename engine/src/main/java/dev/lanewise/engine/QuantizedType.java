package dev.lanewise.engine;

/** Integers of eight bits, in a {@code byte}. */
public enum QuantizedType {
    /** Unsigned, 0 to 255: the byte's bits, not its Java value. */
    U8(0, 255),

    /** Signed, −128 to 127. */
    S8(-128, 127);

    private final int min;
    private final int max;

    QuantizedType(int min, int max) {
        this.min = min;
        this.max = max;
    }

    /**
     * The least number.
     *
     * @return 0 or −128
     */
    public int min() {
        return min;
    }

    /**
     * The greatest number.
     *
     * @return 255 or 127
     */
    public int max() {
        return max;
    }

    boolean isUnsigned() {
        return this == U8;
    }

    /** The number that a byte of this type stands for. */
    int value(byte bits) {
        return isUnsigned() ? bits & 0xff : bits;
    }
}
