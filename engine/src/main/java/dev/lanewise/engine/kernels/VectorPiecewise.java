package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.SIGN_BIT;
import static dev.lanewise.engine.kernels.ActivationConstants.SOFTSIGN_LIMIT;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The activations made of straight lines, and the softsign. A limit is a comparison and a blend, since {@code max} and {@code min} cost twice
 * as much for their order of −0 and +0.
 */
final class VectorPiecewise {
    private VectorPiecewise() {}

    static void relu(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x.blend(0, x.compare(LT, 0)).intoArray(c, at);
        }
    }

    static void relu(float[] x, int xAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, xAt + i);
            a.blend(0, a.compare(LT, 0)).intoArray(y, yAt + i);
        }
    }

    static void leakyRelu(float[] from, int fromAt, float[] c, int at, int step, int count, float slope) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x.blend(x.mul(slope), x.compare(LT, 0)).intoArray(c, at);
        }
    }

    static void thresholdedRelu(float[] from, int fromAt, float[] c, int at, int step, int count, float threshold) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x.blend(0, x.compare(LT, threshold)).intoArray(c, at);
        }
    }

    static void softsign(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(SOFTSIGN_LIMIT, a.compare(GT, SOFTSIGN_LIMIT));
            IntVector sign = x.reinterpretAsInts().lanewise(AND, SIGN_BIT);
            a.div(a.add(1))
                    .reinterpretAsInts()
                    .lanewise(OR, sign)
                    .reinterpretAsFloats()
                    .intoArray(c, at);
        }
    }

    static void clip(float[] from, int fromAt, float[] c, int at, int step, int count, float low, float high) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector raised = x.blend(low, x.compare(LT, low));
            raised.blend(high, raised.compare(GT, high)).intoArray(c, at);
        }
    }

    static void hardSigmoid(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector sum = x.blend(-3, x.compare(LT, -3)).add(3);
            sum.blend(6, sum.compare(GT, 6)).mul(1 / 6f).intoArray(c, at);
        }
    }

    static void hardSwish(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x = x.blend(-3, x.compare(LT, -3));
            FloatVector sum = x.add(3);
            sum.blend(6, sum.compare(GT, 6)).mul(1 / 6f).mul(x).intoArray(c, at);
        }
    }

    static void scaledHardSwish(
            float[] from, int fromAt, float[] c, int at, int step, int count, float scale, float shift) {
        FloatVector shifts = FloatVector.broadcast(FLOATS, shift);
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            x = x.blend(-3, x.compare(LT, -3));
            FloatVector sum = x.add(3);
            FloatVector swish = sum.blend(6, sum.compare(GT, 6)).mul(1 / 6f).mul(x);
            swish.fma(FloatVector.broadcast(FLOATS, scale), shifts).intoArray(c, at);
        }
    }
}
