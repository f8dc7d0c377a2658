package dev.lanewise.engine;

/** What stands outside a tensor that is padded. */
public enum PadMode {
    /** A constant. */
    CONSTANT {
        @Override
        int index(long i, int size) {
            return i < 0 || i >= size ? -1 : (int) i;
        }
    },

    /** The element at the edge: {@code a a | a b c | c c}. */
    EDGE {
        @Override
        int index(long i, int size) {
            return (int) Math.clamp(i, 0L, size - 1);
        }
    },

    /** The tensor mirrored at its first and last element, which are not repeated: {@code c b | a b c | b a}. */
    REFLECT {
        @Override
        int index(long i, int size) {
            long period = Math.max(1, 2L * (size - 1));
            long at = Math.floorMod(i, period);
            return (int) Math.min(at, period - at);
        }
    },

    /** The tensor over again: {@code b c | a b c | a b}. */
    WRAP {
        @Override
        int index(long i, int size) {
            return (int) Math.floorMod(i, (long) size);
        }
    };

    /** Index in a dimension of at least one element of what stands at i, or −1 for the constant. */
    abstract int index(long i, int size);
}
