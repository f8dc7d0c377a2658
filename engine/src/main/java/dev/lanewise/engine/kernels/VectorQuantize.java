package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * A vector of floats at a time, so a quarter of a vector of bytes: eight lanes or more. Rounding is an addition of 1.5·2²³, which
 * leaves the integer, ties to even, in the low bits of the sum; nothing clipped to a byte's range is too large for that. No part of
 * a loop is a method that takes or returns vectors: one that C2 has compiled by itself may be called ever after, with vectors
 * allocated.
 */
final class VectorQuantize implements QuantizeKernel {
    /** The fewest lanes that are a vector as bytes. */
    static final int LEAST_LANES = 8;

    private static final int LANES = FLOATS.length();

    static final VectorSpecies<Byte> NARROW =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(LEAST_LANES, LANES) * Byte.SIZE));

    private static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    private static final ScalarQuantize TAIL = ScalarQuantize.INSTANCE;

    @Override
    public void quantize(int count, float[] x, int at, QuantizeSpec p, int first, byte[] q, int to) {
        int mask = -p.step;
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            int j = first + i & mask;
            IntVector zero = IntVector.fromArray(INTS, p.zeroPoints, j);
            FloatVector scaled =
                    FloatVector.fromArray(FLOATS, x, at + i).div(FloatVector.fromArray(FLOATS, p.scales, j));
            FloatVector low =
                    (FloatVector) IntVector.broadcast(INTS, p.low).sub(zero).convert(I2F, 0);
            FloatVector high =
                    (FloatVector) IntVector.broadcast(INTS, p.high).sub(zero).convert(I2F, 0);
            FloatVector above = low.blend(scaled, scaled.compare(GT, low));
            FloatVector clipped = high.blend(above, above.compare(LT, high));
            IntVector bits =
                    clipped.add(ROUND).reinterpretAsInts().sub(ROUND_BITS).add(zero);
            ((ByteVector) bits.convertShape(I2B, NARROW, 0)).intoArray(q, to + i);
        }
        TAIL.quantize(count - whole, x, at + whole, p, first + whole, q, to + whole);
    }

    @Override
    public void dequantize(int count, byte[] q, int at, QuantizeSpec p, int first, float[] x, int to) {
        int mask = -p.step;
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            int j = first + i & mask;
            IntVector zero = IntVector.fromArray(INTS, p.zeroPoints, j);
            ByteVector bytes = ByteVector.fromArray(NARROW, q, at + i).lanewise(XOR, (byte) p.flip);
            IntVector v = (IntVector) bytes.convertShape(B2I, INTS, 0);
            ((FloatVector) v.add(p.flip).sub(zero).convert(I2F, 0))
                    .mul(FloatVector.fromArray(FLOATS, p.scales, j))
                    .intoArray(x, to + i);
        }
        TAIL.dequantize(count - whole, q, at + whole, p, first + whole, x, to + whole);
    }

    @Override
    public int widen(int count, byte[] q, int at, int flip, float[] x, int to) {
        int whole = count - count % LANES;
        IntVector sum = IntVector.zero(INTS);
        for (int i = 0; i < whole; i += LANES) {
            ByteVector bytes = ByteVector.fromArray(NARROW, q, at + i).lanewise(XOR, (byte) flip);
            IntVector v = (IntVector) bytes.convertShape(B2I, INTS, 0);
            ((FloatVector) v.convert(I2F, 0)).intoArray(x, to + i);
            sum = sum.add(v);
        }
        return sum.reduceLanes(ADD) + TAIL.widen(count - whole, q, at + whole, flip, x, to + whole);
    }

    /** Bytes of four rows are put together in ints, then all go on as one row; lane l sums up row l mod 4. */
    @Override
    public void widenPanel(
            int depth,
            byte[] q,
            int at,
            int ld,
            int flip,
            byte[] stage,
            float[] x,
            int to,
            int[] partial,
            int[] sums,
            int first) {
        int whole = depth - depth % LANES;
        for (int k = 0; k < whole; k += LANES) {
            int j = at + k;
            IntVector a = (IntVector) ByteVector.fromArray(NARROW, q, j).convertShape(ZERO_EXTEND_B2I, INTS, 0);
            IntVector b = (IntVector) ByteVector.fromArray(NARROW, q, j + ld).convertShape(ZERO_EXTEND_B2I, INTS, 0);
            IntVector c =
                    (IntVector) ByteVector.fromArray(NARROW, q, j + 2 * ld).convertShape(ZERO_EXTEND_B2I, INTS, 0);
            IntVector d =
                    (IntVector) ByteVector.fromArray(NARROW, q, j + 3 * ld).convertShape(ZERO_EXTEND_B2I, INTS, 0);
            IntVector ab = a.or(b.lanewise(LSHL, Byte.SIZE));
            IntVector cd = c.or(d.lanewise(LSHL, Byte.SIZE)).lanewise(LSHL, 2 * Byte.SIZE);
            ab.or(cd).reinterpretAsBytes().intoArray(stage, k * Kernels.PANEL_ROWS);
        }
        for (int k = whole; k < depth; k++) {
            for (int i = 0; i < Kernels.PANEL_ROWS; i++) {
                stage[k * Kernels.PANEL_ROWS + i] = q[at + i * ld + k];
            }
        }
        int count = depth * Kernels.PANEL_ROWS;
        int vectors = count - count % LANES;
        IntVector sum = IntVector.zero(INTS);
        for (int i = 0; i < vectors; i += LANES) {
            ByteVector bytes = ByteVector.fromArray(NARROW, stage, i).lanewise(XOR, (byte) flip);
            IntVector v = (IntVector) bytes.convertShape(B2I, INTS, 0);
            ((FloatVector) v.convert(I2F, 0)).intoArray(x, to + i);
            sum = sum.add(v);
        }
        sum.intoArray(partial, 0);
        for (int i = 0; i < Kernels.PANEL_ROWS; i++) {
            int ofRow = 0;
            for (int l = i; l < LANES; l += Kernels.PANEL_ROWS) {
                ofRow += partial[l];
            }
            sums[first + i] += ofRow;
        }
        for (int i = vectors; i < count; i++) {
            byte b = (byte) (stage[i] ^ flip);
            x[to + i] = b;
            sums[first + i % Kernels.PANEL_ROWS] += b;
        }
    }

    @Override
    public void requantize(int count, int[] s, int at, float rowFactor, QuantizeSpec p, int first, byte[] q, int to) {
        if (p.oneZeroPoint && count > 0) {
            requantizeEqually(count, s, at, rowFactor, p, first, q, to);
            return;
        }
        int mask = -p.step;
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            int j = first + i & mask;
            FloatVector factor = FloatVector.fromArray(FLOATS, p.scales, j).mul(rowFactor);
            FloatVector scaled =
                    ((FloatVector) IntVector.fromArray(INTS, s, at + i).convert(I2F, 0)).mul(factor);
            IntVector zero = IntVector.fromArray(INTS, p.zeroPoints, j);
            FloatVector low =
                    (FloatVector) IntVector.broadcast(INTS, p.low).sub(zero).convert(I2F, 0);
            FloatVector high =
                    (FloatVector) IntVector.broadcast(INTS, p.high).sub(zero).convert(I2F, 0);
            FloatVector above = low.blend(scaled, scaled.compare(GT, low));
            FloatVector clipped = high.blend(above, above.compare(LT, high));
            IntVector bits =
                    clipped.add(ROUND).reinterpretAsInts().sub(ROUND_BITS).add(zero);
            ((ByteVector) bits.convertShape(I2B, NARROW, 0)).intoArray(q, to + i);
        }
        TAIL.requantize(count - whole, s, at + whole, rowFactor, p, first + whole, q, to + whole);
    }

    /** The same with one zero point, limits and rounding outside of the loop. */
    private static void requantizeEqually(
            int count, int[] s, int at, float rowFactor, QuantizeSpec p, int first, byte[] q, int to) {
        int mask = -p.step;
        int zero = p.zeroPoints[0];
        FloatVector low = FloatVector.broadcast(FLOATS, p.low - zero);
        FloatVector high = FloatVector.broadcast(FLOATS, p.high - zero);
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector factor =
                    FloatVector.fromArray(FLOATS, p.scales, first + i & mask).mul(rowFactor);
            FloatVector scaled =
                    ((FloatVector) IntVector.fromArray(INTS, s, at + i).convert(I2F, 0)).mul(factor);
            FloatVector above = low.blend(scaled, scaled.compare(GT, low));
            FloatVector clipped = high.blend(above, above.compare(LT, high));
            IntVector bits = clipped.add(ROUND).reinterpretAsInts().sub(ROUND_BITS - zero);
            ((ByteVector) bits.convertShape(I2B, NARROW, 0)).intoArray(q, to + i);
        }
        TAIL.requantize(count - whole, s, at + whole, rowFactor, p, first + whole, q, to + whole);
    }

    /**
     * Clips after the rounding: as ints, bits of the sum with {@link #ROUND} are in the order of the numbers down to −1.5·2²³, and
     * below that negative.
     */
    @Override
    public void requantize(int count, float[] s, int at, QuantizeSpec p, int first, byte[] q, int to) {
        int mask = -p.step;
        int whole = count - count % LANES;
        IntVector low = IntVector.broadcast(INTS, p.low);
        IntVector high = IntVector.broadcast(INTS, p.high);
        for (int i = 0; i < whole; i += LANES) {
            int j = first + i & mask;
            IntVector zero = IntVector.fromArray(INTS, p.zeroPoints, j).sub(ROUND_BITS);
            IntVector bits = FloatVector.fromArray(FLOATS, s, at + i)
                    .mul(FloatVector.fromArray(FLOATS, p.scales, j))
                    .add(ROUND)
                    .reinterpretAsInts();
            IntVector clipped = bits.max(low.sub(zero)).min(high.sub(zero)).add(zero);
            ((ByteVector) clipped.convertShape(I2B, NARROW, 0)).intoArray(q, to + i);
        }
        TAIL.requantize(count - whole, s, at + whole, p, first + whole, q, to + whole);
    }

    @Override
    public void requantize(int count, int[] s, int at, FixedPoint fixed, QuantizeSpec p, int first, byte[] q, int to) {
        VectorFixedPoint.requantize(count, s, at, fixed, p, first, q, to);
    }

    @Override
    public void scale(int count, int[] s, int at, float rowFactor, QuantizeSpec p, int first, float[] x, int to) {
        int mask = -p.step;
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector factor =
                    FloatVector.fromArray(FLOATS, p.scales, first + i & mask).mul(rowFactor);
            ((FloatVector) IntVector.fromArray(INTS, s, at + i).convert(I2F, 0))
                    .mul(factor)
                    .intoArray(x, to + i);
        }
        TAIL.scale(count - whole, s, at + whole, rowFactor, p, first + whole, x, to + whole);
    }

    /** Zero points come off in an order in which every step is exact; limits are applied as in the product of floats. */
    @Override
    public void requantize(
            int rows,
            int cols,
            float[] parts,
            int at,
            int ld,
            int zeroA,
            int[] rowSums,
            Int8Columns c,
            QuantizeSpec p,
            int first,
            byte[] q,
            int to,
            int ldq) {
        int mask = -p.step;
        int whole = cols - cols % LANES;
        for (int j = 0; j < whole; j += LANES) {
            int col = first + j;
            FloatVector ofColumn = (FloatVector) IntVector.fromArray(INTS, c.bias(), col)
                    .sub(IntVector.fromArray(INTS, c.terms(), col).mul(zeroA))
                    .convert(I2F, 0);
            FloatVector zeroB = (FloatVector)
                    IntVector.fromArray(INTS, c.zeroPoints(), col).neg().convert(I2F, 0);
            FloatVector scale = FloatVector.fromArray(FLOATS, p.scales, col & mask);
            IntVector zero = IntVector.fromArray(INTS, p.zeroPoints, col & mask).sub(ROUND_BITS);
            IntVector low = IntVector.broadcast(INTS, p.low).sub(zero);
            IntVector high = IntVector.broadcast(INTS, p.high).sub(zero);
            for (int i = 0; i < rows; i++) {
                FloatVector rowSum =
                        (FloatVector) IntVector.broadcast(INTS, rowSums[i]).convert(I2F, 0);
                IntVector bits = rowSum.fma(zeroB, FloatVector.fromArray(FLOATS, parts, at + i * ld + j))
                        .add(ofColumn)
                        .mul(scale)
                        .add(ROUND)
                        .reinterpretAsInts();
                IntVector clipped = bits.max(low).min(high).add(zero);
                ((ByteVector) clipped.convertShape(I2B, NARROW, 0)).intoArray(q, to + i * ldq + j);
            }
        }
        if (whole < cols) {
            TAIL.requantize(
                    rows, cols - whole, parts, at + whole, ld, zeroA, rowSums, c, p, first + whole, q, to + whole, ldq);
        }
    }

    @Override
    public void scale(
            int rows,
            int cols,
            float[] parts,
            int at,
            int ld,
            Int8Rows r,
            int firstRow,
            Int8Columns c,
            QuantizeSpec p,
            int first,
            float[] x,
            int to,
            int ldx) {
        int mask = -p.step;
        int whole = cols - cols % LANES;
        for (int i = 0; i < rows; i++) {
            FloatVector zeroPoint = FloatVector.broadcast(FLOATS, -r.zeroPoints()[firstRow + i]);
            FloatVector sum = FloatVector.broadcast(FLOATS, -r.sums()[firstRow + i]);
            FloatVector factor = FloatVector.broadcast(FLOATS, r.factors()[firstRow + i]);
            int from = at + i * ld;
            int target = to + i * ldx;
            for (int j = 0; j < whole; j += LANES) {
                int col = first + j;
                FloatVector bias =
                        (FloatVector) IntVector.fromArray(INTS, c.bias(), col).convert(I2F, 0);
                FloatVector terms =
                        (FloatVector) IntVector.fromArray(INTS, c.terms(), col).convert(I2F, 0);
                FloatVector zero = (FloatVector)
                        IntVector.fromArray(INTS, c.zeroPoints(), col).convert(I2F, 0);
                FloatVector scale = FloatVector.fromArray(FLOATS, p.scales, col & mask);
                zeroPoint
                        .fma(terms, sum.fma(zero, FloatVector.fromArray(FLOATS, parts, from + j)))
                        .add(bias)
                        .mul(scale.mul(factor))
                        .intoArray(x, target + j);
            }
        }
        if (whole < cols) {
            TAIL.scale(rows, cols - whole, parts, at + whole, ld, r, firstRow, c, p, first + whole, x, to + whole, ldx);
        }
    }

    @Override
    public void range(int count, float[] x, int at, float[] range) {
        FloatVector least = FloatVector.zero(FLOATS);
        FloatVector greatest = least;
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, at + i);
            least = least.blend(v, v.compare(LT, least));
            greatest = greatest.blend(v, v.compare(GT, greatest));
        }
        TAIL.range(count - whole, x, at + whole, range);
        // in a fixed order; of zeros of both signs +0 is the one that is there from the start
        for (int i = 0; i < LANES; i++) {
            range[0] = least.lane(i) < range[0] ? least.lane(i) : range[0];
            range[1] = greatest.lane(i) > range[1] ? greatest.lane(i) : range[1];
        }
    }
}
