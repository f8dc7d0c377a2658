package dev.lanewise.inference.operators;

/** Functions of two elements, one pair at a time, for types that the engine has no vectors for. Comparisons give 1 for true and 0 for false. */
enum ElementOperation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** Of integers towards zero, as in C. */
    DIVIDE,
    /** The remainder, with the divisor's sign, as in Python. */
    MODULO,
    /** The remainder, with the dividend's sign, as in C. */
    REMAINDER,
    POWER,
    MIN,
    MAX,
    AND,
    OR,
    XOR,
    SHIFT_LEFT,
    SHIFT_RIGHT,
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Of integers. */
    long apply(long a, long b) {
        return switch (this) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> Math.floorMod(a, b);
            case REMAINDER -> a % b;
            case POWER -> power(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHIFT_LEFT -> b < 0 || b >= Long.SIZE ? 0 : a << b;
            case SHIFT_RIGHT -> b < 0 || b >= Long.SIZE ? 0 : a >>> b;
            default -> compare(Long.compare(a, b));
        };
    }

    /** Of unsigned 64-bit integers. */
    long applyUnsigned(long a, long b) {
        return switch (this) {
            case DIVIDE -> Long.divideUnsigned(a, b);
            case MODULO, REMAINDER -> Long.remainderUnsigned(a, b);
            case MIN -> Long.compareUnsigned(a, b) < 0 ? a : b;
            case MAX -> Long.compareUnsigned(a, b) < 0 ? b : a;
            default -> isComparison() ? compare(Long.compareUnsigned(a, b)) : apply(a, b);
        };
    }

    /** Of numbers. */
    double apply(double a, double b) {
        return switch (this) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> a - b * Math.floor(a / b);
            case REMAINDER -> a % b;
            case POWER -> Math.pow(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT -> apply((long) a, (long) b);
            // a NaN is neither, and zeros are equal
            default -> Double.isNaN(a) || Double.isNaN(b) ? 0 : compare(a < b ? -1 : a > b ? 1 : 0);
        };
    }

    private long compare(int sign) {
        boolean holds = switch (this) {
            case EQUAL -> sign == 0;
            case LESS -> sign < 0;
            case LESS_OR_EQUAL -> sign <= 0;
            case GREATER -> sign > 0;
            case GREATER_OR_EQUAL -> sign >= 0;
            default -> throw new IllegalStateException(name());
        };
        return holds ? 1 : 0;
    }

    /** Modulo 2⁶⁴; a fraction is cut. */
    private static long power(long base, long exponent) {
        if (exponent < 0) {
            return base == 1 || (base == -1 && exponent % 2 == 0) ? 1 : base == -1 ? -1 : 0;
        }
        long result = 1;
        long square = base;
        for (long left = exponent; left > 0; left >>= 1) {
            result *= (left & 1) == 1 ? square : 1;
            square *= square;
        }
        return result;
    }

    /** Whether results are truth values. */
    boolean isComparison() {
        return switch (this) {
            case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
            default -> false;
        };
    }
}
