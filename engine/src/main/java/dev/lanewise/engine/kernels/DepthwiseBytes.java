package dev.lanewise.engine.kernels;

/**
 * 3×3 depthwise convolution from bytes to bytes with channels last and in lanes: a row of the output from three of the input, without an
 * image in between. Sums are exact whole numbers, so that their order does not matter.
 *
 * <p>Bytes are read as signed numbers, those of U8 less 128. For every vector of channels there are {@value #TERMS} vectors of floats: nine
 * weights, row by row; what every sum begins with; what padding to the left adds in place of the three taps there; and what padding to the
 * right does. A row of taps outside of the image has weights of 0, and may be any row. The last vector is that of the last channels.
 */
public interface DepthwiseBytes {
    /** Vectors of floats for each vector of channels. */
    int TERMS = 12;

    /** Floats of scratch: two vectors. */
    int SCRATCH = 32;

    /**
     * Computes a row of the output.
     *
     * @param stride pixels of the input from one of the output to the next, 1 or 2
     * @param in pixels of a row of the input
     * @param out pixels of a row of the output; the last tap of the last one is inside the row or right behind it
     * @param pad pixels of padding to the left, 0 or 1
     * @param channels at least a vector of floats
     * @param x the input
     * @param first first byte of the row of the upper taps
     * @param second that of the middle ones
     * @param third that of the lower ones
     * @param flip 0x80 for U8, 0 for S8
     * @param terms weights and what belongs to them
     * @param p finite factors in place of scales; one zero point
     * @param y the output
     * @param to first byte of its row
     * @param scratch {@link #SCRATCH} floats
     */
    void row(
            int stride,
            int in,
            int out,
            int pad,
            int channels,
            byte[] x,
            int first,
            int second,
            int third,
            int flip,
            float[] terms,
            QuantizeSpec p,
            byte[] y,
            int to,
            float[] scratch);
}
