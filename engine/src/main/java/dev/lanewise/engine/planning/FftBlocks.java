package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.FftSpectrum;

/**
 * How convolutions by Fourier transforms are cut. A tile is transformed with a vector of channels in every pixel. Its lines lie
 * in the direction of the longer transform's pairs of points: two neighbouring real points are a complex one, so a line of N
 * points has N/2 columns.
 *
 * <p>One group of channels: a unit is a block of tiles, of any images. Every number of a tile's spectrum is a plane; plane by
 * plane a matrix of tiles × input channels is multiplied by one of input channels × output channels. Depthwise: a unit is
 * a tile of one vector of channels.
 *
 * @param shape the convolution
 * @param lanes channels of a vector
 * @param down tiles from the top to the bottom
 * @param across tiles from the left to the right
 * @param blockTiles tiles of a unit; 1 if depthwise
 * @param blockChannels output channels that are multiplied at a time, a multiple of the lanes; the lanes if depthwise
 */
public record FftBlocks(ConvShape shape, int lanes, FftAxis down, FftAxis across, int blockTiles, int blockChannels)
        implements ConvBlocks {
    /** Workspace is cut into parts that begin on a cache line. */
    private static final int LINE = 16;

    /** Floats that two lines of L1 sets are apart; rows that are a multiple of it apart would fall on the same sets. */
    private static final int L1_WAY = 1024;

    /**
     * Whether lines go down instead of across: kernels of one column.
     *
     * @return true if there is no transform across
     */
    public boolean isUpright() {
        return across.points() == 1;
    }

    /**
     * Lines of a tile.
     *
     * @return points of the transform that is not along lines
     */
    public int lines() {
        return isUpright() ? 1 : down.points();
    }

    /**
     * Complex elements of a line.
     *
     * @return half the points along lines
     */
    public int columns() {
        return (isUpright() ? down : across).points() / 2;
    }

    /**
     * Floats from one line of a tile to the next: an odd number of elements, so that columns spread over the sets of a cache.
     *
     * @return floats
     */
    public int lineFloats() {
        return (columns() | 1) * 2 * lanes;
    }

    /**
     * Room for a tile.
     *
     * @return floats
     */
    public int tileFloats() {
        return roundUp(lines() * lineFloats(), LINE);
    }

    /**
     * Lines whose first and middle bin are their own mirror images.
     *
     * @return 1 or 2
     */
    public int fixedLines() {
        return lines() == 1 ? 1 : 2;
    }

    /**
     * Pairs of a bin and its mirror image that are not the same.
     *
     * @return pairs
     */
    public int pairs() {
        return lines() * columns() / 2 - fixedLines();
    }

    /**
     * Numbers of a tile's spectrum, with the sums that save a product.
     *
     * @return planes
     */
    public int planes() {
        return FftSpectrum.PAIR * pairs() + FftSpectrum.FIXED * fixedLines();
    }

    /**
     * Tiles of an image.
     *
     * @return tiles
     */
    public int imageTiles() {
        return down.tiles() * across.tiles();
    }

    /**
     * Vectors that hold so many channels.
     *
     * @param channels channels
     * @return vectors
     */
    public int vectors(int channels) {
        return (channels + lanes - 1) / lanes;
    }

    /**
     * Floats from one tile's spectrum to the next.
     *
     * @param channels channels of a plane
     * @return floats, such that rows of one plane fall on different sets of L1
     */
    public int spectrumFloats(int channels) {
        int row = roundUp(channels, lanes);
        int floats = planes() * row;
        return floats + Math.floorMod(roundUp(row, LINE) - floats, L1_WAY);
    }

    @Override
    public int units() {
        int tiles = shape.batch() * imageTiles();
        return isDepthwise() ? tiles * vectors(shape.inChannels()) : (tiles - 1) / blockTiles + 1;
    }

    /**
     * Whether channels are multiplied each by itself.
     *
     * @return true if there are as many groups as input and output channels
     */
    public boolean isDepthwise() {
        return isDepthwise(shape);
    }

    static boolean isDepthwise(ConvShape shape) {
        return shape.isDepthwise() && shape.outChannels() == shape.inChannels();
    }

    @Override
    public long workspaceFloats(int most) {
        if (isDepthwise()) {
            return tileFloats();
        }
        long spectra = (long) spectrumFloats(shape.inChannels()) + spectrumFloats(blockChannels);
        return tileFloats() + blockTiles * spectra;
    }

    @Override
    public long weightFloats() {
        if (isDepthwise()) {
            return 4L * lanes * (pairs() + 2 * fixedLines()) * vectors(shape.inChannels());
        }
        return (long) planes() * shape.inChannels() * vectors(shape.outChannels()) * lanes;
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }
}
