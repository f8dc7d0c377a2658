package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Rows in vectors. Sums take four of them at a time; with few lanes they pass over the row several times, which is in L1. */
final class VectorRow implements RowKernel {
    static final VectorRow INSTANCE = new VectorRow();

    private static final int L = FLOATS.length();

    private VectorRow() {}

    @Override
    public float sum(int count, float[] x, int at, float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        int blocks = count - count % PARTIALS;
        for (int first = 0; first < PARTIALS && blocks > 0; first += 4 * L) {
            addBlocks(blocks, x, at + first, partials, first);
        }
        int whole = FLOATS.loopBound(count);
        for (int i = blocks; i < whole; i += L) {
            FloatVector.fromArray(FLOATS, partials, i % PARTIALS)
                    .add(FloatVector.fromArray(FLOATS, x, at + i))
                    .intoArray(partials, i % PARTIALS);
        }
        ScalarRow.addTail(whole, count, x, at, partials);
        return fold(partials);
    }

    private static void addBlocks(int count, float[] x, int at, float[] partials, int to) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        for (int i = at; i < at + count; i += PARTIALS) {
            s0 = s0.add(FloatVector.fromArray(FLOATS, x, i));
            s1 = s1.add(FloatVector.fromArray(FLOATS, x, i + L));
            s2 = s2.add(FloatVector.fromArray(FLOATS, x, i + 2 * L));
            s3 = s3.add(FloatVector.fromArray(FLOATS, x, i + 3 * L));
        }
        s0.intoArray(partials, to);
        s1.intoArray(partials, to + L);
        s2.intoArray(partials, to + 2 * L);
        s3.intoArray(partials, to + 3 * L);
    }

    @Override
    public float sumOfSquares(int count, float[] x, int at, float center, float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        int blocks = count - count % PARTIALS;
        for (int first = 0; first < PARTIALS && blocks > 0; first += 4 * L) {
            addSquaresOfBlocks(blocks, x, at + first, center, partials, first);
        }
        int whole = FLOATS.loopBound(count);
        for (int i = blocks; i < whole; i += L) {
            FloatVector d = FloatVector.fromArray(FLOATS, x, at + i).sub(center);
            d.fma(d, FloatVector.fromArray(FLOATS, partials, i % PARTIALS)).intoArray(partials, i % PARTIALS);
        }
        ScalarRow.addSquaresOfTail(whole, count, x, at, center, partials);
        return fold(partials);
    }

    private static void addSquaresOfBlocks(int count, float[] x, int at, float center, float[] partials, int to) {
        FloatVector c = FloatVector.broadcast(FLOATS, center);
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        for (int i = at; i < at + count; i += PARTIALS) {
            FloatVector d0 = FloatVector.fromArray(FLOATS, x, i).sub(c);
            FloatVector d1 = FloatVector.fromArray(FLOATS, x, i + L).sub(c);
            FloatVector d2 = FloatVector.fromArray(FLOATS, x, i + 2 * L).sub(c);
            FloatVector d3 = FloatVector.fromArray(FLOATS, x, i + 3 * L).sub(c);
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            s3 = d3.fma(d3, s3);
        }
        s0.intoArray(partials, to);
        s1.intoArray(partials, to + L);
        s2.intoArray(partials, to + 2 * L);
        s3.intoArray(partials, to + 3 * L);
    }

    private static float fold(float[] partials) {
        for (int half = PARTIALS / 2; half >= L; half /= 2) {
            for (int i = 0; i < half; i += L) {
                FloatVector.fromArray(FLOATS, partials, i)
                        .add(FloatVector.fromArray(FLOATS, partials, half + i))
                        .intoArray(partials, i);
            }
        }
        return ScalarRow.fold(L, partials);
    }

    @Override
    public float max(int count, float[] x, int at) {
        int whole = count - count % (2 * L);
        FloatVector m0 = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        for (int i = 0; i < whole; i += 2 * L) {
            m0 = m0.lanewise(MAX, FloatVector.fromArray(FLOATS, x, at + i));
            m1 = m1.lanewise(MAX, FloatVector.fromArray(FLOATS, x, at + i + L));
        }
        float max = m0.lanewise(MAX, m1).reduceLanes(MAX);
        return ScalarRow.max(whole, count, x, at, max);
    }

    @Override
    public void affine(int count, float[] x, int at, float center, float factor, float term, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(FLOATS, x, at + i)
                    .sub(center)
                    .fma(factor, term)
                    .intoArray(y, yAt + i);
        }
        ScalarRow.INSTANCE.affine(count - whole, x, at + whole, center, factor, term, y, yAt + whole);
    }

    @Override
    public float normalize(
            int count,
            float[] x,
            int at,
            float center,
            float factor,
            float[] scale,
            int scaleAt,
            float[] bias,
            int biasAt,
            float[] y,
            int yAt,
            float[] next,
            int nextAt,
            float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(FLOATS, x, at + i)
                    .sub(center)
                    .mul(factor)
                    .fma(
                            FloatVector.fromArray(FLOATS, scale, scaleAt + i),
                            FloatVector.fromArray(FLOATS, bias, biasAt + i))
                    .intoArray(y, yAt + i);
            int partial = i % PARTIALS;
            FloatVector.fromArray(FLOATS, partials, partial)
                    .add(FloatVector.fromArray(FLOATS, next, nextAt + i))
                    .intoArray(partials, partial);
        }
        ScalarRow.normalizeTail(whole, count, x, at, center, factor, scale, scaleAt, bias, biasAt, y, yAt);
        ScalarRow.addTail(whole, count, next, nextAt, partials);
        return fold(partials);
    }

    @Override
    public void expBelow(int count, float[] x, int at, float limit, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, at + i).sub(limit);
            a = a.blend(-SIGMOID_LIMIT, a.compare(LT, -SIGMOID_LIMIT));
            FloatVector t = a.fma(LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector z = r.mul(r);
            FloatVector p = z.fma(FloatVector.broadcast(FLOATS, E6), r.fma(E5, E4));
            p = p.fma(z, r.fma(E3, E2));
            p = p.fma(z, r.add(1));
            p.mul(t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .mul(DOWN)
                    .intoArray(y, yAt + i);
        }
        ScalarRow.INSTANCE.expBelow(count - whole, x, at + whole, limit, y, yAt + whole);
    }

    @Override
    public float sumExpBelow(
            int count, float[] x, int at, float limit, float[] y, int yAt, float[] next, int nextAt, float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            max = max.lanewise(MAX, FloatVector.fromArray(FLOATS, next, nextAt + i));
            FloatVector a = FloatVector.fromArray(FLOATS, x, at + i).sub(limit);
            a = a.blend(-SIGMOID_LIMIT, a.compare(LT, -SIGMOID_LIMIT));
            FloatVector t = a.fma(LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector z = r.mul(r);
            FloatVector p = z.fma(FloatVector.broadcast(FLOATS, E6), r.fma(E5, E4));
            p = p.fma(z, r.fma(E3, E2));
            p = p.fma(z, r.add(1));
            FloatVector e = p.mul(
                            t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .mul(DOWN);
            e.intoArray(y, yAt + i);
            int partial = i % PARTIALS;
            FloatVector.fromArray(FLOATS, partials, partial).add(e).intoArray(partials, partial);
        }
        float largest = ScalarRow.max(whole, count, next, nextAt, max.reduceLanes(MAX));
        ScalarRow.INSTANCE.expBelow(count - whole, x, at + whole, limit, y, yAt + whole);
        ScalarRow.addTail(whole, count, y, yAt, partials);
        fold(partials);
        return largest;
    }

    @Override
    public void addExpBelow(int count, float[] x, int at, float limit, float[] sums, int sumsAt) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, at + i).sub(limit);
            a = a.blend(-SIGMOID_LIMIT, a.compare(LT, -SIGMOID_LIMIT));
            FloatVector t = a.fma(LOG2_E, ROUND_64);
            FloatVector n = t.sub(ROUND_64);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), a);
            r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector z = r.mul(r);
            FloatVector p = z.fma(FloatVector.broadcast(FLOATS, E6), r.fma(E5, E4));
            p = p.fma(z, r.fma(E3, E2));
            p = p.fma(z, r.add(1));
            FloatVector e = p.mul(
                            t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .mul(DOWN);
            e.intoArray(x, at + i);
            int sum = sumsAt + i % EXP_PARTIALS;
            FloatVector.fromArray(FLOATS, sums, sum).add(e).intoArray(sums, sum);
        }
        ScalarRow.addTail(whole, count, x, at, limit, sums, sumsAt);
    }
}
