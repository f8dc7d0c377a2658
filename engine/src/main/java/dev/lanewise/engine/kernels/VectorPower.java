package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.PowerConstants.*;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Powers: floats widened to doubles, calculated there, and narrowed. See {@link ScalarPower} for the mathematics, and for what is
 * not a positive number to a finite power, which is left to it.
 */
final class VectorPower {
    private static final VectorSpecies<Double> DOUBLES = FLOATS.withLanes(double.class);

    /** Elements widened at a time. */
    private static final int BLOCK = 256;

    /** 4 KiB for each thread that ever took a power. */
    private static final ThreadLocal<double[]> SCRATCHES = ThreadLocal.withInitial(() -> new double[2 * BLOCK]);

    private VectorPower() {}

    static void pow(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        double[] scratch = SCRATCHES.get();
        for (int i = 0; i < count; i += BLOCK) {
            int some = Math.min(BLOCK, count - i);
            if (widen(some, a, aAt + i, b, bAt + i, scratch)) {
                logarithms(some, scratch);
                exponentials(some, scratch);
                narrow(some, scratch, y, yAt + i);
            } else {
                ScalarBinary.INSTANCE.apply(BinaryKind.POWER, some, a, aAt + i, b, bAt + i, y, yAt + i);
            }
        }
    }

    /** Whether all can be calculated here. */
    private static boolean widen(int count, float[] a, int aAt, float[] b, int bAt, double[] scratch) {
        boolean ordinary = true;
        for (int i = 0; i < count; i++) {
            ordinary &= ScalarPower.isOrdinary(a[aAt + i], b[bAt + i]);
            scratch[i] = a[aAt + i];
            scratch[BLOCK + i] = b[bAt + i];
        }
        return ordinary;
    }

    private static void narrow(int count, double[] scratch, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = (float) scratch[i];
        }
    }

    /** The products b·log₂ a, in the place of a. */
    private static void logarithms(int count, double[] scratch) {
        for (int i = 0; i < count; i += DOUBLES.length()) {
            LongVector bits = DoubleVector.fromArray(DOUBLES, scratch, i).reinterpretAsLongs();
            LongVector k = bits.add((BIAS << EXPONENT_SHIFT) - SQRT_HALF).lanewise(LSHR, EXPONENT_SHIFT);
            DoubleVector n = k.add(INT_TO_DOUBLE).reinterpretAsDoubles().sub(ROUND + BIAS);
            DoubleVector m = bits.sub(k.lanewise(LSHL, EXPONENT_SHIFT))
                    .add(BIAS << EXPONENT_SHIFT)
                    .reinterpretAsDoubles();
            DoubleVector s = m.sub(1).div(m.add(1));
            DoubleVector z = s.mul(s);
            DoubleVector p = z.fma(A5, A4);
            p = p.fma(z, DoubleVector.broadcast(DOUBLES, A3));
            p = p.fma(z, DoubleVector.broadcast(DOUBLES, A2));
            p = p.fma(z, DoubleVector.broadcast(DOUBLES, A1));
            p = p.fma(z, DoubleVector.broadcast(DOUBLES, A0));
            p.fma(s, n).mul(DoubleVector.fromArray(DOUBLES, scratch, BLOCK + i)).intoArray(scratch, i);
        }
    }

    private static void exponentials(int count, double[] scratch) {
        for (int i = 0; i < count; i += DOUBLES.length()) {
            DoubleVector e = DoubleVector.fromArray(DOUBLES, scratch, i);
            e = e.blend(LIMIT, e.compare(GT, LIMIT));
            e = e.blend(-LIMIT, e.compare(LT, -LIMIT));
            DoubleVector t = e.add(ROUND_TO_POWER);
            DoubleVector r = e.sub(t.sub(ROUND_TO_POWER));
            DoubleVector q = r.fma(B6, B5);
            q = q.fma(r, DoubleVector.broadcast(DOUBLES, B4));
            q = q.fma(r, DoubleVector.broadcast(DOUBLES, B3));
            q = q.fma(r, DoubleVector.broadcast(DOUBLES, B2));
            q = q.fma(r, DoubleVector.broadcast(DOUBLES, B1));
            q = q.fma(r, DoubleVector.broadcast(DOUBLES, B0));
            q.mul(t.reinterpretAsLongs().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsDoubles())
                    .intoArray(scratch, i);
        }
    }
}
