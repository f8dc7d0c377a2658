package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.Lanes.INTS;
import static dev.lanewise.engine.kernels.VectorQuantize.NARROW;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of ints with fixed-point factors, as longs: those of ints in lower halves of longs, then those of ints in upper halves. No
 * part of a loop is a method, see {@link VectorQuantize}.
 */
final class VectorFixedPoint {
    private static final int LANES = FLOATS.length();

    /** One half where the product has its point. */
    private static final long HALF = 1L << 30;

    /** Shifts of limits that still are ints. */
    private static final int MOST_EQUAL_SHIFT = 21;

    private static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, INTS.vectorShape());

    /** Ints in upper halves of longs. */
    private static final VectorMask<Integer> UPPER_LANES = VectorMask.fromLong(INTS, 0xaaaa);

    private static final long UPPER_INT = -1L << Integer.SIZE;

    private static final ScalarQuantize TAIL = ScalarQuantize.INSTANCE;

    private VectorFixedPoint() {}

    static void requantize(int count, int[] s, int at, FixedPoint fixed, QuantizeSpec p, int first, byte[] q, int to) {
        int shift = fixed.shifts()[0];
        if (p.step == 0 && shift > 0 && shift <= MOST_EQUAL_SHIFT) {
            equally(count, s, at, fixed, p, q, to);
            return;
        }
        int mask = -p.step;
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            int j = first + i & mask;
            IntVector v = IntVector.fromArray(INTS, s, at + i);
            IntVector m = IntVector.fromArray(INTS, fixed.multipliers(), j);
            // bits 31 to 62 of each product, rounded: of the ints in lower halves of longs, then of those in upper
            // halves
            LongVector vs = v.reinterpretAsLongs();
            LongVector ms = m.reinterpretAsLongs();
            LongVector lower = vs.lanewise(LSHL, Integer.SIZE)
                    .lanewise(ASHR, Integer.SIZE)
                    .mul(ms.lanewise(LSHL, Integer.SIZE).lanewise(ASHR, Integer.SIZE));
            LongVector upper = vs.lanewise(ASHR, Integer.SIZE).mul(ms.lanewise(ASHR, Integer.SIZE));
            LongVector fromLower = lower.add(HALF).lanewise(LSHL, 1).lanewise(LSHR, Integer.SIZE);
            LongVector fromUpper = upper.add(HALF).lanewise(LSHL, 1).and(UPPER_INT);
            IntVector high = fromLower.or(fromUpper).reinterpretAsInts();
            IntVector n = IntVector.fromArray(INTS, fixed.shifts(), j);
            IntVector remainders =
                    IntVector.broadcast(INTS, 1).lanewise(LSHL, n).sub(1);
            IntVector half = remainders.lanewise(LSHR, 1).add(high.lanewise(LSHR, Integer.SIZE - 1));
            IntVector down = high.lanewise(ASHR, n);
            IntVector rounded = down.blend(down.add(1), high.and(remainders).compare(GT, half));
            IntVector zero = IntVector.fromArray(INTS, p.zeroPoints, j);
            IntVector low = IntVector.broadcast(INTS, p.low).sub(zero);
            IntVector limit = IntVector.broadcast(INTS, p.high).sub(zero);
            IntVector clipped = rounded.max(low).min(limit).add(zero);
            ((ByteVector) clipped.convertShape(I2B, NARROW, 0)).intoArray(q, to + i);
        }
        TAIL.requantize(count - whole, s, at + whole, fixed, p, first + whole, q, to + whole);
    }

    /**
     * The same with one factor for all. The shift keeps the order, so limits are applied before it, and nothing overflows; ties go away
     * from zero as negative numbers are rounded with one less.
     */
    private static void equally(int count, int[] s, int at, FixedPoint fixed, QuantizeSpec p, byte[] q, int to) {
        int n = fixed.shifts()[0];
        int zero = p.zeroPoints[0];
        LongVector m = LongVector.broadcast(LONGS, fixed.multipliers()[0]);
        LongVector half = LongVector.broadcast(LONGS, HALF);
        IntVector low = IntVector.broadcast(INTS, (p.low - zero) << n);
        IntVector limit = IntVector.broadcast(INTS, (p.high - zero) << n);
        IntVector add = IntVector.broadcast(INTS, (1 << (n - 1)) + (zero << n));
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            LongVector v = IntVector.fromArray(INTS, s, at + i).reinterpretAsLongs();
            LongVector lower = v.lanewise(LSHL, Integer.SIZE)
                    .lanewise(ASHR, Integer.SIZE)
                    .mul(m)
                    .add(half);
            LongVector upper = v.lanewise(ASHR, Integer.SIZE).mul(m).add(half);
            IntVector high = lower.lanewise(LSHR, Integer.SIZE - 1)
                    .reinterpretAsInts()
                    .blend(upper.lanewise(LSHL, 1).reinterpretAsInts(), UPPER_LANES);
            IntVector clipped = high.max(low).min(limit);
            IntVector rounded = clipped.add(clipped.lanewise(ASHR, Integer.SIZE - 1))
                    .add(add)
                    .lanewise(ASHR, n);
            ((ByteVector) rounded.convertShape(I2B, NARROW, 0)).intoArray(q, to + i);
        }
        TAIL.requantize(count - whole, s, at + whole, fixed, p, 0, q, to + whole);
    }
}
