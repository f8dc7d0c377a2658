package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.reference.ReferenceConv2d;
import dev.lanewise.reference.ReferenceGemm;
import dev.lanewise.reference.ReferenceProduct;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the mirror tests share. */
final class MirrorChecks {

    private static final int LARGEST = 160;

    private MirrorChecks() {}

    /** Sizes above 160 become others between 97 and 157, so that different large shapes stay different. */
    static String shrink(String shape) {
        return Arrays.stream(shape.split("x"))
                .mapToInt(Integer::parseInt)
                .map(size -> size <= LARGEST ? size : 97 + size % 61)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("x"));
    }

    /** At most 32 channels, and an image little larger than the kernel; strides and padding stay. */
    static ConvShape shrink(ConvShape shape) {
        boolean depthwise = shape.isDepthwise();
        int in = channels(shape.inChannels());
        return ConvShape.builder(
                        in, depthwise ? in : channels(shape.outChannels()), shape.kernelHeight(), shape.kernelWidth())
                .input(
                        shape.batch(),
                        side(shape.inHeight(), shape.kernelHeight()),
                        side(shape.inWidth(), shape.kernelWidth()))
                .stride(shape.strideHeight(), shape.strideWidth())
                .padding(shape.padTop(), shape.padLeft(), shape.padBottom(), shape.padRight())
                .groups(depthwise ? in : 1)
                .build();
    }

    private static int channels(int count) {
        return count < 16 ? count : 16 + count / 32 % 17;
    }

    private static int side(int size, int kernel) {
        return Math.min(size, kernel + 11 + size % 13);
    }

    /** Compares every element with the scalar reference; the data are small integers, so bits are equal. */
    static void assertCorrect(Product product, float[] actual) {
        int m = product.m();
        int n = product.n();
        int k = product.k();
        double[] expected = ReferenceGemm.multiply(
                        false, false, m, n, k, 1, product.a(), 0, k, product.b(), 0, n, 0, product.c(), 0, n)
                .values();
        assertEquals(m * n, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], "C[" + i / n + "][" + i % n + "]");
        }
    }

    /** The convolution by the scalar reference, without bias. */
    static ReferenceProduct reference(Convolution convolution, Layout layout) {
        ConvShape s = convolution.shape();
        return ReferenceConv2d.convolve(
                s.batch(),
                s.inChannels(),
                s.inHeight(),
                s.inWidth(),
                s.outChannels(),
                s.kernelHeight(),
                s.kernelWidth(),
                s.strideHeight(),
                s.strideWidth(),
                s.padTop(),
                s.padLeft(),
                s.padBottom(),
                s.padRight(),
                s.dilationHeight(),
                s.dilationWidth(),
                s.groups(),
                layout == Layout.NHWC,
                layout == Layout.NHWC,
                convolution.input(layout),
                0,
                convolution.weights(),
                0);
    }
}
