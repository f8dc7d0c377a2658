package dev.lanewise.engine.planning;

/** Ways to compute a convolution. Not every one applies to every shape. */
public enum ConvAlgorithm {
    /** A 1×1 kernel as a matrix product, the image read as it lies. */
    POINTWISE(Accuracy.DIRECT),

    /** The textbook form: a matrix of all patches, then one matrix product. */
    IM2COL(Accuracy.DIRECT),

    /** A matrix product whose patches are packed panel by panel, never as a whole. */
    IMPLICIT_GEMM(Accuracy.DIRECT),

    /** Every channel by itself, its taps in registers. */
    DEPTHWISE(Accuracy.DIRECT),

    /** Winograd on four points: F(2×2,3×3). */
    WINOGRAD_4_POINTS(Accuracy.DIRECT),

    /** Winograd on six points: F(4×4,3×3), F(2×2,5×5). */
    WINOGRAD_6_POINTS(Accuracy.STANDARD),

    /** Winograd for 3×3 kernels of stride 2, on five points, F(2×2,3×3): 25 products for 2×2 outputs instead of 36. */
    WINOGRAD_STRIDE_2(Accuracy.DIRECT),

    /** Winograd on six points for strided kernels, the phases of the image as channels: 11×11 of stride 4 as F(4×4,3×3). */
    WINOGRAD_PHASES(Accuracy.STANDARD),

    /** One-dimensional Winograd on six points, for kernels of one row or one column: F(4,3), F(2,5). */
    WINOGRAD_1D_6_POINTS(Accuracy.STANDARD),

    /** One-dimensional Winograd on eight points: F(4,5), F(2,7). */
    WINOGRAD_1D_8_POINTS(Accuracy.STANDARD),

    /** Real Fourier transforms of tiles of 8×8. */
    FFT_8(Accuracy.STANDARD),

    /** Real Fourier transforms of tiles of 16×16. */
    FFT_16(Accuracy.STANDARD),

    /** Real Fourier transforms of tiles of 32×32. */
    FFT_32(Accuracy.STANDARD);

    private final Accuracy accuracy;

    ConvAlgorithm(Accuracy accuracy) {
        this.accuracy = accuracy;
    }

    /**
     * How accurate it is.
     *
     * @return the first class that allows it
     */
    public Accuracy accuracy() {
        return accuracy;
    }
}
