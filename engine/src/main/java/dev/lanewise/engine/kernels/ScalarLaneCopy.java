package dev.lanewise.engine.kernels;

import java.util.Arrays;

/** Moves pixels number by number, for any number of lanes. */
final class ScalarLaneCopy implements LaneCopy {
    private final int lanes;

    ScalarLaneCopy(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public void gather(
            float[] image, int from, int pixelStep, int channelStep, int channels, int count, float[] buffer, int at) {
        for (int i = 0; i < count; i++) {
            int s = from + i * pixelStep;
            int t = at + i * lanes;
            for (int j = 0; j < channels; j++) {
                buffer[t + j] = image[s + j * channelStep];
            }
            Arrays.fill(buffer, t + channels, t + lanes, 0f);
        }
    }

    @Override
    public void scatter(
            float[] buffer, int at, float[] image, int to, int pixelStep, int channelStep, int channels, int count) {
        for (int i = 0; i < count; i++) {
            int s = at + i * lanes;
            int t = to + i * pixelStep;
            for (int j = 0; j < channels; j++) {
                image[t + j * channelStep] = buffer[s + j];
            }
        }
    }
}
