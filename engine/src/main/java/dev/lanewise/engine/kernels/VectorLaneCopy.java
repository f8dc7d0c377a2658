package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Moves whole vectors where channels are neighbours, and blocks of 8×8 where pixels are; the rest number by number. */
final class VectorLaneCopy implements LaneCopy {
    private static final int LANES = FLOATS.length();

    /** The transposition is written out for this many lanes. */
    private static final int BLOCK = 8;

    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> (i ^ 2) % LANES);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> (i ^ 4) % LANES);
    private static final VectorMask<Float> ODD = mask(0xaaaaL);
    private static final VectorMask<Float> ODD_PAIR = mask(0xccccL);
    private static final VectorMask<Float> ODD_HALF = mask(0xf0f0L);

    private final ScalarLaneCopy byNumber = new ScalarLaneCopy(LANES);

    private static VectorMask<Float> mask(long bits) {
        return VectorMask.fromLong(FLOATS, bits & (1L << LANES) - 1);
    }

    @Override
    public void gather(
            float[] image, int from, int pixelStep, int channelStep, int channels, int count, float[] buffer, int at) {
        if (channels == LANES && channelStep == 1) {
            copy(image, from, pixelStep, buffer, at, LANES, count);
        } else if (transposes(channels, count, pixelStep)) {
            // the last block may overlap the one before: the same numbers again
            for (int i = 0; i < count; i += BLOCK) {
                int first = Math.min(i, count - BLOCK);
                transpose(image, from + first, channelStep, buffer, at + first * LANES, LANES);
            }
        } else {
            byNumber.gather(image, from, pixelStep, channelStep, channels, count, buffer, at);
        }
    }

    @Override
    public void scatter(
            float[] buffer, int at, float[] image, int to, int pixelStep, int channelStep, int channels, int count) {
        if (channels == LANES && channelStep == 1) {
            copy(buffer, at, LANES, image, to, pixelStep, count);
        } else if (transposes(channels, count, pixelStep)) {
            for (int i = 0; i < count; i += BLOCK) {
                int first = Math.min(i, count - BLOCK);
                transpose(buffer, at + first * LANES, LANES, image, to + first, channelStep);
            }
        } else {
            byNumber.scatter(buffer, at, image, to, pixelStep, channelStep, channels, count);
        }
    }

    private static boolean transposes(int channels, int count, int pixelStep) {
        return LANES == BLOCK && channels == BLOCK && count >= BLOCK && pixelStep == 1;
    }

    private static void copy(
            float[] source, int from, int sourceStep, float[] target, int to, int targetStep, int count) {
        for (int i = 0; i < count; i++) {
            FloatVector.fromArray(FLOATS, source, from + i * sourceStep).intoArray(target, to + i * targetStep);
        }
    }

    /** Exchanges off-diagonal numbers, then off-diagonal blocks of 2×2, then of 4×4 (Eklundh 1972). */
    private static void transpose(float[] source, int from, int sourceStep, float[] target, int to, int targetStep) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, source, from);
        FloatVector a1 = FloatVector.fromArray(FLOATS, source, from + sourceStep);
        FloatVector a2 = FloatVector.fromArray(FLOATS, source, from + 2 * sourceStep);
        FloatVector a3 = FloatVector.fromArray(FLOATS, source, from + 3 * sourceStep);
        FloatVector a4 = FloatVector.fromArray(FLOATS, source, from + 4 * sourceStep);
        FloatVector a5 = FloatVector.fromArray(FLOATS, source, from + 5 * sourceStep);
        FloatVector a6 = FloatVector.fromArray(FLOATS, source, from + 6 * sourceStep);
        FloatVector a7 = FloatVector.fromArray(FLOATS, source, from + 7 * sourceStep);
        FloatVector b0 = a0.blend(a1.rearrange(BY_1), ODD);
        FloatVector b1 = a0.rearrange(BY_1).blend(a1, ODD);
        FloatVector b2 = a2.blend(a3.rearrange(BY_1), ODD);
        FloatVector b3 = a2.rearrange(BY_1).blend(a3, ODD);
        FloatVector b4 = a4.blend(a5.rearrange(BY_1), ODD);
        FloatVector b5 = a4.rearrange(BY_1).blend(a5, ODD);
        FloatVector b6 = a6.blend(a7.rearrange(BY_1), ODD);
        FloatVector b7 = a6.rearrange(BY_1).blend(a7, ODD);
        a0 = b0.blend(b2.rearrange(BY_2), ODD_PAIR);
        a2 = b0.rearrange(BY_2).blend(b2, ODD_PAIR);
        a1 = b1.blend(b3.rearrange(BY_2), ODD_PAIR);
        a3 = b1.rearrange(BY_2).blend(b3, ODD_PAIR);
        a4 = b4.blend(b6.rearrange(BY_2), ODD_PAIR);
        a6 = b4.rearrange(BY_2).blend(b6, ODD_PAIR);
        a5 = b5.blend(b7.rearrange(BY_2), ODD_PAIR);
        a7 = b5.rearrange(BY_2).blend(b7, ODD_PAIR);
        a0.blend(a4.rearrange(BY_4), ODD_HALF).intoArray(target, to);
        a1.blend(a5.rearrange(BY_4), ODD_HALF).intoArray(target, to + targetStep);
        a2.blend(a6.rearrange(BY_4), ODD_HALF).intoArray(target, to + 2 * targetStep);
        a3.blend(a7.rearrange(BY_4), ODD_HALF).intoArray(target, to + 3 * targetStep);
        a0.rearrange(BY_4).blend(a4, ODD_HALF).intoArray(target, to + 4 * targetStep);
        a1.rearrange(BY_4).blend(a5, ODD_HALF).intoArray(target, to + 5 * targetStep);
        a2.rearrange(BY_4).blend(a6, ODD_HALF).intoArray(target, to + 6 * targetStep);
        a3.rearrange(BY_4).blend(a7, ODD_HALF).intoArray(target, to + 7 * targetStep);
    }
}
