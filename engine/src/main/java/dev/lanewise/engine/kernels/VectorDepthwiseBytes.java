package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Goes along a row with one vector of channels. Every pixel of the input is widened once and adds to all outputs that see it, whose sums
 * wait in registers; a sum that is complete is rounded and clipped as {@link VectorQuantize} does it.
 */
final class VectorDepthwiseBytes implements DepthwiseBytes {
    private static final int LANES = FLOATS.length();

    private static final VectorSpecies<Byte> NARROW = VectorSpecies.of(
            byte.class, VectorShape.forBitSize(Math.max(VectorQuantize.LEAST_LANES, LANES) * Byte.SIZE));

    private static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    @Override
    public void row(
            int stride,
            int in,
            int out,
            int pad,
            int channels,
            byte[] x,
            int first,
            int second,
            int third,
            int flip,
            float[] terms,
            QuantizeSpec p,
            byte[] y,
            int to,
            float[] scratch) {
        for (int c = 0, at = 0; c < channels; c += LANES, at += TERMS * LANES) {
            int channel = Math.min(c, channels - LANES);
            int a = first + channel;
            int b = second + channel;
            int d = third + channel;
            if (stride == 1) {
                int columns = Math.min(in, out + 2 - pad);
                each(columns, pad - 2, channels, x, a, b, d, flip, terms, at, p, channel, y, to, scratch);
                if (out - 1 == in + pad - 2) {
                    last(terms, at + 11 * LANES, p, channel, y, to + (out - 1) * channels + channel, scratch);
                }
            } else {
                begin(pad, x, a, b, d, flip, terms, at, scratch);
                int next = (1 - pad) * channels;
                int whole = Math.min(out, Math.floorDiv(in - 3 + pad, 2) + 1);
                second(whole, channels, x, a + next, b + next, d + next, flip, terms, at, p, channel, y, to, scratch);
                if (whole < out) {
                    int column = next + 2 * whole * channels;
                    middle(x, a + column, b + column, d + column, flip, terms, at, scratch);
                    last(terms, at + 11 * LANES, p, channel, y, to + whole * channels + channel, scratch);
                }
            }
        }
    }

    /** Stride 1. Outputs before the first go where that goes, which overwrites them; the sum that waits for its last taps stays in the scratch. */
    private static void each(
            int columns,
            int firstOut,
            int channels,
            byte[] x,
            int a,
            int b,
            int d,
            int flip,
            float[] terms,
            int at,
            QuantizeSpec p,
            int channel,
            byte[] y,
            int to,
            float[] scratch) {
        FloatVector w0 = FloatVector.fromArray(FLOATS, terms, at);
        FloatVector w1 = FloatVector.fromArray(FLOATS, terms, at + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, terms, at + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, terms, at + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, terms, at + 4 * LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, terms, at + 5 * LANES);
        FloatVector w6 = FloatVector.fromArray(FLOATS, terms, at + 6 * LANES);
        FloatVector w7 = FloatVector.fromArray(FLOATS, terms, at + 7 * LANES);
        FloatVector w8 = FloatVector.fromArray(FLOATS, terms, at + 8 * LANES);
        FloatVector base = FloatVector.fromArray(FLOATS, terms, at + 9 * LANES);
        FloatVector factor = FloatVector.fromArray(FLOATS, p.scales, channel & -p.step);
        int zero = p.zeroPoints[0] - ROUND_BITS;
        FloatVector s2 = base;
        FloatVector s1 = base.add(FloatVector.fromArray(FLOATS, terms, at + 10 * LANES));
        for (int column = 0; column < columns; column++) {
            int of = column * channels;
            FloatVector u = (FloatVector) ByteVector.fromArray(NARROW, x, a + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            FloatVector v = (FloatVector) ByteVector.fromArray(NARROW, x, b + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            FloatVector w = (FloatVector) ByteVector.fromArray(NARROW, x, d + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            s2 = w.fma(w8, v.fma(w5, u.fma(w2, s2)));
            IntVector bits = s2.mul(factor).add(ROUND).reinterpretAsInts();
            IntVector clipped = bits.max(p.low - zero).min(p.high - zero).add(zero);
            ((ByteVector) clipped.convertShape(I2B, NARROW, 0))
                    .intoArray(y, to + Math.max(0, column + firstOut) * channels + channel);
            s2 = w.fma(w7, v.fma(w4, u.fma(w1, s1)));
            s1 = w.fma(w6, v.fma(w3, u.fma(w0, base)));
        }
        s2.intoArray(scratch, 0);
    }

    /** What the first output has before its middle column, to the scratch. */
    private static void begin(
            int pad, byte[] x, int a, int b, int d, int flip, float[] terms, int at, float[] scratch) {
        FloatVector sum = FloatVector.fromArray(FLOATS, terms, at + 9 * LANES);
        if (pad > 0) {
            sum.add(FloatVector.fromArray(FLOATS, terms, at + 10 * LANES)).intoArray(scratch, 0);
            return;
        }
        sum.intoArray(scratch, 0);
        column(x, a, b, d, flip, terms, at, scratch);
    }

    /** Adds the taps of the middle column to the sum in the scratch. */
    private static void middle(byte[] x, int a, int b, int d, int flip, float[] terms, int at, float[] scratch) {
        column(x, a, b, d, flip, terms, at + LANES, scratch);
    }

    private static void column(byte[] x, int a, int b, int d, int flip, float[] terms, int at, float[] scratch) {
        FloatVector u = (FloatVector)
                ByteVector.fromArray(NARROW, x, a).lanewise(XOR, (byte) flip).convertShape(B2F, FLOATS, 0);
        FloatVector v = (FloatVector)
                ByteVector.fromArray(NARROW, x, b).lanewise(XOR, (byte) flip).convertShape(B2F, FLOATS, 0);
        FloatVector w = (FloatVector)
                ByteVector.fromArray(NARROW, x, d).lanewise(XOR, (byte) flip).convertShape(B2F, FLOATS, 0);
        FloatVector sum = u.fma(FloatVector.fromArray(FLOATS, terms, at), FloatVector.fromArray(FLOATS, scratch, 0));
        sum = v.fma(FloatVector.fromArray(FLOATS, terms, at + 3 * LANES), sum);
        w.fma(FloatVector.fromArray(FLOATS, terms, at + 6 * LANES), sum).intoArray(scratch, 0);
    }

    /** Stride 2, from the middle column of the first output on. The sum of the next one is in the scratch before and after. */
    private static void second(
            int outputs,
            int channels,
            byte[] x,
            int a,
            int b,
            int d,
            int flip,
            float[] terms,
            int at,
            QuantizeSpec p,
            int channel,
            byte[] y,
            int to,
            float[] scratch) {
        FloatVector w0 = FloatVector.fromArray(FLOATS, terms, at);
        FloatVector w1 = FloatVector.fromArray(FLOATS, terms, at + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, terms, at + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(FLOATS, terms, at + 3 * LANES);
        FloatVector w4 = FloatVector.fromArray(FLOATS, terms, at + 4 * LANES);
        FloatVector w5 = FloatVector.fromArray(FLOATS, terms, at + 5 * LANES);
        FloatVector w6 = FloatVector.fromArray(FLOATS, terms, at + 6 * LANES);
        FloatVector w7 = FloatVector.fromArray(FLOATS, terms, at + 7 * LANES);
        FloatVector w8 = FloatVector.fromArray(FLOATS, terms, at + 8 * LANES);
        FloatVector base = FloatVector.fromArray(FLOATS, terms, at + 9 * LANES);
        FloatVector factor = FloatVector.fromArray(FLOATS, p.scales, channel & -p.step);
        int zero = p.zeroPoints[0] - ROUND_BITS;
        FloatVector sum = FloatVector.fromArray(FLOATS, scratch, 0);
        for (int output = 0; output < outputs; output++) {
            int of = 2 * output * channels;
            FloatVector u = (FloatVector) ByteVector.fromArray(NARROW, x, a + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            FloatVector v = (FloatVector) ByteVector.fromArray(NARROW, x, b + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            FloatVector w = (FloatVector) ByteVector.fromArray(NARROW, x, d + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            sum = w.fma(w7, v.fma(w4, u.fma(w1, sum)));
            of += channels;
            u = (FloatVector) ByteVector.fromArray(NARROW, x, a + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            v = (FloatVector) ByteVector.fromArray(NARROW, x, b + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            w = (FloatVector) ByteVector.fromArray(NARROW, x, d + of)
                    .lanewise(XOR, (byte) flip)
                    .convertShape(B2F, FLOATS, 0);
            sum = w.fma(w8, v.fma(w5, u.fma(w2, sum)));
            IntVector bits = sum.mul(factor).add(ROUND).reinterpretAsInts();
            IntVector clipped = bits.max(p.low - zero).min(p.high - zero).add(zero);
            ((ByteVector) clipped.convertShape(I2B, NARROW, 0)).intoArray(y, to + output * channels + channel);
            sum = w.fma(w6, v.fma(w3, u.fma(w0, base)));
        }
        sum.intoArray(scratch, 0);
    }

    /** Completes the sum in the scratch by what padding to the right adds. */
    private static void last(float[] terms, int at, QuantizeSpec p, int channel, byte[] y, int to, float[] scratch) {
        int zero = p.zeroPoints[0] - ROUND_BITS;
        FloatVector sum = FloatVector.fromArray(FLOATS, scratch, 0).add(FloatVector.fromArray(FLOATS, terms, at));
        IntVector bits = sum.mul(FloatVector.fromArray(FLOATS, p.scales, channel & -p.step))
                .add(ROUND)
                .reinterpretAsInts();
        IntVector clipped = bits.max(p.low - zero).min(p.high - zero).add(zero);
        ((ByteVector) clipped.convertShape(I2B, NARROW, 0)).intoArray(y, to);
    }
}
