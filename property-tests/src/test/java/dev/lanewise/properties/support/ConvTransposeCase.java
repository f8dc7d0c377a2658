package dev.lanewise.properties.support;

import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.ConvCase.Content;
import dev.lanewise.properties.support.Recipe.Role;

/** One transposed convolution, without its data: those come from recipes and a seed, the same images whatever their layout. */
public record ConvTransposeCase(ConvTransposeShape shape, Layout in, Layout out, Content content, int shift) {
    /** The images. Sums run along their channels. */
    public Operand x() {
        int pixels = shape.inHeight() * shape.inWidth();
        int channels = shape.inChannels();
        float[] x = new float[shape.inputElements()];
        content.x()
                .fill(
                        content.seed(),
                        Role.LEFT,
                        shape.batch() * pixels,
                        channels,
                        (pixel, channel, value) -> x[
                                in == Layout.NHWC
                                        ? pixel * channels + channel
                                        : (pixel / pixels * channels + channel) * pixels + pixel % pixels] = value);
        return Operand.row("x", x, shift);
    }

    /** The weights. */
    public Operand w() {
        int inputs = shape.groupInChannels();
        int outputs = shape.groupOutChannels();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        float[] w = new float[shape.weightElements()];
        content.w().fill(content.seed(), Role.RIGHT, inputs, shape.outChannels() * taps, (c, col, value) -> {
            int o = col / taps;
            int input = o / outputs * inputs + c;
            w[(input * outputs + o % outputs) * taps + col % taps] = value;
        });
        return Operand.row("w", w, shift);
    }

    /** The output before the run. */
    public Operand y() {
        return Operand.unread("y", 1, shape.outputElements(), 0, shift);
    }

    /** A bias for every output channel. */
    public float[] bias() {
        float[] bias = new float[shape.outChannels()];
        content.w().fill(content.seed() + 2, Role.ADDED, 1, bias.length, (row, col, value) -> bias[col] = value);
        return bias;
    }

    /** The output channel of an element of y. */
    public int channel(int element) {
        int channels = shape.outChannels();
        return out == Layout.NHWC ? element % channels : element / shape.outPixels() % channels;
    }
}
