package dev.lanewise.engine.kernels;

/** Functions of two numbers, for machines without vectors and for what is left of a vector; what {@link VectorBinary} has to equal. */
final class ScalarBinary implements BinaryKernel {
    static final ScalarBinary INSTANCE = new ScalarBinary();

    private ScalarBinary() {}

    @Override
    public void apply(BinaryKind kind, int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = apply(kind, a[aAt + i], b[bAt + i]);
        }
    }

    private static float apply(BinaryKind kind, float a, float b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case POWER -> ScalarPower.pow(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> a <= b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
        };
    }
}
