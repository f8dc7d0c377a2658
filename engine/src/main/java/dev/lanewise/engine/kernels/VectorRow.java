package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.ActivationConstants.*;
import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.MathConstants.*;
import static jdk.incubator.vector.VectorOperators.GT;
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
        addRest(blocks, count, x, at, partials);
        return fold(partials);
    }

    /** What is left behind whole blocks of partial sums. */
    private static void addRest(int from, int count, float[] x, int at, float[] partials) {
        int whole = FLOATS.loopBound(count);
        for (int i = from; i < whole; i += L) {
            FloatVector.fromArray(FLOATS, partials, i % PARTIALS)
                    .add(FloatVector.fromArray(FLOATS, x, at + i))
                    .intoArray(partials, i % PARTIALS);
        }
        ScalarRow.addTail(whole, count, x, at, partials);
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
        for (int i = 0; i < PARTIALS / 4; i += L) {
            FloatVector even = FloatVector.fromArray(FLOATS, partials, i)
                    .add(FloatVector.fromArray(FLOATS, partials, i + PARTIALS / 2));
            FloatVector odd = FloatVector.fromArray(FLOATS, partials, i + PARTIALS / 4)
                    .add(FloatVector.fromArray(FLOATS, partials, i + 3 * PARTIALS / 4));
            even.add(odd).intoArray(partials, i);
        }
        return ScalarRow.foldLast(partials);
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
    public float limit(int count, float[] x, int at) {
        int whole = count - count % (4 * L);
        FloatVector m0 = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        FloatVector m2 = m0;
        FloatVector m3 = m0;
        for (int i = 0; i < whole; i += 4 * L) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + i + L);
            FloatVector x2 = FloatVector.fromArray(FLOATS, x, at + i + 2 * L);
            FloatVector x3 = FloatVector.fromArray(FLOATS, x, at + i + 3 * L);
            m0 = m0.blend(x0, x0.compare(GT, m0));
            m1 = m1.blend(x1, x1.compare(GT, m1));
            m2 = m2.blend(x2, x2.compare(GT, m2));
            m3 = m3.blend(x3, x3.compare(GT, m3));
        }
        float limit = m0.lanewise(MAX, m1).lanewise(MAX, m2.lanewise(MAX, m3)).reduceLanes(MAX);
        return ScalarRow.limit(whole, count, x, at, limit);
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
    public void normalize(
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
            int yAt) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(FLOATS, x, at + i)
                    .sub(center)
                    .mul(factor)
                    .fma(
                            FloatVector.fromArray(FLOATS, scale, scaleAt + i),
                            FloatVector.fromArray(FLOATS, bias, biasAt + i))
                    .intoArray(y, yAt + i);
        }
        ScalarRow.INSTANCE.normalize(
                count - whole,
                x,
                at + whole,
                center,
                factor,
                scale,
                scaleAt + whole,
                bias,
                biasAt + whole,
                y,
                yAt + whole);
    }

    @Override
    public void expBelow(int count, float[] x, int at, float limit, float[] y, int yAt) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, at + i).sub(limit);
            FloatVector t = a.fma(LOG2_E, ROUND);
            FloatVector r = t.sub(ROUND).fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), a);
            FloatVector z = r.mul(r);
            FloatVector p = z.fma(FloatVector.broadcast(FLOATS, E6), r.fma(E5, E4));
            p = p.fma(z, r.fma(E3, E2));
            p = p.fma(z, r.add(1));
            FloatVector e = p.mul(
                            t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .blend(0, a.compare(LT, EXP_BELOW_LOW));
            e.intoArray(y, yAt + i);
        }
        ScalarRow.INSTANCE.expBelow(count - whole, x, at + whole, limit, y, yAt + whole);
    }

    @Override
    public float sumExpBelow(int count, float[] x, int at, float limit, float[] y, int yAt, float[] partials) {
        Arrays.fill(partials, 0, PARTIALS, 0f);
        int blocks = count - count % PARTIALS;
        for (int first = 0; first < PARTIALS && blocks > 0; first += 2 * L) {
            sumExpOfBlocks(blocks, x, at + first, limit, y, yAt + first, partials, first);
        }
        expBelow(count - blocks, x, at + blocks, limit, y, yAt + blocks);
        addRest(blocks, count, y, yAt, partials);
        return fold(partials);
    }

    /** Two vectors of each block, whose sums stay in registers. */
    private static void sumExpOfBlocks(
            int count, float[] x, int at, float limit, float[] y, int yAt, float[] partials, int to) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += PARTIALS) {
            FloatVector a0 = FloatVector.fromArray(FLOATS, x, at + i).sub(limit);
            FloatVector t0 = a0.fma(LOG2_E, ROUND);
            FloatVector r0 = t0.sub(ROUND).fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), a0);
            FloatVector z0 = r0.mul(r0);
            FloatVector p0 = z0.fma(FloatVector.broadcast(FLOATS, E6), r0.fma(E5, E4));
            p0 = p0.fma(z0, r0.fma(E3, E2));
            p0 = p0.fma(z0, r0.add(1));
            FloatVector e0 = p0.mul(t0.reinterpretAsInts()
                            .lanewise(LSHL, EXPONENT_SHIFT)
                            .reinterpretAsFloats())
                    .blend(0, a0.compare(LT, EXP_BELOW_LOW));
            e0.intoArray(y, yAt + i);
            s0 = s0.add(e0);
            FloatVector a1 = FloatVector.fromArray(FLOATS, x, at + i + L).sub(limit);
            FloatVector t1 = a1.fma(LOG2_E, ROUND);
            FloatVector r1 = t1.sub(ROUND).fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), a1);
            FloatVector z1 = r1.mul(r1);
            FloatVector p1 = z1.fma(FloatVector.broadcast(FLOATS, E6), r1.fma(E5, E4));
            p1 = p1.fma(z1, r1.fma(E3, E2));
            p1 = p1.fma(z1, r1.add(1));
            FloatVector e1 = p1.mul(t1.reinterpretAsInts()
                            .lanewise(LSHL, EXPONENT_SHIFT)
                            .reinterpretAsFloats())
                    .blend(0, a1.compare(LT, EXP_BELOW_LOW));
            e1.intoArray(y, yAt + i + L);
            s1 = s1.add(e1);
        }
        s0.intoArray(partials, to);
        s1.intoArray(partials, to + L);
    }

    @Override
    public void addExpBelow(int count, float[] x, int at, float limit, float[] sums, int sumsAt) {
        int whole = FLOATS.loopBound(count);
        for (int first = 0; first < EXP_PARTIALS; first += L) {
            addExpOfBlocks(whole - first, x, at + first, limit, sums, sumsAt + first);
        }
        ScalarRow.addTail(whole, count, x, at, limit, sums, sumsAt);
    }

    /** One vector of each block of partial sums. The sum stays in a register: stored and loaded, it takes as long as the rest. */
    private static void addExpOfBlocks(int count, float[] x, int at, float limit, float[] sums, int sumsAt) {
        FloatVector s = FloatVector.fromArray(FLOATS, sums, sumsAt);
        for (int i = 0; i < count; i += EXP_PARTIALS) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, at + i).sub(limit);
            FloatVector t = a.fma(LOG2_E, ROUND);
            FloatVector r = t.sub(ROUND).fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), a);
            FloatVector z = r.mul(r);
            FloatVector p = z.fma(FloatVector.broadcast(FLOATS, E6), r.fma(E5, E4));
            p = p.fma(z, r.fma(E3, E2));
            p = p.fma(z, r.add(1));
            FloatVector e = p.mul(
                            t.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
                    .blend(0, a.compare(LT, EXP_BELOW_LOW));
            e.intoArray(x, at + i);
            s = s.add(e);
        }
        s.intoArray(sums, sumsAt);
    }
}
