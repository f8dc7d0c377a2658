package dev.lanewise.engine.kernels;

/** Copies pixels between images and strips with channels last. */
public interface LayoutCopy {
    /**
     * Copies some channels of neighbouring pixels out of an image with channels last, and pads them with zeros.
     *
     * @param pixels how many pixels
     * @param channels how many channels
     * @param padded channels of a pixel in the target
     * @param source image
     * @param s first channel of the first pixel
     * @param sPixel elements from one pixel to the next
     * @param target strip
     * @param t its first element
     */
    default void channelsLast(
            int pixels, int channels, int padded, float[] source, int s, int sPixel, float[] target, int t) {
        pick(pixels, channels, source, s, sPixel, target, t, padded);
        pad(pixels, channels, padded, target, t);
    }

    /**
     * Copies some channels of neighbouring pixels, both sides with channels last.
     *
     * @param pixels how many pixels
     * @param channels how many channels
     * @param source from
     * @param s first channel of the first pixel
     * @param sPixel elements from one pixel to the next
     * @param target to
     * @param t first channel of the first pixel
     * @param tPixel elements from one pixel to the next
     */
    default void pick(
            int pixels, int channels, float[] source, int s, int sPixel, float[] target, int t, int tPixel) {
        if (channels == sPixel && channels == tPixel) {
            System.arraycopy(source, s, target, t, pixels * channels);
            return;
        }
        for (int i = 0; i < pixels; i++) {
            int from = s + i * sPixel;
            int to = t + i * tPixel;
            for (int c = 0; c < channels; c++) {
                target[to + c] = source[from + c];
            }
        }
    }

    /**
     * Gathers neighbouring pixels from planes, one for each channel, and pads their channels with zeros.
     *
     * @param pixels how many pixels
     * @param channels how many channels
     * @param padded channels of a pixel in the target
     * @param source planes
     * @param s first pixel in the first plane
     * @param sChannel elements from one plane to the next
     * @param target strip with channels last
     * @param t its first element
     */
    void planesToChannels(
            int pixels, int channels, int padded, float[] source, int s, int sChannel, float[] target, int t);

    /**
     * Scatters neighbouring pixels to planes, one for each channel.
     *
     * @param pixels how many pixels
     * @param channels how many channels
     * @param source strip with channels last
     * @param s its first element
     * @param sPixel elements from one pixel to the next
     * @param target planes
     * @param t first pixel in the first plane
     * @param tChannel elements from one plane to the next
     */
    void channelsToPlanes(
            int pixels, int channels, float[] source, int s, int sPixel, float[] target, int t, int tChannel);

    /** Fills the channels that pad a strip with zeros. */
    private static void pad(int pixels, int channels, int padded, float[] target, int t) {
        for (int i = 0; channels < padded && i < pixels; i++) {
            for (int c = channels; c < padded; c++) {
                target[t + i * padded + c] = 0f;
            }
        }
    }

    /** Plain loops over eight, four and single planes: as fast as shuffles where vectors have eight lanes. */
    LayoutCopy PLAIN = new LayoutCopy() {
        @Override
        public void planesToChannels(
                int pixels, int channels, int padded, float[] source, int s, int sChannel, float[] target, int t) {
            int c = 0;
            for (; c + 8 <= channels; c += 8) {
                gather8(pixels, source, s + c * sChannel, sChannel, target, t + c, padded);
            }
            for (; c < channels; c++) {
                int from = s + c * sChannel;
                for (int i = 0; i < pixels; i++) {
                    target[t + i * padded + c] = source[from + i];
                }
            }
            pad(pixels, channels, padded, target, t);
        }

        @Override
        public void channelsToPlanes(
                int pixels, int channels, float[] source, int s, int sPixel, float[] target, int t, int tChannel) {
            int c = 0;
            for (; c + 8 <= channels; c += 8) {
                scatter8(pixels, source, s + c, sPixel, target, t + c * tChannel, tChannel);
            }
            for (; c < channels; c++) {
                int to = t + c * tChannel;
                for (int i = 0; i < pixels; i++) {
                    target[to + i] = source[s + i * sPixel + c];
                }
            }
        }

        private static void gather8(int pixels, float[] source, int s, int sChannel, float[] target, int t, int tPixel) {
            int s2 = s + 2 * sChannel;
            int s4 = s + 4 * sChannel;
            int s6 = s + 6 * sChannel;
            for (int i = 0; i < pixels; i++) {
                int to = t + i * tPixel;
                target[to] = source[s + i];
                target[to + 1] = source[s + sChannel + i];
                target[to + 2] = source[s2 + i];
                target[to + 3] = source[s2 + sChannel + i];
                target[to + 4] = source[s4 + i];
                target[to + 5] = source[s4 + sChannel + i];
                target[to + 6] = source[s6 + i];
                target[to + 7] = source[s6 + sChannel + i];
            }
        }

        private static void scatter8(int pixels, float[] source, int s, int sPixel, float[] target, int t, int tChannel) {
            int t2 = t + 2 * tChannel;
            int t4 = t + 4 * tChannel;
            int t6 = t + 6 * tChannel;
            for (int i = 0; i < pixels; i++) {
                int from = s + i * sPixel;
                target[t + i] = source[from];
                target[t + tChannel + i] = source[from + 1];
                target[t2 + i] = source[from + 2];
                target[t2 + tChannel + i] = source[from + 3];
                target[t4 + i] = source[from + 4];
                target[t4 + tChannel + i] = source[from + 5];
                target[t6 + i] = source[from + 6];
                target[t6 + tChannel + i] = source[from + 7];
            }
        }
    };
}
