package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The sigmoid, and x times it. See {@link ScalarActivation} for the mathematics. Each method holds all of its
 * arithmetic: a helper that takes or returns a vector boxes it wherever it is not inlined.
 */
final class VectorSigmoid {
    private VectorSigmoid() {}

    static void sigmoid(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(SIGMOID_LIMIT, a.compare(GT, SIGMOID_LIMIT));
            FloatVector t = a.fma(-LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), r);
            FloatVector p = r.fma(S6, S5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, S4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, S3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, S2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -SCALED));
            p = p.fma(r, FloatVector.broadcast(FLOATS, SCALED));
            FloatVector power =
                    t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector exp = p.mul(power);
            FloatVector numerator = FloatVector.broadcast(FLOATS, SCALED * UP).blend(exp, x.compare(LT, 0));
            numerator.div(exp.fma(DOWN, SCALED)).mul(DOWN).intoArray(c, at);
        }
    }

    static void silu(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(SILU_LIMIT, a.compare(GT, SILU_LIMIT));
            FloatVector t = a.fma(-LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), r);
            // −exp, whose sign the numerator has; the denominator takes it back
            FloatVector p = r.fma(-S6, -S5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, -S4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -S3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -S2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, SCALED));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -SCALED));
            FloatVector power =
                    t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector minusExp = p.mul(power);
            VectorMask<Float> negative = x.compare(LT, 0);
            FloatVector.broadcast(FLOATS, SCALED)
                    .blend(minusExp, negative)
                    .div(minusExp.fma(-DOWN, SCALED))
                    .mul(x.blend(a, negative))
                    .mul(FloatVector.broadcast(FLOATS, 1).blend(DOWN, negative))
                    .intoArray(c, at);
        }
    }
}
