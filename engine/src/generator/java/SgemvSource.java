import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The source of a matrix-vector kernel, from one template: vector or scalar, A in an array or in native memory.
 *
 * @param vector whether it computes with vectors
 * @param mapped whether A lies in native memory
 */
record SgemvSource(boolean vector, boolean mapped) {
    private static final String TEMPLATE = """

                @Override
                public void dot(int rows, int cols, @TYPE@ a, @INDEX@ aOffset, @INDEX@ lda,
                        float[] x, int xOffset, float[] y, int yOffset, float[] lanes) {
                    int row = 0;
                    for (; row + 4 <= rows; row += 4) {
                        dot4(cols, a, aOffset + row * lda, lda, x, xOffset, y, yOffset + row, lanes);
                    }
                    for (; row < rows; row++) {
                        dot1(cols, a, aOffset + row * lda, x, xOffset, y, yOffset + row, lanes);
                    }
                }

                private static void dot4(int cols, @TYPE@ a, @INDEX@ a0, @INDEX@ lda,
                        float[] x, int xOffset, float[] y, int yOffset, float[] lanes) {
                    @INDEX@ a1 = a0 + lda;
                    @INDEX@ a2 = a0 + 2 * lda;
                    @INDEX@ a3 = a0 + 3 * lda;
            @ZERO4@
                    int k = 0;
                    int pairs = cols - cols % (2 * @LANES@);
                    for (; k < pairs; k += 2 * @LANES@) {
                        @VECTOR@ x0 = @X0@;
                        @VECTOR@ x1 = @X1@;
            @MULTIPLY4@
                    }
                    if (k + @LANES@ <= cols) {
                        @VECTOR@ x0 = @X0@;
            @ODD4@
                        k += @LANES@;
                    }
            @STORE4@
                    y[yOffset] = finish(lanes, 0, k, cols, a, a0, x, xOffset);
                    y[yOffset + 1] = finish(lanes, @LANES@, k, cols, a, a1, x, xOffset);
                    y[yOffset + 2] = finish(lanes, 2 * @LANES@, k, cols, a, a2, x, xOffset);
                    y[yOffset + 3] = finish(lanes, 3 * @LANES@, k, cols, a, a3, x, xOffset);
                }

                // the same order of summation as in dot4, so that a row's bits do not depend on its neighbours
                private static void dot1(int cols, @TYPE@ a, @INDEX@ a0,
                        float[] x, int xOffset, float[] y, int yOffset, float[] lanes) {
            @ZERO1@
                    int k = 0;
                    int pairs = cols - cols % (2 * @LANES@);
                    for (; k < pairs; k += 2 * @LANES@) {
                        @VECTOR@ x0 = @X0@;
                        @VECTOR@ x1 = @X1@;
            @MULTIPLY1@
                    }
                    if (k + @LANES@ <= cols) {
                        @VECTOR@ x0 = @X0@;
            @ODD1@
                        k += @LANES@;
                    }
            @STORE1@
                    y[yOffset] = finish(lanes, 0, k, cols, a, a0, x, xOffset);
                }

                // a fixed tree over the lanes, then what is left of the row
                private static float finish(float[] lanes, int first, int k, int cols, @TYPE@ a, @INDEX@ a0, float[] x, int xOffset) {
                    for (int half = @LANES@ / 2; half > 0; half /= 2) {
                        for (int i = 0; i < half; i++) {
                            lanes[first + i] += lanes[first + half + i];
                        }
                    }
                    float sum = lanes[first];
                    for (int tail = k; tail < cols; tail++) {
                        sum = @FMA_SUM@;
                    }
                    return sum;
                }

                @Override
                public void axpy(int rows, int cols, @TYPE@ a, @INDEX@ aOffset, @INDEX@ lda,
                        float[] x, int xOffset, float[] y, int yOffset) {
                    int row = 0;
                    for (; row + 4 <= rows; row += 4) {
                        axpy4(cols, a, aOffset + row * lda, lda, x, xOffset + row, y, yOffset);
                    }
                    for (; row < rows; row++) {
                        axpy1(cols, a, aOffset + row * lda, x[xOffset + row], y, yOffset);
                    }
                }

                private static void axpy4(int cols, @TYPE@ a, @INDEX@ a0, @INDEX@ lda,
                        float[] x, int xOffset, float[] y, int yOffset) {
                    @INDEX@ a1 = a0 + lda;
                    @INDEX@ a2 = a0 + 2 * lda;
                    @INDEX@ a3 = a0 + 3 * lda;
            @BROADCAST4@
                    int k = 0;
                    for (; k + @LANES@ <= cols; k += @LANES@) {
                        @VECTOR@ sum = @Y@;
            @AXPY4@
                        @STOREY@
                    }
                    for (int tail = k; tail < cols; tail++) {
                        float sum = y[yOffset + tail];
            @TAIL4@
                        y[yOffset + tail] = sum;
                    }
                }

                private static void axpy1(int cols, @TYPE@ a, @INDEX@ a0, float factor, float[] y, int yOffset) {
            @BROADCAST1@
                    int k = 0;
                    for (; k + @LANES@ <= cols; k += @LANES@) {
                        @VECTOR@ sum = @Y@;
            @AXPY1@
                        @STOREY@
                    }
                    for (int tail = k; tail < cols; tail++) {
                        y[yOffset + tail] = @FMA_Y@;
                    }
                }
            """;

    String name() {
        return (vector ? "Vector" : "Scalar") + (mapped ? "MappedSgemv" : "Sgemv");
    }

    private String lanes() {
        return vector ? "FLOATS.length()" : "1";
    }

    String source() {
        String imports = (vector ? "import static dev.lanewise.engine.kernels.Lanes.FLOATS;\n\n" : "")
                + (mapped ? "import java.lang.foreign.MemorySegment;\nimport java.lang.foreign.ValueLayout;\n" : "")
                + (mapped && vector ? "import java.nio.ByteOrder;\n" : "")
                + (vector ? "import jdk.incubator.vector.FloatVector;\n" : "");
        return "package dev.lanewise.engine.kernels;\n\n" + imports
                + "\n/** Generated: matrix-vector products, A in %s. */\n"
                        .formatted(mapped ? "native memory" : "an array")
                + "final class %s implements %s {".formatted(name(), mapped ? "MappedSgemvKernel" : "SgemvKernel")
                + methods() + "}\n";
    }

    private String methods() {
        IntFunction<List<String>> multiply = rows -> accumulate(
                rows,
                (i, j) -> vector
                        ? "s%d_%d = %s.fma(x%d, s%d_%d);".formatted(i, j, loadRow(i, j), j, i, j)
                        : "s%d_%d += %s * x%d;".formatted(i, j, loadRow(i, j), j));
        IntFunction<List<String>> odd = rows -> GenerateKernels.lines(
                rows,
                i -> vector
                        ? "s%d_0 = %s.fma(x0, s%d_0);".formatted(i, loadRow(i, 0), i)
                        : "s%d_0 += %s * x0;".formatted(i, loadRow(i, 0)));
        IntFunction<List<String>> zero = rows -> accumulate(
                rows,
                (i, j) -> vector
                        ? "FloatVector s%d_%d = FloatVector.zero(FLOATS);".formatted(i, j)
                        : "float s%d_%d = 0f;".formatted(i, j));
        IntFunction<List<String>> store = rows -> GenerateKernels.lines(
                rows,
                i -> vector
                        ? "s%d_0.add(s%d_1).intoArray(lanes, %d * FLOATS.length());".formatted(i, i, i)
                        : "lanes[%d] = s%d_0 + s%d_1;".formatted(i, i, i));
        IntFunction<List<String>> axpy = rows -> GenerateKernels.lines(
                rows,
                i -> vector
                        ? "sum = %s.fma(f%d, sum);".formatted(loadRow(i, 0), i)
                        : "sum += %s * f%d;".formatted(loadRow(i, 0), i));
        String element = mapped ? "a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, a%d + 4L * tail)" : "a[a%d + tail]";
        return TEMPLATE.replace("@TYPE@", mapped ? "MemorySegment" : "float[]")
                .replace("@INDEX@", mapped ? "long" : "int")
                .replace("@VECTOR@", vector ? "FloatVector" : "float")
                .replace("@X0@", vector ? "FloatVector.fromArray(FLOATS, x, xOffset + k)" : "x[xOffset + k]")
                .replace(
                        "@X1@",
                        vector
                                ? "FloatVector.fromArray(FLOATS, x, xOffset + k + FLOATS.length())"
                                : "x[xOffset + k + 1]")
                .replace("@Y@", vector ? "FloatVector.fromArray(FLOATS, y, yOffset + k)" : "y[yOffset + k]")
                .replace("@STOREY@", vector ? "sum.intoArray(y, yOffset + k);" : "y[yOffset + k] = sum;")
                .replace("@ZERO4@", GenerateKernels.indent(2, zero.apply(4)))
                .replace("@ZERO1@", GenerateKernels.indent(2, zero.apply(1)))
                .replace("@MULTIPLY4@", GenerateKernels.indent(3, multiply.apply(4)))
                .replace("@MULTIPLY1@", GenerateKernels.indent(3, multiply.apply(1)))
                .replace("@ODD4@", GenerateKernels.indent(3, odd.apply(4)))
                .replace("@ODD1@", GenerateKernels.indent(3, odd.apply(1)))
                .replace("@STORE4@", GenerateKernels.indent(2, store.apply(4)))
                .replace("@STORE1@", GenerateKernels.indent(2, store.apply(1)))
                .replace(
                        "@BROADCAST4@",
                        GenerateKernels.indent(
                                2,
                                GenerateKernels.lines(
                                        4,
                                        i -> vector
                                                ? "FloatVector f%d = FloatVector.broadcast(FLOATS, x[xOffset + %d]);"
                                                        .formatted(i, i)
                                                : "float f%d = x[xOffset + %d];".formatted(i, i))))
                .replace(
                        "@BROADCAST1@",
                        vector
                                ? "        FloatVector f0 = FloatVector.broadcast(FLOATS, factor);"
                                : "        float f0 = factor;")
                .replace("@AXPY4@", GenerateKernels.indent(3, axpy.apply(4)))
                .replace("@AXPY1@", GenerateKernels.indent(3, axpy.apply(1)))
                .replace(
                        "@TAIL4@",
                        GenerateKernels.indent(
                                3,
                                GenerateKernels.lines(
                                        4,
                                        i -> "sum = " + fma(element.formatted(i), "x[xOffset + %d]".formatted(i), "sum")
                                                + ";")))
                .replace("@FMA_SUM@", fma(element.formatted(0), "x[xOffset + tail]", "sum"))
                .replace("@FMA_Y@", fma(element.formatted(0), "factor", "y[yOffset + tail]"))
                .replace("@LANES@", lanes());
    }

    /** Scalar kernels round twice: Math.fma is very slow where the CPU has none. */
    private String fma(String a, String b, String c) {
        return vector ? "Math.fma(%s, %s, %s)".formatted(a, b, c) : "%s + %s * %s".formatted(c, a, b);
    }

    private String loadRow(int i, int j) {
        String k = j == 0 ? "k" : "k + " + lanes();
        if (mapped) {
            String index = "a%d + 4L * (%s)".formatted(i, k);
            return vector
                    ? "FloatVector.fromMemorySegment(FLOATS, a, " + index + ", ByteOrder.nativeOrder())"
                    : "a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, " + index + ")";
        }
        return (vector ? "FloatVector.fromArray(FLOATS, a, a%d + %s)" : "a[a%d + %s]").formatted(i, k);
    }

    private interface Sum {
        String line(int i, int j);
    }

    private static List<String> accumulate(int rows, Sum sum) {
        return IntStream.range(0, 2 * rows)
                .mapToObj(i -> sum.line(i / 2, i % 2))
                .toList();
    }
}
