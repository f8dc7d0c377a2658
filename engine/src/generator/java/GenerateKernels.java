import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the GEMM micro-kernels, which differ only by tile, and the tables that list them. Usage:
 * {@code java GenerateKernels.java OUTPUT_DIRECTORY}.
 *
 * <p>A tile is {@code rows × vectors} accumulators. Its rows come from {@code panels} neighbouring micro-panels of A, each
 * {@code height} rows high; every vector is a micro-panel of B, as wide as the machine's lanes. A packed tile reads B from
 * an array or, with the same loop, from mapped memory; a row tile reads A as the caller has it, row by row. Each comes in a
 * vector and a scalar flavour.
 */
final class GenerateKernels {

    /** {@code panels} micro-panels of A of {@code height} rows, times {@code vectors} micro-panels of B. */
    private record Tile(int panels, int height, int vectors) {
        int rows() {
            return panels * height;
        }
    }

    /** Where B comes from: the method's name, the parameters for A and B, and how the next tile of a column is called. */
    private enum Source {
        PACKED("multiply", "float[] a, int aOffset, float[] b, int bOffset, int bStride", "kc, b, bOffset, bStride"),
        MAPPED(
                "multiplyMapped",
                "float[] a, int aOffset, MemorySegment b, long bOffset, long bStride",
                "kc, b, bOffset, bStride"),
        ROWS(
                "multiply",
                "float[] a, int aOffset, int lda, float[] b, int bOffset, int bStride",
                "lda, lda, b, bOffset, bStride");

        final String method;
        final String parameters;
        final String next;

        Source(String method, String parameters, String next) {
            this.method = method;
            this.parameters = parameters;
            this.next = next;
        }
    }

    /** Twelve rows serve machines of 32 registers; machines of 16 hold 4×2, 8×1 or 12×1 without a spill. */
    private static final List<Tile> PACKED = List.of(
            new Tile(3, 4, 2),
            new Tile(2, 4, 2),
            new Tile(1, 4, 2),
            new Tile(3, 4, 1),
            new Tile(2, 4, 1),
            new Tile(1, 2, 4),
            new Tile(1, 1, 4));

    private static final List<Tile> ROWS = List.of(new Tile(1, 4, 2), new Tile(1, 2, 4), new Tile(1, 1, 4));

    private static final String CLASS = """
            package dev.lanewise.engine.kernels;

            @IMPORTS@
            /** Generated: @ROWS@ rows × @VECTORS@ @UNIT@ of C in registers. */
            final class @NAME@ implements @TYPE@ {
                @Override
                public int rows() {
                    return @ROWS@;
                }

                @Override
                public int vectors() {
                    return @VECTORS@;
                }
            @PANELS@@METHODS@}
            """;

    private static final String PANELS = """

                @Override
                public int panels() {
                    return %d;
                }
            """;

    private static final String METHODS = """

                @Override
                public void @METHOD@(
                        int kc, @PARAMETERS@, float[] c, int cOffset, int ldc, boolean accumulate) {
            @BASES@
            @ZERO@
                    for (int k = 0; k < kc; k++) {
            @LOADS@
            @MULTIPLY@
                    }
                    if (accumulate) {
            @ADD@
                    }
            @STORE@
                }

                // bound to this kernel: no dispatch for every tile
                @Override
                public void @METHOD@Column(
                        int tiles, int kc, @PARAMETERS@, float[] c, int cOffset, int ldc, boolean accumulate) {
                    for (int tile = 0; tile < tiles; tile++) {
                        @METHOD@(kc, a, aOffset + tile * @ROWS@ * @ARGUMENTS@, c, cOffset + tile * @ROWS@ * ldc, ldc, accumulate);
                    }
                }
            """;

    /** Matrix-vector products, for A in an array and for A in mapped memory. */
    private static final String SGEMV = """

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

    private final boolean vector;

    private GenerateKernels(boolean vector) {
        this.vector = vector;
    }

    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]).resolve("dev/lanewise/engine/kernels"));
        try (Stream<Path> stale = Files.list(directory)) {
            for (Path file : stale.toList()) {
                Files.delete(file);
            }
        }
        new GenerateKernels(true).write(directory);
        new GenerateKernels(false).write(directory);
    }

    private void write(Path directory) throws IOException {
        for (Tile tile : PACKED) {
            write(directory, name("SgemmTile", tile), type("SgemmTile", tile, Source.PACKED, Source.MAPPED));
        }
        for (Tile tile : ROWS) {
            write(directory, name("SgemmRowTile", tile), type("SgemmRowTile", tile, Source.ROWS));
        }
        write(directory, flavour() + "Tiles", table());
        write(directory, flavour() + "Sgemv", sgemvClass(false));
        write(directory, flavour() + "MappedSgemv", sgemvClass(true));
    }

    private static void write(Path directory, String name, String source) throws IOException {
        Files.writeString(directory.resolve(name + ".java"), source);
    }

    private String flavour() {
        return vector ? "Vector" : "Scalar";
    }

    private String lanes() {
        return vector ? "FLOATS.length()" : "1";
    }

    private String name(String type, Tile tile) {
        return flavour() + type + tile.rows() + "x" + tile.vectors();
    }

    private String type(String type, Tile tile, Source... sources) {
        StringBuilder imports =
                new StringBuilder(vector ? "import static dev.lanewise.engine.kernels.Lanes.FLOATS;\n\n" : "");
        StringBuilder methods = new StringBuilder();
        for (Source source : sources) {
            if (source == Source.MAPPED) {
                imports.append("import java.lang.foreign.MemorySegment;\n");
                imports.append(vector ? "import java.nio.ByteOrder;\n" : "import java.lang.foreign.ValueLayout;\n");
            }
            methods.append(methods(tile, source));
        }
        imports.append(vector ? "import jdk.incubator.vector.FloatVector;\n" : "");
        return CLASS.replace("@METHODS@", methods)
                .replace("@IMPORTS@", imports)
                .replace("@UNIT@", vector ? "vectors" : "floats")
                .replace("@NAME@", name(type, tile))
                .replace("@TYPE@", type)
                .replace("@PANELS@", sources[0] == Source.ROWS ? "" : PANELS.formatted(tile.panels()))
                .replace("@ROWS@", Integer.toString(tile.rows()))
                .replace("@VECTORS@", Integer.toString(tile.vectors()));
    }

    private String methods(Tile tile, Source source) {
        String type = vector ? "FloatVector" : "float";
        return METHODS.replace("@PARAMETERS@", source.parameters)
                .replace("@ARGUMENTS@", source.next)
                .replace("@BASES@", indent(2, bases(tile, source)))
                .replace(
                        "@ZERO@",
                        indent(
                                2,
                                accumulators(
                                        tile,
                                        (i, j, at) -> type
                                                + " s%d_%d = ".formatted(i, j)
                                                + (vector ? "FloatVector.zero(FLOATS);" : "0f;"))))
                .replace(
                        "@LOADS@",
                        indent(3, lines(tile.vectors(), j -> type + " w%d = ".formatted(j) + loadB(source, j) + ";")))
                .replace("@MULTIPLY@", indent(3, multiply(tile, source == Source.ROWS)))
                .replace(
                        "@ADD@",
                        indent(
                                3,
                                accumulators(
                                        tile,
                                        (i, j, at) -> vector
                                                ? "s%d_%d = FloatVector.fromArray(FLOATS, c, %s).add(s%d_%d);"
                                                        .formatted(i, j, at, i, j)
                                                : "s%d_%d = c[%s] + s%d_%d;".formatted(i, j, at, i, j))))
                .replace(
                        "@STORE@",
                        indent(
                                2,
                                accumulators(
                                        tile,
                                        (i, j, at) -> vector
                                                ? "s%d_%d.intoArray(c, %s);".formatted(i, j, at)
                                                : "c[%s] = s%d_%d;".formatted(at, i, j))))
                .replace("@METHOD@", source.method);
    }

    /** First elements of the rows or micro-panels of A and of the micro-panels of B. */
    private static List<String> bases(Tile tile, Source source) {
        List<String> bases = new ArrayList<>(
                source == Source.ROWS
                        ? lines(tile.rows(), i -> "int a%d = aOffset + %d * lda;".formatted(i, i))
                        : lines(tile.panels(), p -> "int a%d = aOffset + %d * kc;".formatted(p, p * tile.height())));
        String offset = source == Source.MAPPED ? "long" : "int";
        bases.addAll(lines(tile.vectors(), j -> "%s b%d = bOffset + %d * bStride;".formatted(offset, j, j)));
        return bases;
    }

    private String loadB(Source source, int j) {
        String index = switch (source) {
            case PACKED, ROWS -> "b%d + k * %s".formatted(j, lanes());
            case MAPPED -> "b%d + (long) k * (4 * %s)".formatted(j, lanes());
        };
        if (source == Source.MAPPED) {
            return vector
                    ? "FloatVector.fromMemorySegment(FLOATS, b, " + index + ", ByteOrder.nativeOrder())"
                    : "b.get(ValueLayout.JAVA_FLOAT_UNALIGNED, " + index + ")";
        }
        return vector ? "FloatVector.fromArray(FLOATS, b, " + index + ")" : "b[" + index + "]";
    }

    private List<String> multiply(Tile tile, boolean rows) {
        List<String> lines = new ArrayList<>();
        int height = tile.height();
        for (int i = 0; i < tile.rows(); i++) {
            String element =
                    rows ? "a[a%d + k]".formatted(i) : "a[a%d + k * %d + %d]".formatted(i / height, height, i % height);
            lines.add(
                    vector
                            ? "FloatVector v%d = FloatVector.broadcast(FLOATS, %s);".formatted(i, element)
                            : "float v%d = %s;".formatted(i, element));
            for (int j = 0; j < tile.vectors(); j++) {
                lines.add((vector ? "s%d_%d = v%d.fma(w%d, s%d_%d);" : "s%d_%d += v%d * w%d;")
                        .formatted(i, j, i, j, i, j));
            }
        }
        return lines;
    }

    private interface Accumulator {
        String line(int i, int j, String indexInC);
    }

    private List<String> accumulators(Tile tile, Accumulator accumulator) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < tile.vectors(); j++) {
                lines.add(accumulator.line(i, j, "cOffset + %d * ldc + %d * %s".formatted(i, j, lanes())));
            }
        }
        return lines;
    }

    private String sgemvClass(boolean mapped) {
        String imports = (vector ? "import static dev.lanewise.engine.kernels.Lanes.FLOATS;\n\n" : "")
                + (mapped ? "import java.lang.foreign.MemorySegment;\nimport java.lang.foreign.ValueLayout;\n" : "")
                + (mapped && vector ? "import java.nio.ByteOrder;\n" : "")
                + (vector ? "import jdk.incubator.vector.FloatVector;\n" : "");
        String name = flavour() + (mapped ? "MappedSgemv" : "Sgemv");
        return "package dev.lanewise.engine.kernels;\n\n" + imports
                + "\n/** Generated: matrix-vector products, A in %s. */\n"
                        .formatted(mapped ? "native memory" : "an array")
                + "final class %s implements %s {".formatted(name, mapped ? "MappedSgemvKernel" : "SgemvKernel")
                + sgemv(mapped) + "}\n";
    }

    private String sgemv(boolean mapped) {
        IntFunction<List<String>> multiply = rows -> accumulate(
                rows,
                (i, j) -> vector
                        ? "s%d_%d = %s.fma(x%d, s%d_%d);".formatted(i, j, loadRow(mapped, i, j), j, i, j)
                        : "s%d_%d += %s * x%d;".formatted(i, j, loadRow(mapped, i, j), j));
        IntFunction<List<String>> odd = rows -> lines(
                rows,
                i -> vector
                        ? "s%d_0 = %s.fma(x0, s%d_0);".formatted(i, loadRow(mapped, i, 0), i)
                        : "s%d_0 += %s * x0;".formatted(i, loadRow(mapped, i, 0)));
        IntFunction<List<String>> zero = rows -> accumulate(
                rows,
                (i, j) -> vector
                        ? "FloatVector s%d_%d = FloatVector.zero(FLOATS);".formatted(i, j)
                        : "float s%d_%d = 0f;".formatted(i, j));
        IntFunction<List<String>> store = rows -> lines(
                rows,
                i -> vector
                        ? "s%d_0.add(s%d_1).intoArray(lanes, %d * FLOATS.length());".formatted(i, i, i)
                        : "lanes[%d] = s%d_0 + s%d_1;".formatted(i, i, i));
        IntFunction<List<String>> axpy = rows -> lines(
                rows,
                i -> vector
                        ? "sum = %s.fma(f%d, sum);".formatted(loadRow(mapped, i, 0), i)
                        : "sum += %s * f%d;".formatted(loadRow(mapped, i, 0), i));
        String element = mapped ? "a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, a%d + 4L * tail)" : "a[a%d + tail]";
        return SGEMV.replace("@TYPE@", mapped ? "MemorySegment" : "float[]")
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
                .replace("@ZERO4@", indent(2, zero.apply(4)))
                .replace("@ZERO1@", indent(2, zero.apply(1)))
                .replace("@MULTIPLY4@", indent(3, multiply.apply(4)))
                .replace("@MULTIPLY1@", indent(3, multiply.apply(1)))
                .replace("@ODD4@", indent(3, odd.apply(4)))
                .replace("@ODD1@", indent(3, odd.apply(1)))
                .replace("@STORE4@", indent(2, store.apply(4)))
                .replace("@STORE1@", indent(2, store.apply(1)))
                .replace(
                        "@BROADCAST4@",
                        indent(
                                2,
                                lines(
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
                .replace("@AXPY4@", indent(3, axpy.apply(4)))
                .replace("@AXPY1@", indent(3, axpy.apply(1)))
                .replace(
                        "@TAIL4@",
                        indent(
                                3,
                                lines(
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

    private String loadRow(boolean mapped, int i, int j) {
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

    private String table() {
        return """
                package dev.lanewise.engine.kernels;

                import java.util.List;

                /** Generated: every micro-kernel of this flavour. */
                final class %sTiles {
                    static final List<SgemmTile> PACKED = List.of(
                %s);

                    static final List<SgemmRowTile> ROWS = List.of(
                %s);

                    private %sTiles() {}
                }
                """.formatted(flavour(), instances("SgemmTile", PACKED), instances("SgemmRowTile", ROWS), flavour());
    }

    private String instances(String type, List<Tile> tiles) {
        return tiles.stream()
                .map(tile -> "            new " + name(type, tile) + "()")
                .collect(Collectors.joining(",\n"));
    }

    private static List<String> lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).toList();
    }

    private static String indent(int depth, List<String> lines) {
        return lines.stream().map(line -> "    ".repeat(depth) + line).collect(Collectors.joining("\n"));
    }
}
