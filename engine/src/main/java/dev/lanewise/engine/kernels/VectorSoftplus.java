package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.MathConstants.*;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The softplus function, and x times its hyperbolic tangent. See {@link ScalarMath} for the mathematics. Each method holds all of
 * its arithmetic: a helper that takes or returns a vector boxes it wherever it is not inlined.
 */
final class VectorSoftplus {
    private VectorSoftplus() {}

    static void softplus(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(SIGMOID_LIMIT, a.compare(GT, SIGMOID_LIMIT));
            FloatVector t = a.fma(-LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), r);
            FloatVector p = r.fma(E6, -E5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, E4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -E3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, E2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -1));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 1));
            FloatVector up =
                    p.mul(t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats());
            FloatVector e = up.mul(DOWN);
            FloatVector q = e.fma(Q9, Q8);
            q = q.fma(e, FloatVector.broadcast(FLOATS, Q7));
            q = q.fma(e, FloatVector.broadcast(FLOATS, Q6));
            q = q.fma(e, FloatVector.broadcast(FLOATS, Q5));
            q = q.fma(e, FloatVector.broadcast(FLOATS, Q4));
            q = q.fma(e, FloatVector.broadcast(FLOATS, Q3));
            q = q.fma(e, FloatVector.broadcast(FLOATS, Q2));
            q = q.fma(e, FloatVector.broadcast(FLOATS, Q1));
            q = q.fma(e, FloatVector.broadcast(FLOATS, 1));
            up.mul(q)
                    .fma(FloatVector.broadcast(FLOATS, DOWN), x.blend(-0f, x.compare(LT, 0)))
                    .intoArray(c, at);
        }
    }

    static void mish(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(SILU_LIMIT, a.compare(GT, SILU_LIMIT));
            FloatVector t = a.fma(-LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), r);
            FloatVector p = r.fma(E6, -E5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, E4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -E3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, E2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -1));
            p = p.fma(r, FloatVector.broadcast(FLOATS, 1));
            FloatVector up =
                    p.mul(t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats());
            FloatVector e = up.mul(DOWN);
            VectorMask<Float> negative = x.compare(LT, 0);
            FloatVector above = e.fma(2, 1);
            FloatVector more = e.add(2);
            FloatVector numerator = above.blend(up.mul(more), negative);
            FloatVector denominator =
                    e.add(e).fma(e, above).blend(e.fma(more, FloatVector.broadcast(FLOATS, 2)), negative);
            numerator
                    .div(denominator)
                    .mul(x.blend(a.neg(), negative))
                    .mul(FloatVector.broadcast(FLOATS, 1).blend(DOWN, negative))
                    .intoArray(c, at);
        }
    }
}
