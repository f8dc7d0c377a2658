package dev.lanewise.properties.support;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.Recipe.Role;
import java.util.EnumSet;
import java.util.Set;

/** One convolution, without its data: those come from recipes and a seed, the same images whatever their layout. */
public record ConvCase(ConvShape shape, Layout in, Layout out, Content content, int shift) {
    private static final Set<Recipe> INTEGERS = EnumSet.of(Recipe.SMALL_INTEGERS, Recipe.ONE_HOT);

    /** What images and weights are made of. */
    public record Content(Recipe x, Recipe w, int seed) {
        /** Whether sums of products are exact in fp32, in any order. */
        public boolean exact() {
            return INTEGERS.contains(x) && INTEGERS.contains(w);
        }

        /** Whether bounds for uniform data apply. */
        public boolean uniform() {
            return x == w && (x == Recipe.UNIFORM || x == Recipe.SMALL_INTEGERS);
        }
    }

    public ConvCase withRecipes(Recipe x, Recipe w) {
        return new ConvCase(shape, in, out, new Content(x, w, content.seed), shift);
    }

    /** This case with other images. */
    public ConvCase withBatch(int images) {
        ConvShape other = ConvShape.builder(
                        shape.inChannels(), shape.outChannels(), shape.kernelHeight(), shape.kernelWidth())
                .input(images, shape.inHeight(), shape.inWidth())
                .stride(shape.strideHeight(), shape.strideWidth())
                .padding(shape.padTop(), shape.padLeft(), shape.padBottom(), shape.padRight())
                .dilation(shape.dilationHeight(), shape.dilationWidth())
                .groups(shape.groups())
                .build();
        return new ConvCase(other, in, out, content, shift);
    }

    /** This case with other elements before the first of every array. */
    public ConvCase withShift(int elements) {
        return new ConvCase(shape, in, out, content, elements);
    }

    /** The images. Sums run along their channels. */
    public Operand x() {
        int pixels = shape.inHeight() * shape.inWidth();
        return images("x", content.x, Role.LEFT, 0, in, shape.inChannels(), pixels);
    }

    /** The weights. */
    public Operand w() {
        int depth = shape.groupInChannels();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        float[] w = new float[shape.weightElements()];
        content.w.fill(
                content.seed,
                Role.RIGHT,
                depth,
                shape.outChannels() * taps,
                (c, col, value) -> w[(col / taps * depth + c) * taps + col % taps] = value);
        return Operand.row("w", w, shift);
    }

    /** The output before the run. */
    public Operand y() {
        return Operand.unread("y", 1, shape.outputElements(), 0, shift);
    }

    /** What is added to the output. */
    public Operand residual() {
        return images("residual", content.x, Role.ADDED, 1, out, shape.outChannels(), shape.outPixels());
    }

    /** A bias for every output channel. */
    public float[] bias() {
        float[] bias = new float[shape.outChannels()];
        content.w.fill(content.seed + 2, Role.ADDED, 1, bias.length, (row, col, value) -> bias[col] = value);
        return bias;
    }

    private Operand images(String name, Recipe recipe, Role role, int more, Layout layout, int channels, int pixels) {
        float[] images = new float[shape.batch() * channels * pixels];
        recipe.fill(
                content.seed + more,
                role,
                shape.batch() * pixels,
                channels,
                (pixel, channel, value) -> images[
                        layout == Layout.NHWC
                                ? pixel * channels + channel
                                : (pixel / pixels * channels + channel) * pixels + pixel % pixels] = value);
        return Operand.row(name, images, shift);
    }
}
