package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/** Functions of two vectors: whole vectors here, the few elements left over as single numbers. */
final class VectorBinary implements BinaryKernel {
    static final VectorBinary INSTANCE = new VectorBinary();

    private VectorBinary() {}

    @Override
    public void apply(BinaryKind kind, int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        switch (kind) {
            case ADD -> add(whole, a, aAt, b, bAt, y, yAt);
            case SUBTRACT -> subtract(whole, a, aAt, b, bAt, y, yAt);
            case MULTIPLY -> multiply(whole, a, aAt, b, bAt, y, yAt);
            case DIVIDE -> divide(whole, a, aAt, b, bAt, y, yAt);
            case MIN -> min(whole, a, aAt, b, bAt, y, yAt);
            case MAX -> max(whole, a, aAt, b, bAt, y, yAt);
            case POWER -> VectorPower.pow(whole, a, aAt, b, bAt, y, yAt);
            case EQUAL -> equal(whole, a, aAt, b, bAt, y, yAt);
            case LESS -> less(whole, a, aAt, b, bAt, y, yAt);
            case LESS_OR_EQUAL -> lessOrEqual(whole, a, aAt, b, bAt, y, yAt);
            case GREATER -> greater(whole, a, aAt, b, bAt, y, yAt);
            case GREATER_OR_EQUAL -> greaterOrEqual(whole, a, aAt, b, bAt, y, yAt);
        }
        if (whole < count) {
            ScalarBinary.INSTANCE.apply(kind, count - whole, a, aAt + whole, b, bAt + whole, y, yAt + whole);
        }
    }

    private static void add(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            x.add(FloatVector.fromArray(FLOATS, b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    private static void subtract(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            x.sub(FloatVector.fromArray(FLOATS, b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    private static void multiply(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            x.mul(FloatVector.fromArray(FLOATS, b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    private static void divide(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            x.div(FloatVector.fromArray(FLOATS, b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    private static void min(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            x.min(FloatVector.fromArray(FLOATS, b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    private static void max(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            x.max(FloatVector.fromArray(FLOATS, b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    private static void equal(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            FloatVector.broadcast(FLOATS, 0)
                    .blend(1, x.compare(EQ, FloatVector.fromArray(FLOATS, b, bAt + i)))
                    .intoArray(y, yAt + i);
        }
    }

    private static void less(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            FloatVector.broadcast(FLOATS, 0)
                    .blend(1, x.compare(LT, FloatVector.fromArray(FLOATS, b, bAt + i)))
                    .intoArray(y, yAt + i);
        }
    }

    private static void lessOrEqual(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            FloatVector.broadcast(FLOATS, 0)
                    .blend(1, x.compare(LE, FloatVector.fromArray(FLOATS, b, bAt + i)))
                    .intoArray(y, yAt + i);
        }
    }

    private static void greater(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            FloatVector.broadcast(FLOATS, 0)
                    .blend(1, x.compare(GT, FloatVector.fromArray(FLOATS, b, bAt + i)))
                    .intoArray(y, yAt + i);
        }
    }

    private static void greaterOrEqual(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
            FloatVector.broadcast(FLOATS, 0)
                    .blend(1, x.compare(GE, FloatVector.fromArray(FLOATS, b, bAt + i)))
                    .intoArray(y, yAt + i);
        }
    }
}
