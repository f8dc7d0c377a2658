package dev.lanewise.engine.planning;

/**
 * A convolution as algorithms see it.
 *
 * @param shape the sizes
 * @param in order of the input's dimensions
 * @param out order of the output's dimensions
 */
public record ConvProblem(ConvShape shape, Layout in, Layout out) {}
