package dev.lanewise.engine.planning;

import java.util.List;

/** The algorithms that the planner knows, in the order of {@link ConvAlgorithm}. */
final class ConvModels {
    static final List<ConvModel> ALL = List.of(
            new GemmConvModel(ConvAlgorithm.POINTWISE),
            new GemmConvModel(ConvAlgorithm.IM2COL),
            new GemmConvModel(ConvAlgorithm.IMPLICIT_GEMM),
            new DepthwiseModel(ConvAlgorithm.DEPTHWISE),
            new WinogradModel(ConvAlgorithm.WINOGRAD_4_POINTS),
            new WinogradModel(ConvAlgorithm.WINOGRAD_6_POINTS),
            new WinogradModel(ConvAlgorithm.WINOGRAD_STRIDE_2),
            new WinogradModel(ConvAlgorithm.WINOGRAD_PHASES),
            new WinogradModel(ConvAlgorithm.WINOGRAD_1D_6_POINTS),
            new WinogradModel(ConvAlgorithm.WINOGRAD_1D_8_POINTS),
            new FftModel(ConvAlgorithm.FFT_8),
            new FftModel(ConvAlgorithm.FFT_16),
            new FftModel(ConvAlgorithm.FFT_32));

    private ConvModels() {}
}
