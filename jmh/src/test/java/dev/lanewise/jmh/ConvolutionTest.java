package dev.lanewise.jmh;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionTest {

    @Test
    void readsLayers() {
        assertEquals(
                ConvShape.builder(3, 64, 7, 7)
                        .input(1, 224, 224)
                        .stride(2, 2)
                        .padding(3, 3, 3, 3)
                        .build(),
                Convolution.shape("resnet_7x7s2_3to64@224"));
        assertEquals(
                ConvShape.builder(64, 64, 5, 1)
                        .input(1, 1000, 40)
                        .padding(2, 0, 2, 0)
                        .build(),
                Convolution.shape("speech_5x1s1_64to64@1000x40"));
        assertEquals(
                ConvShape.builder(128, 128, 31, 31)
                        .input(1, 56, 56)
                        .padding(15, 15, 15, 15)
                        .groups(128)
                        .build(),
                Convolution.shape("large_31x31s1_dw128@56"));
        assertThrows(IllegalArgumentException.class, () -> Convolution.shape("resnet_7x7_3to64@224"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_3x3s2_6to4@9x11", "test_3x5s1_dw3@7", "test_3x3s1_64to64@64"})
    void acceptsTheConvolutionAndNothingElse(String layer) {
        ConvShape s = Convolution.shape(layer);
        Convolution convolution = new Convolution(s);
        for (Layout layout : Layout.values()) {
            float[] result = reference(convolution, layout);
            assertDoesNotThrow(() -> convolution.requireCorrect("a test", result, layout));
            float right = result[result.length - 1];
            result[result.length - 1] = Float.NaN;
            assertThrows(AssertionError.class, () -> convolution.requireCorrect("a test", result, layout));
            result[result.length - 1] = right;
            // a row of the image: samples meet it too
            for (int i = 0; i < s.outWidth() * s.outChannels(); i++) {
                result[i] = 0;
            }
            assertThrows(AssertionError.class, () -> convolution.requireCorrect("a test", result, layout));
        }
        convolution.poison();
        assertThrows(
                AssertionError.class, () -> convolution.requireCorrect("a test", convolution.output(), Layout.NHWC));
    }

    private static float[] reference(Convolution convolution, Layout layout) {
        ConvShape s = convolution.shape();
        boolean last = layout == Layout.NHWC;
        double[] values = MirrorChecks.reference(convolution, layout).values();
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            int channel = last ? i % s.outChannels() : i / s.outPixels();
            result[i] = (float) (values[i] + convolution.bias()[channel]);
        }
        return result;
    }
}
