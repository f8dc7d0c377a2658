package dev.lanewise.properties.support;

import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;

/** For every algorithm a shape that it must serve, in every layout. */
public final class ConvExample {
    private ConvExample() {}

    /** A shape of these channels, for algorithms that sum over channels; depthwise of as many for the others. */
    public static ConvShape shape(ConvAlgorithm algorithm, int channels, int height, int width) {
        ConvShape.Builder builder = switch (algorithm) {
            case POINTWISE -> ConvShape.builder(channels, channels, 1, 1);
            case IM2COL, IMPLICIT_GEMM ->
                ConvShape.builder(channels, channels, 3, 2).padding(1, 1, 0, 1).stride(2, 1);
            case DEPTHWISE ->
                ConvShape.builder(channels, channels, 3, 3).padding(1, 1, 1, 1).groups(channels);
            case WINOGRAD_4_POINTS, WINOGRAD_6_POINTS ->
                ConvShape.builder(channels, channels, 3, 3).padding(1, 1, 1, 1);
            case WINOGRAD_STRIDE_2 ->
                ConvShape.builder(channels, channels, 3, 3).padding(1, 1, 1, 1).stride(2, 2);
            case WINOGRAD_PHASES ->
                ConvShape.builder(channels, channels, 7, 6).padding(3, 2, 3, 2).stride(2, 2);
            case WINOGRAD_1D_6_POINTS ->
                ConvShape.builder(channels, channels, 1, 3).padding(0, 1, 0, 1);
            case WINOGRAD_1D_8_POINTS ->
                ConvShape.builder(channels, channels, 5, 1).padding(2, 0, 2, 0);
            case FFT_8 -> ConvShape.builder(channels, channels, 5, 5).padding(2, 2, 2, 2);
            case FFT_16 -> ConvShape.builder(channels, channels, 7, 7).padding(3, 3, 3, 3);
            case FFT_32 ->
                ConvShape.builder(channels, channels, 15, 15)
                        .padding(7, 7, 7, 7)
                        .groups(channels);
        };
        return builder.input(1, height, width).build();
    }
}
