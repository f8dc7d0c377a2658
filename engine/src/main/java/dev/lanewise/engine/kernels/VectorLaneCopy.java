package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Moves whole vectors where channels are neighbours, and transposes where pixels are; the rest number by number. */
final class VectorLaneCopy implements LaneCopy {
    private static final int LANES = FLOATS.length();

    private final ScalarLaneCopy byNumber = new ScalarLaneCopy(LANES);
    private final MatrixTranspose transpose;

    VectorLaneCopy(MatrixTranspose transpose) {
        this.transpose = transpose;
    }

    @Override
    public void gather(
            float[] image, int from, int pixelStep, int channelStep, int channels, int count, float[] buffer, int at) {
        if (channels == LANES && channelStep == 1) {
            copy(image, from, pixelStep, buffer, at, LANES, count);
        } else if (channels == LANES && pixelStep == 1) {
            transpose.transpose(channels, count, image, from, channelStep, buffer, at, LANES);
        } else {
            byNumber.gather(image, from, pixelStep, channelStep, channels, count, buffer, at);
        }
    }

    @Override
    public void scatter(
            float[] buffer, int at, float[] image, int to, int pixelStep, int channelStep, int channels, int count) {
        if (channels == LANES && channelStep == 1) {
            copy(buffer, at, LANES, image, to, pixelStep, count);
        } else if (channels == LANES && pixelStep == 1) {
            transpose.transpose(count, channels, buffer, at, LANES, image, to, channelStep);
        } else {
            byNumber.scatter(buffer, at, image, to, pixelStep, channelStep, channels, count);
        }
    }

    private static void copy(
            float[] source, int from, int sourceStep, float[] target, int to, int targetStep, int count) {
        for (int i = 0; i < count; i++) {
            FloatVector.fromArray(FLOATS, source, from + i * sourceStep).intoArray(target, to + i * targetStep);
        }
    }
}
