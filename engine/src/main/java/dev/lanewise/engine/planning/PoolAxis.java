package dev.lanewise.engine.planning;

/**
 * One dimension of pooling: the window of output o covers the inputs {@code o·stride − before + k·dilation} for k from 0 to before kernel.
 *
 * <p>{@code out = ⌊(in + before + after − dilation·(kernel − 1) − 1)/stride⌋ + 1}, with the quotient rounded up instead if {@code ceil} is
 * set; a last window that would begin behind the input and the padding before it is then left out, as by PyTorch and ONNX.
 *
 * @param in elements of the input
 * @param kernel elements of a window
 * @param stride inputs from one window to the next
 * @param before padding before the input
 * @param after padding behind it
 * @param dilation inputs from one element of a window to the next
 * @param ceil whether a window may reach beyond the padding, so that the whole input is covered
 */
public record PoolAxis(int in, int kernel, int stride, int before, int after, int dilation, boolean ceil) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is out of range, or the window does not fit into the padded input
     */
    public PoolAxis {
        SizeChecks.atLeast(in, 1, "in");
        SizeChecks.atLeast(kernel, 1, "kernel");
        SizeChecks.atLeast(stride, 1, "stride");
        SizeChecks.atLeast(before, 0, "before");
        SizeChecks.atLeast(after, 0, "after");
        SizeChecks.atLeast(dilation, 1, "dilation");
        long reach = dilation * (kernel - 1L) + 1;
        long padded = (long) in + before + after;
        if (padded > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "in, before and after add up to " + padded + "; they must be at most " + Integer.MAX_VALUE);
        }
        if (reach > padded) {
            throw new IllegalArgumentException("kernel " + kernel + " with dilation " + dilation + " covers " + reach
                    + " elements; it must fit into the padded input's " + padded);
        }
    }

    /**
     * A dimension of windows side by side without padding.
     *
     * @param in elements of the input
     * @param kernel elements of a window
     * @param stride inputs from one window to the next
     * @return the dimension
     * @throws IllegalArgumentException if a size is out of range
     */
    public static PoolAxis of(int in, int kernel, int stride) {
        return new PoolAxis(in, kernel, stride, 0, 0, 1, false);
    }

    /**
     * Elements of the output.
     *
     * @return at least 1
     */
    public int out() {
        int room = in + before + after - dilation * (kernel - 1) - 1;
        if (!ceil) {
            return room / stride + 1;
        }
        int out = Math.ceilDiv(room, stride) + 1;
        return (out - 1L) * stride >= (long) in + before ? out - 1 : out;
    }

    /**
     * Input of a window's first element; negative in the padding.
     *
     * @param o output
     * @return its index
     */
    public int start(int o) {
        return o * stride - before;
    }

    /**
     * First element of a window that lies inside the input.
     *
     * @param o output
     * @return its number in the window, at most that of {@link #end}
     */
    public int first(int o) {
        return Math.min(Math.ceilDiv(Math.max(0, -start(o)), dilation), end(o));
    }

    /**
     * One past the last element of a window that lies inside the input.
     *
     * @param o output
     * @return its number in the window
     */
    public int end(int o) {
        return upTo(o, in);
    }

    /**
     * How many elements of a window lie inside the padded input.
     *
     * @param o output
     * @return at most {@link #kernel}
     */
    public int padded(int o) {
        return upTo(o, in + after);
    }

    private int upTo(int o, int limit) {
        return Math.clamp(Math.ceilDiv((long) limit - start(o), dilation), 0, kernel);
    }

    /**
     * First output whose window lies inside the input, if there is one.
     *
     * @return an output, or {@link #out}
     */
    public int firstInside() {
        return Math.min(Math.ceilDiv(before, stride), out());
    }

    /**
     * One past the last output whose window lies inside the input.
     *
     * @return an output, at least {@link #firstInside}
     */
    public int endInside() {
        int room = in - dilation * (kernel - 1) - 1 + before;
        return Math.max(firstInside(), Math.min(out(), room < 0 ? 0 : room / stride + 1));
    }
}
