package dev.lanewise.engine.planning;

/**
 * One axis of a convolution: which taps of an output element fall into the input.
 *
 * @param in elements of the input
 * @param out elements of the output
 * @param taps elements of the kernel
 * @param stride input elements from one output element to the next
 * @param dilation input elements from one tap to the next
 * @param pad zeros before the input
 */
public record TapAxis(int in, int out, int taps, int stride, int dilation, int pad) {
    /**
     * From the top to the bottom.
     *
     * @param shape the convolution
     * @return the axis
     */
    public static TapAxis down(ConvShape shape) {
        return new TapAxis(
                shape.inHeight(),
                shape.outHeight(),
                shape.kernelHeight(),
                shape.strideHeight(),
                shape.dilationHeight(),
                shape.padTop());
    }

    /**
     * From the left to the right.
     *
     * @param shape the convolution
     * @return the axis
     */
    public static TapAxis across(ConvShape shape) {
        return new TapAxis(
                shape.inWidth(),
                shape.outWidth(),
                shape.kernelWidth(),
                shape.strideWidth(),
                shape.dilationWidth(),
                shape.padLeft());
    }

    /**
     * What the first tap sees.
     *
     * @param at element of the output
     * @return element of the input, negative where it is padding
     */
    public int origin(int at) {
        return at * stride - pad;
    }

    /**
     * First tap that falls into the input, if any does.
     *
     * @param at element of the output
     * @return 0 to the number of taps
     */
    public int firstTap(int at) {
        return Math.min(taps, ceilDiv(Math.max(0, -origin(at))));
    }

    /**
     * One past the last tap that falls into the input.
     *
     * @param at element of the output
     * @return {@link #firstTap} where there is none, to the number of taps
     */
    public int endTap(int at) {
        return Math.clamp(ceilDiv(Math.max(0, in - origin(at))), firstTap(at), taps);
    }

    /**
     * First element of the output all of whose taps fall into the input, if any do.
     *
     * @return 0 to the elements of the output
     */
    public int firstInside() {
        return Math.min(out, (pad + stride - 1) / stride);
    }

    /**
     * One past the last element of the output all of whose taps fall into the input.
     *
     * @return {@link #firstInside} where there is none, to the elements of the output
     */
    public int endInside() {
        int last = in - 1 - (taps - 1) * dilation + pad;
        return Math.clamp(last < 0 ? 0 : last / stride + 1, firstInside(), out);
    }

    /**
     * Elements that neighbouring output elements see together, padding included.
     *
     * @param count output elements
     * @return input elements
     */
    public int reach(int count) {
        return (count - 1) * stride + (taps - 1) * dilation + 1;
    }

    private int ceilDiv(int distance) {
        return (distance + dilation - 1) / dilation;
    }
}
