package dev.lanewise.properties.support;

/** Floats by their bits: NaNs compare, and zeros have signs. */
public final class Bits {
    private Bits() {}

    /** Fails at the first element whose bits differ; what a NaN carries does not count. */
    public static void assertSame(float[] expected, float[] actual, Object why) {
        if (expected.length != actual.length) {
            throw new AssertionError("%s: %d elements against %d".formatted(why, expected.length, actual.length));
        }
        for (int at = 0; at < expected.length; at++) {
            if (Float.floatToIntBits(expected[at]) != Float.floatToIntBits(actual[at])) {
                throw new AssertionError("%s: element %d is %s (%x); it must be %s (%x)"
                        .formatted(
                                why,
                                at,
                                actual[at],
                                Float.floatToRawIntBits(actual[at]),
                                expected[at],
                                Float.floatToRawIntBits(expected[at])));
            }
        }
    }

    /** Fails at the first element of two stored matrices whose bits differ. */
    public static void assertSame(Operand expected, Operand actual, Object why) {
        assertSame(expected.dense(), actual.dense(), why);
    }
}
