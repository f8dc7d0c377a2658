package dev.lanewise.engine.kernels;

/**
 * Moves pixels between images of any layout and buffers that hold one vector of channels after the other. What a buffer has of
 * lanes beyond the channels is zero.
 */
public interface LaneCopy {
    /**
     * Reads pixels: {@code buffer[i·lanes + j] = image[i·pixelStep + j·channelStep]}.
     *
     * @param image the image
     * @param from first channel of the first pixel
     * @param pixelStep floats from one pixel to the next
     * @param channelStep floats from one channel to the next
     * @param channels how many channels, at most the lanes
     * @param count pixels
     * @param buffer the buffer
     * @param at first vector
     */
    void gather(
            float[] image, int from, int pixelStep, int channelStep, int channels, int count, float[] buffer, int at);

    /**
     * Writes pixels: {@code image[i·pixelStep + j·channelStep] = buffer[i·lanes + j]}.
     *
     * @param buffer the buffer
     * @param at first vector
     * @param image the image
     * @param to first channel of the first pixel
     * @param pixelStep floats from one pixel to the next
     * @param channelStep floats from one channel to the next
     * @param channels how many channels, at most the lanes
     * @param count pixels
     */
    void scatter(
            float[] buffer, int at, float[] image, int to, int pixelStep, int channelStep, int channels, int count);
}
