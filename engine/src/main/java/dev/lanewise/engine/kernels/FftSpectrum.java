package dev.lanewise.engine.kernels;

/**
 * What happens to the spectra of real tiles between the Fourier transforms. A real transform of N points is made of a complex one
 * of N/2, Z, whose real parts are the even points and whose imaginary parts are the odd ones. A bin f of Z and its mirror
 * image g, at the opposite frequencies, together give the even points' spectrum E and the odd points' O, turned by θ = 2π·k/N:
 *
 * <pre>2E = Z[f] + conj Z[g],  2O·e^(−iθ) = (Z[f] − conj Z[g])·e^(−iθ)/i,  X[k] = E + O·e^(−iθ),  X[k + N/2] = E − O·e^(−iθ)</pre>
 *
 * <p>A plane holds one number of every spectrum: a row of a matrix of channels. Three planes make a product of complex
 * numbers from three real products (Gauss): u, v and u + v of a factor u + iv become three products p, q and r of the
 * complex product (r − q) + i(r + p).
 */
public interface FftSpectrum {
    /** Planes of a complex bin. */
    int COMPLEX = 3;

    /** Planes of a bin and its mirror image. */
    int PAIR = 2 * COMPLEX;

    /** Planes of two bins that are their own mirror images: two real bins of X come from one, a complex bin from the other. */
    int FIXED = 2 + COMPLEX;

    /**
     * Takes pairs of bins apart: planes of 2X[k], then of 2X[k + N/2].
     *
     * @param grid holds the bins
     * @param at its first element
     * @param pairs where the two bins of each pair are, from there
     * @param turns cos θ, sin θ of each pair
     * @param count pairs
     * @param planes holds the planes
     * @param p first element of the first plane
     * @param stride floats from one plane to the next
     */
    void split(float[] grid, int at, int[] pairs, float[] turns, int count, float[] planes, int p, int stride);

    /**
     * Takes apart two bins that are their own mirror images: planes of X[0] and X[N/2] from the first, of X[3N/4] from the other.
     *
     * @param grid holds the bins
     * @param first bin 0 of a line
     * @param second bin N/4 of it
     * @param planes holds the planes
     * @param p first element of the first plane
     * @param stride floats from one plane to the next
     */
    void splitFixed(float[] grid, int first, int second, float[] planes, int p, int stride);

    /**
     * Puts pairs of bins together from the planes of their products; half of what {@link #split} would take apart.
     *
     * @param grid holds the bins
     * @param at its first element
     * @param pairs where the two bins of each pair are, from there
     * @param turns cos θ, sin θ of each pair
     * @param count pairs
     * @param planes holds the planes
     * @param p first element of the first plane
     * @param stride floats from one plane to the next
     */
    void join(float[] grid, int at, int[] pairs, float[] turns, int count, float[] planes, int p, int stride);

    /**
     * Puts two bins together that are their own mirror images, the first doubled.
     *
     * @param grid holds the bins
     * @param first bin 0 of a line
     * @param second bin N/4 of it
     * @param planes holds the planes
     * @param p first element of the first plane
     * @param stride floats from one plane to the next
     */
    void joinFixed(float[] grid, int first, int second, float[] planes, int p, int stride);

    /**
     * Multiplies pairs of bins by a spectrum of the same form, channel by channel.
     *
     * @param grid holds the bins; a bin may be its own mirror image
     * @param at its first element
     * @param pairs where the two bins of each pair are, from there
     * @param turns cos θ, sin θ of each pair
     * @param count pairs
     * @param weights for each pair E and O·e^(−iθ) of the other factor, complex
     * @param w first element of them
     */
    void multiply(float[] grid, int at, int[] pairs, float[] turns, int count, float[] weights, int w);
}
