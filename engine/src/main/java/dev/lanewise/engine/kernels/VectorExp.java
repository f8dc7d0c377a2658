package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.MathConstants.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The exponential, and the exponential linear unit. See {@link ScalarMath} for the mathematics. */
final class VectorExp {
    /** Vectors that are taken by the general way at once: so many that calls do not count. */
    private static final int FEW = 16;

    private VectorExp() {}

    static void exp(float[] from, int fromAt, float[] c, int at, int step, int count) {
        int done = 0;
        while (done < count) {
            done += expOfModerate(from, fromAt + done * step, c, at + done * step, step, count - done);
            int some = Math.min(FEW, count - done);
            expOfAny(from, fromAt + done * step, c, at + done * step, step, some);
            done += some;
        }
    }

    /** With 2ⁿ as one factor, until a vector holds a number whose power does not fit, or NaN; how many vectors are done. */
    private static int expOfModerate(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            if (!x.abs().compare(LE, EXP_MODERATE).allTrue()) {
                return i;
            }
            FloatVector t = x.fma(LOG2_E, ROUND);
            FloatVector n = t.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
            r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector z = r.mul(r);
            FloatVector p = z.fma(FloatVector.broadcast(FLOATS, E6), r.fma(E5, E4));
            p = p.fma(z, r.fma(E3, E2));
            p = p.fma(z, r.add(1));
            p.mul(t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .intoArray(c, at);
        }
        return count;
    }

    private static void expOfAny(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector t = x.fma(LOG2_E, ROUND_TWICE);
            FloatVector n = t.sub(ROUND_TWICE);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
            r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector z = r.mul(r);
            FloatVector p = z.fma(FloatVector.broadcast(FLOATS, E6), r.fma(E5, E4));
            p = p.fma(z, r.fma(E3, E2));
            p = p.fma(z, r.add(1));
            IntVector bits = t.reinterpretAsInts();
            IntVector half = bits.lanewise(ASHR, 1);
            p.mul(half.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .mul(bits.sub(half).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .blend(Float.POSITIVE_INFINITY, x.compare(GT, EXP_HIGH))
                    .blend(0, x.compare(LT, EXP_LOW))
                    .intoArray(c, at);
        }
    }

    static void elu(float[] from, int fromAt, float[] c, int at, int step, int count, float below, float above) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            a = a.blend(ELU_LIMIT, a.compare(GT, ELU_LIMIT));
            FloatVector t = a.fma(-LOG2_E, ROUND);
            FloatVector n = t.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, LN2_LOW), r);
            FloatVector s = t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector p = r.fma(-E6, E5);
            p = p.fma(r, FloatVector.broadcast(FLOATS, -E4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, E3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, -E2));
            p = r.mul(r).fma(p, r);
            FloatVector fall = p.fma(s, FloatVector.broadcast(FLOATS, 1).sub(s));
            x.mul(above).blend(fall.mul(-below), x.compare(LT, 0)).intoArray(c, at);
        }
    }
}
