package dev.lanewise.engine.planning;

/** How large the rounding error of a convolution may be. Each class includes those before it. */
public enum Accuracy {
    /** As the direct sum of products, or more accurate: every form of GEMM, and Winograd F(2×2,3×3). */
    DIRECT,

    /** A few times that: Winograd on six points, Fourier transforms. */
    STANDARD,

    /** Up to ten times that: Winograd on eight points. */
    RELAXED
}
