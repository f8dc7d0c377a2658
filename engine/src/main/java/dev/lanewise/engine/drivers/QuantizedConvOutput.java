package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Int8Columns;

/**
 * What becomes of the sums of a convolution. With channels last, parameters are repeated for as many pixels as are finished at a time;
 * else there are some for every channel.
 *
 * @param outputs one of all channels, repeated, or one of each
 * @param columns bias of all channels, repeated, or ones as terms of a bias for each
 * @param bias a bias of each channel, or null
 * @param count elements finished at a time
 * @param areFloats whether a float holds every sum, bias included: it is added in floats, and bytes are made from these
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record QuantizedConvOutput(Int8Output[] outputs, Int8Columns columns, int[] bias, int count, boolean areFloats) {
    /** Elements finished at a time, unless there are more channels. */
    public static final int CHUNK = 1024;
}
