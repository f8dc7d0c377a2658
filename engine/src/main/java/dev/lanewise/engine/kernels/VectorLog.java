package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.MathConstants.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The natural logarithm. See {@link ScalarMath} for the mathematics, and for vectors with an element that is not a positive
 * normal number, which are left to it.
 */
final class VectorLog {
    private VectorLog() {}

    static void log(float[] from, int fromAt, float[] c, int at, int step, int count) {
        for (int i = 0; i < count; i++, fromAt += step, at += step) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, fromAt);
            if (!x.compare(GE, Float.MIN_NORMAL)
                    .and(x.compare(LT, Float.POSITIVE_INFINITY))
                    .allTrue()) {
                for (int j = 0; j < FLOATS.length(); j++) {
                    c[at + j] = ScalarMath.log(from[fromAt + j]);
                }
                continue;
            }
            IntVector bits = x.reinterpretAsInts();
            IntVector k = bits.sub(SQRT_HALF).lanewise(ASHR, EXPONENT_SHIFT);
            FloatVector n = k.add(INT_TO_FLOAT).reinterpretAsFloats().sub(ROUND_PLAIN);
            FloatVector f = bits.sub(k.lanewise(LSHL, EXPONENT_SHIFT))
                    .reinterpretAsFloats()
                    .sub(1);
            FloatVector p = f.fma(G8, G7);
            p = p.fma(f, FloatVector.broadcast(FLOATS, G6));
            p = p.fma(f, FloatVector.broadcast(FLOATS, G5));
            p = p.fma(f, FloatVector.broadcast(FLOATS, G4));
            p = p.fma(f, FloatVector.broadcast(FLOATS, G3));
            p = p.fma(f, FloatVector.broadcast(FLOATS, G2));
            p = p.fma(f, FloatVector.broadcast(FLOATS, G1));
            p = p.fma(f, FloatVector.broadcast(FLOATS, G0));
            FloatVector z = f.mul(f);
            p = p.mul(f).fma(z, n.mul(LN2_LOW));
            p = z.fma(FloatVector.broadcast(FLOATS, -0.5f), p).add(f);
            n.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), p).intoArray(c, at);
        }
    }
}
