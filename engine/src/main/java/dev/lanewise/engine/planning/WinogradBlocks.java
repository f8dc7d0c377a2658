package dev.lanewise.engine.planning;

/**
 * How Winograd cuts a convolution: tiles of m×m outputs, numbered image by image, row by row; so many of them at a time go
 * through the transforms and the products.
 *
 * @param pointsDown points of the vertical transform; 1 leaves rows as they are
 * @param pointsAcross points of the horizontal transform
 * @param outputsDown rows of a tile's output
 * @param outputsAcross columns of a tile's output
 * @param stride input rows and columns from one output to the next
 * @param tilesDown tiles of an image, one below the other
 * @param tilesAcross tiles of an image, side by side
 * @param tiles tiles of all images
 * @param blockTiles tiles of a block, a multiple of four
 * @param stripTiles tiles of a row that are transformed together
 * @param chunk channels that are transformed together, a multiple of the lanes
 * @param inChannels input channels, rounded up to whole vectors
 * @param outChannels output channels, rounded up to whole vectors
 * @param kc input channels that the products add up at a time
 */
public record WinogradBlocks(
        int pointsDown,
        int pointsAcross,
        int outputsDown,
        int outputsAcross,
        int stride,
        int tilesDown,
        int tilesAcross,
        int tiles,
        int blockTiles,
        int stripTiles,
        int chunk,
        int inChannels,
        int outChannels,
        int kc)
        implements ConvBlocks {

    /** Floats between the matrices of two points: they must not lie in the same sets of the cache. */
    private static final int APART = 16;

    /**
     * Products that an output tile is made of.
     *
     * @return points down times points across
     */
    public int products() {
        return pointsDown * pointsAcross;
    }

    /**
     * Elements from the transformed inputs of one point to those of the next.
     *
     * @return a block of tiles times the input channels, and a line
     */
    public int inputStride() {
        return blockTiles * inChannels + APART;
    }

    /**
     * Elements from the products of one point to those of the next.
     *
     * @return a block of tiles times the output channels, and a line
     */
    public int productStride() {
        return blockTiles * outChannels + APART;
    }

    /**
     * Rows of input from one tile to the next below.
     *
     * @return rows
     */
    public int stepDown() {
        return outputsDown * stride;
    }

    /**
     * Columns of input from one tile to the next.
     *
     * @return columns
     */
    public int stepAcross() {
        return outputsAcross * stride;
    }

    /**
     * Columns of input that some tiles side by side read.
     *
     * @param count how many tiles
     * @return columns
     */
    public int columns(int count) {
        return (count - 1) * stepAcross() + pointsAcross;
    }

    /**
     * Elements of a strip of input before and after its vertical transform.
     *
     * @return rows of a tile, columns of a strip, channels of a chunk
     */
    public int stripFloats() {
        return pointsDown * columns(stripTiles) * chunk;
    }

    /**
     * Elements of a strip of output.
     *
     * @return rows and columns of the tiles' outputs, channels of a chunk
     */
    public int outputStripFloats() {
        return outputsDown * outputsAcross * stripTiles * chunk;
    }

    /**
     * Elements of a tile that is transformed back in one direction.
     *
     * @return output rows, points across, channels of a chunk
     */
    public int tileFloats() {
        return outputsDown * pointsAcross * chunk;
    }

    @Override
    public int units() {
        return (tiles - 1) / blockTiles + 1;
    }

    @Override
    public long workspaceFloats(int most) {
        long matrices = (long) products() * (inputStride() + productStride());
        long strips = 2L * stripFloats() + outputStripFloats() + tileFloats();
        return (matrices + strips + 31) / 16 * 16;
    }

    @Override
    public long weightFloats() {
        return (long) products() * inChannels * outChannels;
    }
}
