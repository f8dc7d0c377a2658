package dev.lanewise.engine.planning;

/**
 * The sizes of pooling over images. In one dimension, the height is {@code PoolAxis.of(1, 1, 1)}.
 *
 * @param batch images
 * @param channels channels of an image; each is pooled by itself
 * @param height rows
 * @param width columns
 */
public record PoolShape(int batch, int channels, PoolAxis height, PoolAxis width) {
    /**
     * Checks the sizes.
     *
     * @throws NullPointerException if an axis is null
     * @throws IllegalArgumentException if a size is below 1, or a tensor has more elements than an array holds
     */
    public PoolShape {
        SizeChecks.atLeast(batch, 1, "batch");
        SizeChecks.atLeast(channels, 1, "channels");
        given(height, "height");
        given(width, "width");
        SizeChecks.elements("input", batch, channels, height.in(), width.in());
        SizeChecks.elements("output", batch, channels, height.out(), width.out());
    }

    private static void given(PoolAxis axis, String name) {
        if (axis == null) {
            throw new NullPointerException(name + " is null; it must be given");
        }
    }

    /**
     * Elements of the input.
     *
     * @return at least 1
     */
    public int inputElements() {
        return batch * channels * height.in() * width.in();
    }

    /**
     * Elements of the output.
     *
     * @return at least 1
     */
    public int outputElements() {
        return batch * channels * height.out() * width.out();
    }
}
