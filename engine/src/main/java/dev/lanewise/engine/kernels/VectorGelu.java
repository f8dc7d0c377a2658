package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Both forms of the Gaussian error linear unit. See {@link ScalarActivation} for the mathematics. Each method holds all of its
 * arithmetic: a helper that takes or returns a vector boxes it wherever it is not inlined.
 */
final class VectorGelu {
    private VectorGelu() {}

    static void geluTanh(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(GELU_TANH_LIMIT, a.compare(GT, GELU_TANH_LIMIT));
            FloatVector w = a.fma(
                    FloatVector.broadcast(FLOATS, GELU_TANH_1), a.mul(a).mul(a).mul(GELU_TANH_3));
            FloatVector t = w.fma(-LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), w);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), r);
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

    static void geluErf(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(GELU_LIMIT, a.compare(GT, GELU_LIMIT));
            FloatVector half = a.mul(0.5f);
            FloatVector square = half.mul(a);
            FloatVector rest = half.fma(a, square.neg());
            FloatVector t = square.fma(-LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), square);
            r = r.add(n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), rest));
            FloatVector p = r.fma(E6, -E5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, E4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -E3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, E2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -1));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 1));
            FloatVector power =
                    t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector exp = p.mul(power);
            p = a.fma(N4, N3);
            p = p.fma(a, FloatVector.broadcast(FLOATS, N2));
            p = p.fma(a, FloatVector.broadcast(FLOATS, N1));
            p = p.mul(a).fma(a, half);
            FloatVector q = a.fma(D5, D4);
            q = q.fma(a, FloatVector.broadcast(FLOATS, D3));
            q = q.fma(a, FloatVector.broadcast(FLOATS, D2));
            q = q.fma(a, FloatVector.broadcast(FLOATS, D1));
            q = q.fma(a, FloatVector.broadcast(FLOATS, 1));
            FloatVector below = exp.mul(p).div(q).mul(DOWN);
            x.blend(-0f, x.compare(LT, 0)).sub(below).intoArray(c, at);
        }
    }
}
