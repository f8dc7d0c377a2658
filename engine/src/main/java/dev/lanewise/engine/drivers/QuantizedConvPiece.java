package dev.lanewise.engine.drivers;

/**
 * A part of the sums of a convolution: some input channels of every group.
 *
 * @param firstChannel first channel, counted in its group
 * @param channels channels of a group
 * @param conv what convolves them, one image at a time
 */
public record QuantizedConvPiece(int firstChannel, int channels, PreparedConv conv) {}
