package dev.lanewise.engine.machine;

/**
 * What an operator on fp32 numbers costs: its operations, and the bytes that have to move if every element of inputs and
 * outputs moves once, which is what an endless cache would come to. A multiply-add counts as two operations.
 *
 * @param flop floating-point operations
 * @param bytes bytes to move
 */
public record OperatorCost(long flop, long bytes) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is negative
     */
    public OperatorCost {
        if (flop < 0) {
            throw new IllegalArgumentException("flop is " + flop + "; it must not be negative");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + "; it must not be negative");
        }
    }

    /**
     * A matrix product {@code C = A·B}: {@code 2·m·n·k} FLOP over {@code 4·(m·k + k·n + m·n)} bytes.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @return the cost
     * @throws IllegalArgumentException if a size is negative
     * @throws ArithmeticException if the cost exceeds a long
     */
    public static OperatorCost gemm(int m, int n, int k) {
        long a = product("m", m, "k", k);
        long b = product("k", k, "n", n);
        long c = product("m", m, "n", n);
        return of(Math.multiplyExact(c, (long) k), a, b, c);
    }

    /**
     * A matrix times a vector, {@code y = A·x}: {@code 2·m·n} FLOP over {@code 4·(m·n + n + m)} bytes.
     *
     * @param m rows of A, length of y
     * @param n columns of A, length of x
     * @return the cost
     * @throws IllegalArgumentException if a size is negative
     */
    public static OperatorCost gemv(int m, int n) {
        return gemm(m, 1, n);
    }

    /**
     * A 2-D convolution with stride 1 whose output is as large as its input ("same" padding):
     * {@code 2·N·H·W·Kh·Kw·Cin·Cout} FLOP over {@code 4·(N·H·W·Cin + Kh·Kw·Cin·Cout + N·H·W·Cout)} bytes.
     *
     * @param batch images, N
     * @param height height of input and output, H
     * @param width width of input and output, W
     * @param channelsIn channels of the input, Cin
     * @param kernelHeight height of the kernel, Kh
     * @param kernelWidth width of the kernel, Kw
     * @param channelsOut channels of the output, Cout
     * @return the cost
     * @throws IllegalArgumentException if a size is negative
     * @throws ArithmeticException if the cost exceeds a long
     */
    public static OperatorCost conv2d(
            int batch, int height, int width, int channelsIn, int kernelHeight, int kernelWidth, int channelsOut) {
        return conv2d(batch, height, width, channelsIn, kernelHeight, kernelWidth, channelsOut, height, width);
    }

    /**
     * A 2-D convolution of any stride and padding: as above, with the output's own height and width where they stand for the
     * output or for the number of multiply-adds. Operations on padding are counted.
     *
     * @param batch images, N
     * @param height height of the input
     * @param width width of the input
     * @param channelsIn channels of the input
     * @param kernelHeight height of the kernel
     * @param kernelWidth width of the kernel
     * @param channelsOut channels of the output
     * @param outHeight height of the output
     * @param outWidth width of the output
     * @return the cost
     * @throws IllegalArgumentException if a size is negative
     * @throws ArithmeticException if the cost exceeds a long
     */
    public static OperatorCost conv2d(
            int batch,
            int height,
            int width,
            int channelsIn,
            int kernelHeight,
            int kernelWidth,
            int channelsOut,
            int outHeight,
            int outWidth) {
        long input =
                exact(product("batch", batch, "height", height), product("width", width, "channelsIn", channelsIn));
        long kernel = exact(
                product("kernelHeight", kernelHeight, "kernelWidth", kernelWidth),
                product("channelsIn", channelsIn, "channelsOut", channelsOut));
        long pixels = exact(batch, product("outHeight", outHeight, "outWidth", outWidth));
        return of(exact(pixels, kernel), input, kernel, exact(pixels, channelsOut));
    }

    /**
     * The arithmetic intensity: operations per byte moved.
     *
     * @return FLOP per byte; 0 where there is nothing to do
     */
    public double intensity() {
        return flop == 0 ? 0 : (double) flop / bytes;
    }

    private static OperatorCost of(long multiplyAdds, long first, long second, long third) {
        long elements = Math.addExact(Math.addExact(first, second), third);
        return new OperatorCost(exact(2, multiplyAdds), exact(Float.BYTES, elements));
    }

    private static long product(String firstName, int first, String secondName, int second) {
        return (long) requireSize(firstName, first) * requireSize(secondName, second);
    }

    private static long exact(long first, long second) {
        return Math.multiplyExact(first, second);
    }

    private static int requireSize(String name, int size) {
        if (size < 0) {
            throw new IllegalArgumentException(name + " is " + size + "; it must not be negative");
        }
        return size;
    }
}
