package dev.lanewise.engine.planning;

/**
 * How a depthwise convolution of 8-bit numbers, from one layout to the same, is cut into bands that are widened, convolved and finished
 * one after the other, so that their floats stay in L2: rows of the output with channels last, else planes.
 *
 * @param blocks how the convolution is cut, of one image
 * @param size rows or planes of a band, but for the last
 */
public record QuantizedBands(DepthwiseBlocks blocks, int size) {
    private static final int LINE = 16;

    /**
     * Cuts a convolution.
     *
     * @param blocks how the convolution is cut, of one image
     * @param l2Bytes size of the L2 cache; bands take half of it at most, but for single rows or planes
     * @param threads threads among which bands are shared
     * @return bands
     */
    public static QuantizedBands of(DepthwiseBlocks blocks, long l2Bytes, int threads) {
        ConvShape shape = blocks.problem().shape();
        long floats = l2Bytes / 2 / Float.BYTES;
        int in = shape.inputElements() / (blocks.byPlanes() ? shape.inChannels() : shape.inHeight());
        int out = shape.outputElements() / (blocks.byPlanes() ? shape.outChannels() : shape.outHeight());
        int all = blocks.byPlanes() ? shape.outChannels() : shape.outHeight();
        long most = blocks.byPlanes()
                ? floats / (in + out)
                : (floats - (long) TapAxis.down(shape).reach(1) * in) / ((long) shape.strideHeight() * in + out);
        return new QuantizedBands(blocks, Math.clamp(most, 1, Math.ceilDiv(all, threads)));
    }

    private ConvShape shape() {
        return blocks.problem().shape();
    }

    private int all() {
        return blocks.byPlanes() ? shape().outChannels() : shape().outHeight();
    }

    /**
     * How many bands there are.
     *
     * @return at least 1
     */
    public int count() {
        return Math.ceilDiv(all(), size);
    }

    /**
     * First row or plane of the output.
     *
     * @param band which band, or the number of bands for the end
     * @return row or plane
     */
    public int first(int band) {
        return Math.min(all(), band * size);
    }

    /**
     * First element of the output.
     *
     * @param band which band, or the number of bands for the end
     * @return element of an image
     */
    public int firstOutput(int band) {
        return first(band) * (shape().outputElements() / all());
    }

    /**
     * First element of the input that a band reads.
     *
     * @param band which band
     * @return element of an image
     */
    public int firstInput(int band) {
        return blocks.byPlanes()
                ? first(band) * plane()
                : Math.clamp(TapAxis.down(shape()).origin(first(band)), 0, shape().inHeight()) * row();
    }

    /**
     * One past the last element of the input that a band reads.
     *
     * @param band which band
     * @return element of an image
     */
    public int endInput(int band) {
        if (blocks.byPlanes()) {
            return first(band + 1) * plane();
        }
        TapAxis down = TapAxis.down(shape());
        int rows = first(band + 1) - first(band);
        int end = Math.clamp(down.origin(first(band)) + down.reach(rows), 0, shape().inHeight());
        return Math.max(firstInput(band), end * row());
    }

    private int plane() {
        return shape().inHeight() * shape().inWidth();
    }

    private int row() {
        return shape().inWidth() * shape().inChannels();
    }

    /**
     * Floats of the input of a band.
     *
     * @return whole cache lines
     */
    public int inputFloats() {
        int most = blocks.byPlanes()
                ? size * plane()
                : Math.min(shape().inHeight(), TapAxis.down(shape()).reach(size)) * row();
        return roundUp(most);
    }

    /**
     * Floats of the output of a band, and what vectors go beyond it.
     *
     * @return whole cache lines
     */
    public int outputFloats() {
        return roundUp(firstOutput(1)) + LINE;
    }

    /**
     * Floats that a thread needs, those of the convolution included.
     *
     * @return whole cache lines
     */
    public int floats() {
        return inputFloats() + outputFloats() + roundUp((int) blocks.workspaceFloats(1));
    }

    private static int roundUp(int floats) {
        return (floats + LINE - 1) / LINE * LINE;
    }
}
