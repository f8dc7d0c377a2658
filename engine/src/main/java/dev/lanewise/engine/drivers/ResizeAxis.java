package dev.lanewise.engine.drivers;

/**
 * One dimension of a resized image: for each element of the output, which elements of the input it is made of, and their weights.
 *
 * @param in elements of the input
 * @param out elements of the output
 * @param taps elements that one of the output is made of: 1, 2 or 4
 * @param indices the first taps numbers are those of output 0, and so on
 * @param weights as the indices
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ResizeAxis(int in, int out, int taps, int[] indices, float[] weights) {}
