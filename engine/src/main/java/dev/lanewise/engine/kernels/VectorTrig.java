package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.MathConstants.*;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sine and cosine. See {@link ScalarTrig} for the mathematics, and for vectors with an element of more than 2¹⁷, which are left
 * to it.
 */
final class VectorTrig {
    private VectorTrig() {}

    static void sin(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            if (!a.compare(LE, TRIG_LIMIT).allTrue()) {
                for (int j = 0; j < FLOATS.length(); j++) {
                    c[at + j] = ScalarTrig.sin(from[fromAt + j]);
                }
                continue;
            }
            FloatVector t = a.fma(TWO_OVER_PI, ROUND_PLAIN);
            FloatVector n = t.sub(ROUND_PLAIN);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -PI_1), a);
            r = n.fma(FloatVector.broadcast(FLOATS, -PI_2), r);
            r = n.fma(FloatVector.broadcast(FLOATS, -PI_3), r);
            FloatVector z = r.mul(r);
            FloatVector s = z.fma(T7, T5);
            s = s.fma(z, FloatVector.broadcast(FLOATS, T3));
            s = s.mul(z).fma(r, r);
            FloatVector p = z.fma(T8, T6);
            p = p.fma(z, FloatVector.broadcast(FLOATS, T4));
            p = p.mul(z).fma(z, z.fma(-0.5f, 1));
            IntVector quadrant = t.reinterpretAsInts();
            VectorMask<Integer> odd = quadrant.lanewise(LSHL, 31).compare(LT, 0);
            IntVector sign = quadrant.lanewise(LSHL, 30)
                    .lanewise(XOR, x.reinterpretAsInts())
                    .lanewise(AND, SIGN_BIT);
            s.blend(p, odd.cast(FLOATS))
                    .reinterpretAsInts()
                    .lanewise(XOR, sign)
                    .reinterpretAsFloats()
                    .intoArray(c, at);
        }
    }

    static void cos(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            FloatVector a = x.abs();
            if (!a.compare(LE, TRIG_LIMIT).allTrue()) {
                for (int j = 0; j < FLOATS.length(); j++) {
                    c[at + j] = ScalarTrig.cos(from[fromAt + j]);
                }
                continue;
            }
            FloatVector t = a.fma(TWO_OVER_PI, ROUND_PLAIN);
            FloatVector n = t.sub(ROUND_PLAIN);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -PI_1), a);
            r = n.fma(FloatVector.broadcast(FLOATS, -PI_2), r);
            r = n.fma(FloatVector.broadcast(FLOATS, -PI_3), r);
            FloatVector z = r.mul(r);
            FloatVector s = z.fma(T7, T5);
            s = s.fma(z, FloatVector.broadcast(FLOATS, T3));
            s = s.mul(z).fma(r, r);
            FloatVector p = z.fma(T8, T6);
            p = p.fma(z, FloatVector.broadcast(FLOATS, T4));
            p = p.mul(z).fma(z, z.fma(-0.5f, 1));
            IntVector quadrant = t.reinterpretAsInts().add(1);
            VectorMask<Integer> odd = quadrant.lanewise(LSHL, 31).compare(LT, 0);
            IntVector sign = quadrant.lanewise(LSHL, 30).lanewise(AND, SIGN_BIT);
            s.blend(p, odd.cast(FLOATS))
                    .reinterpretAsInts()
                    .lanewise(XOR, sign)
                    .reinterpretAsFloats()
                    .intoArray(c, at);
        }
    }
}
