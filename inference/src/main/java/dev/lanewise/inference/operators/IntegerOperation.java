package dev.lanewise.inference.operators;

/** Functions of two integers; comparisons give 1 for true and 0 for false. */
enum IntegerOperation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** Towards zero, as in C. */
    DIVIDE,
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    long apply(long a, long b) {
        return switch (this) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case EQUAL -> truth(a == b);
            case LESS -> truth(a < b);
            case LESS_OR_EQUAL -> truth(a <= b);
            case GREATER -> truth(a > b);
            case GREATER_OR_EQUAL -> truth(a >= b);
        };
    }

    private static long truth(boolean value) {
        return value ? 1 : 0;
    }

    /** Whether results are truth values. */
    boolean isComparison() {
        return switch (this) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> false;
            default -> true;
        };
    }
}
