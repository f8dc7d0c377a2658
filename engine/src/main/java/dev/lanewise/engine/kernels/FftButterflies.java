package dev.lanewise.engine.kernels;

/**
 * Butterflies of a Fourier transform of mixed radix, in place, the same one of many transforms side by side. An element is
 * complex: a vector of real parts, then a vector of imaginary parts.
 *
 * <p>Forward passes decimate in frequency, so elements in their natural order come out permuted; inverse passes, run in the
 * opposite order, take them back (Gentleman and Sande, "Fast Fourier Transforms: for Fun and Profit", AFIPS 1966).
 */
public interface FftButterflies {
    /** Floats of a twiddle factor: real part, imaginary part, imaginary part negated. */
    int TWIDDLE = 3;

    /** {@return elements that a butterfly combines} */
    int radix();

    /**
     * Butterflies, then twiddle factors.
     *
     * @param a holds the elements
     * @param at first element of the first butterfly
     * @param leg floats from one element of a butterfly to the next
     * @param step floats from one butterfly to the next
     * @param count butterflies
     * @param w a twiddle factor for each element but the first, the same for all butterflies; not read by a last pass
     * @param t the first of them
     */
    void forward(float[] a, int at, int leg, int step, int count, float[] w, int t);

    /**
     * Conjugate twiddle factors, then inverse butterflies: takes the forward pass back, but for a factor of {@code radix()}.
     *
     * @param a holds the elements
     * @param at first element of the first butterfly
     * @param leg floats from one element of a butterfly to the next
     * @param step floats from one butterfly to the next
     * @param count butterflies
     * @param w as for the forward pass
     * @param t the first of them
     */
    void inverse(float[] a, int at, int leg, int step, int count, float[] w, int t);
}
