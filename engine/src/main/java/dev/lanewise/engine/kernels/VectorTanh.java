package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The hyperbolic tangent. See {@link ScalarActivation} for the mathematics. */
final class VectorTanh {
    private VectorTanh() {}

    static void tanh(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(TANH_LIMIT, a.compare(GT, TANH_LIMIT));
            FloatVector t = a.fma(-2 * LOG2_E, ROUND);
            FloatVector n = t.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH / 2), a);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW / 2), r);
            FloatVector s = t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector p = r.fma(-32 * E6, 16 * E5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, -8 * E4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 4 * E3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -2 * E2));
            p = r.mul(r).fma(p, r);
            FloatVector numerator = p.fma(s, s.fma(-0.5f, 0.5f));
            FloatVector denominator = p.fma(s.neg(), s.fma(0.5f, 0.5f));
            IntVector sign = x.reinterpretAsInts().lanewise(AND, SIGN_BIT);
            numerator
                    .div(denominator)
                    .reinterpretAsInts()
                    .lanewise(OR, sign)
                    .reinterpretAsFloats()
                    .intoArray(c, at);
        }
    }
}
