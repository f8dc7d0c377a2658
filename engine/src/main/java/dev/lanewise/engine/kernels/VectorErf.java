package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The error function. See {@link ScalarActivation} for the mathematics. */
final class VectorErf {
    private VectorErf() {}

    static void erf(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(ERF_LIMIT, a.compare(GT, ERF_LIMIT));
            FloatVector b = a.fma(L8, L7);
            b = b.fma(a, FloatVector.broadcast(FLOATS, L6));
            b = b.fma(a, FloatVector.broadcast(FLOATS, L5));
            b = b.fma(a, FloatVector.broadcast(FLOATS, L4));
            b = b.fma(a, FloatVector.broadcast(FLOATS, L3));
            b = b.fma(a, FloatVector.broadcast(FLOATS, L2));
            b = b.fma(a, FloatVector.broadcast(FLOATS, L1));
            b = b.fma(a, FloatVector.broadcast(FLOATS, L0_LOW));
            b = a.fma(FloatVector.broadcast(FLOATS, L0), b.mul(a));
            FloatVector t = b.fma(-LOG2_E, ROUND);
            FloatVector n = t.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), b);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), r);
            FloatVector s = t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector p = r.fma(-E6, E5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, -E4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, E3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -E2));
            p = r.mul(r).fma(p, r);
            IntVector sign = x.reinterpretAsInts().lanewise(AND, SIGN_BIT);
            p.fma(s, FloatVector.broadcast(FLOATS, 1).sub(s))
                    .reinterpretAsInts()
                    .lanewise(OR, sign)
                    .reinterpretAsFloats()
                    .intoArray(c, at);
        }
    }
}
