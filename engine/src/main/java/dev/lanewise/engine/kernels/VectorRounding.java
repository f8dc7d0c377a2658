package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.SIGN_BIT;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.MathConstants.INTEGERS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Functions of a single operation, and rounding to integers. See {@link ScalarMath} for the latter's mathematics. */
final class VectorRounding {
    private VectorRounding() {}

    static void apply(ActivationKind kind, float[] from, int fromAt, float[] c, int at, int step, int count) {
        switch (kind) {
            case SQRT -> sqrt(from, fromAt, c, at, step, count);
            case RSQRT -> rsqrt(from, fromAt, c, at, step, count);
            case ABS -> abs(from, fromAt, c, at, step, count);
            case NEG -> neg(from, fromAt, c, at, step, count);
            case FLOOR -> floor(from, fromAt, c, at, step, count);
            case CEIL -> ceil(from, fromAt, c, at, step, count);
            case ROUND -> round(from, fromAt, c, at, step, count);
            default -> throw new IllegalArgumentException("kind is " + kind + "; it must be one of this class");
        }
    }

    private static void sqrt(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x.sqrt().intoArray(c, at);
        }
    }

    private static void rsqrt(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector.broadcast(FLOATS, 1).div(x.sqrt()).intoArray(c, at);
        }
    }

    private static void abs(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x.abs().intoArray(c, at);
        }
    }

    private static void neg(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x.neg().intoArray(c, at);
        }
    }

    private static void floor(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            FloatVector r = a.blend(a.add(INTEGERS).sub(INTEGERS), a.compare(LT, INTEGERS));
            IntVector sign = x.reinterpretAsInts().lanewise(AND, SIGN_BIT);
            r = r.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
            r = r.blend(r.sub(1), r.compare(GT, x)).abs();
            r.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats().intoArray(c, at);
        }
    }

    private static void ceil(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            FloatVector r = a.blend(a.add(INTEGERS).sub(INTEGERS), a.compare(LT, INTEGERS));
            IntVector sign = x.reinterpretAsInts().lanewise(AND, SIGN_BIT);
            r = r.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
            r = r.blend(r.add(1), r.compare(LT, x)).abs();
            r.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats().intoArray(c, at);
        }
    }

    private static void round(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            FloatVector r = a.blend(a.add(INTEGERS).sub(INTEGERS), a.compare(LT, INTEGERS));
            IntVector sign = x.reinterpretAsInts().lanewise(AND, SIGN_BIT);
            r.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats().intoArray(c, at);
        }
    }
}
