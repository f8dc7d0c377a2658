package dev.lanewise.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReferenceConv2dTest {
    /** 3×3, with one element before it. */
    private static final float[] X = {99, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    /** 2×2, with one element before it. */
    private static final float[] W = {99, 1, 10, 100, -1000};

    @Test
    void oneChannel() {
        ReferenceProduct y =
                ReferenceConv2d.convolve(1, 1, 3, 3, 1, 2, 2, 1, 1, 0, 0, 0, 0, 1, 1, 1, false, false, X, 1, W, 1);
        assertArrayEquals(
                new double[] {1 + 20 + 400 - 5000, 2 + 30 + 500 - 6000, 4 + 50 + 700 - 8000, 5 + 60 + 800 - 9000},
                y.values());
        assertArrayEquals(new double[] {5421, 6532, 8754, 9865}, y.magnitudes());
    }

    /** One row above and two columns right of the image, every second place across. */
    @Test
    void paddingAndStride() {
        ReferenceProduct y =
                ReferenceConv2d.convolve(1, 1, 3, 3, 1, 2, 2, 1, 2, 1, 0, 0, 2, 1, 1, 1, true, true, X, 1, W, 1);
        assertArrayEquals(new double[] {100 - 2000, 300, -4579, 603, -7246, 906}, y.values());
    }

    @Test
    void dilation() {
        ReferenceProduct y =
                ReferenceConv2d.convolve(1, 1, 3, 3, 1, 2, 2, 1, 1, 0, 0, 0, 0, 2, 2, 1, false, true, X, 1, W, 1);
        assertArrayEquals(new double[] {1 + 30 + 700 - 9000}, y.values());
    }

    /** Two images of 1×2 pixels and 4 channels, two groups, 1×1: channels 0 and 1 make 0, channels 2 and 3 make 1. */
    @Test
    void groupsAndLayouts() {
        float[] w = {1, 10, 100, 1000};
        float[] channelsFirst = {1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4, -5, -6, -7, -8};
        float[] channelsLast = {1, 3, 5, 7, 2, 4, 6, 8, -1, -3, -5, -7, -2, -4, -6, -8};
        double[] first = {31, 42, 7500, 8600, -31, -42, -7500, -8600};
        double[] last = {31, 7500, 42, 8600, -31, -7500, -42, -8600};
        for (boolean in : new boolean[] {false, true}) {
            for (boolean out : new boolean[] {false, true}) {
                ReferenceProduct y = ReferenceConv2d.convolve(
                        2,
                        4,
                        1,
                        2,
                        2,
                        1,
                        1,
                        1,
                        1,
                        0,
                        0,
                        0,
                        0,
                        1,
                        1,
                        2,
                        in,
                        out,
                        in ? channelsLast : channelsFirst,
                        0,
                        w,
                        0);
                assertArrayEquals(out ? last : first, y.values());
            }
        }
    }

    @Test
    void transposedByHand() {
        float[] x = {1, 2, 3, 4};
        ReferenceProduct y = ReferenceConvTranspose2d.convolve(
                1, 1, 2, 2, 1, 2, 2, 2, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, false, false, x, 0, W, 1);
        // rows 0 and 1 from the first row of x, 2 and 3 from the second, then one of output padding; column 0 cut off
        assertArrayEquals(
                new double[] {10 + 2, 20, -1000 + 200, -2000, 30 + 4, 40, -3000 + 400, -4000, 0, 0}, y.values());
        assertArrayEquals(new double[] {12, 20, 1200, 2000, 34, 40, 3400, 4000, 0, 0}, y.magnitudes());
    }

    /** Output padding gives back what a cut behind takes. */
    @Test
    void outputPaddingWithinReach() {
        float[] x = {1, 2};
        float[] w = {1, 10, 100};
        ReferenceProduct cut = ReferenceConvTranspose2d.convolve(
                1, 1, 1, 2, 1, 1, 3, 1, 2, 0, 0, 0, 1, 0, 0, 1, 1, 1, true, true, x, 0, w, 0);
        assertArrayEquals(new double[] {1, 10, 102, 20}, cut.values());
        ReferenceProduct whole = ReferenceConvTranspose2d.convolve(
                1, 1, 1, 2, 1, 1, 3, 1, 2, 0, 0, 0, 1, 0, 1, 1, 1, 1, true, true, x, 0, w, 0);
        assertArrayEquals(new double[] {1, 10, 102, 20, 200}, whole.values());
    }

    /** {@code ⟨conv(x), y⟩ = ⟨x, convTranspose(y)⟩}, whole numbers throughout. */
    @Test
    void transposedIsTheAdjoint() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            int groups = random.nextInt(1, 4);
            int in = groups * random.nextInt(1, 3);
            int out = groups * random.nextInt(1, 3);
            int kernel = random.nextInt(1, 4);
            int stride = random.nextInt(1, 4);
            int dilation = random.nextInt(1, 3);
            int before = random.nextInt(3);
            int after = random.nextInt(3);
            int height = dilation * (kernel - 1) + random.nextInt(1, 6);
            int width = height + random.nextInt(3);
            boolean last = random.nextBoolean();
            int outHeight = ReferenceConv2d.outSize(height, before, after, kernel, stride, dilation);
            int outWidth = ReferenceConv2d.outSize(width, after, before, kernel, stride, dilation);
            int lostHeight = (height + before + after - dilation * (kernel - 1) - 1) % stride;
            int lostWidth = (width + before + after - dilation * (kernel - 1) - 1) % stride;
            float[] x = integers(random, 2 * in * height * width);
            float[] y = integers(random, 2 * out * outHeight * outWidth);
            float[] w = integers(random, out * in / groups * kernel * kernel);
            ReferenceProduct forward = ReferenceConv2d.convolve(
                    2, in, height, width, out, kernel, kernel, stride, stride, before, after, after, before, dilation,
                    dilation, groups, last, !last, x, 0, w, 0);
            ReferenceProduct back = ReferenceConvTranspose2d.convolve(
                    2,
                    out,
                    outHeight,
                    outWidth,
                    in,
                    kernel,
                    kernel,
                    stride,
                    stride,
                    before,
                    after,
                    after,
                    before,
                    lostHeight,
                    lostWidth,
                    dilation,
                    dilation,
                    groups,
                    !last,
                    last,
                    y,
                    0,
                    w,
                    0);
            assertEquals(product(y, forward.values()), product(x, back.values()));
        }
    }

    private static double product(float[] left, double[] right) {
        assertEquals(left.length, right.length);
        double sum = 0;
        for (int at = 0; at < left.length; at++) {
            sum += left[at] * right[at];
        }
        return sum;
    }

    private static float[] integers(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int at = 0; at < length; at++) {
            values[at] = random.nextInt(-8, 9);
        }
        return values;
    }
}
