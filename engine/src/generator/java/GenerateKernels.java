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
 * Writes the GEMM micro-kernels, which differ only by tile, the tables that list them, and the matrix-vector kernels. Usage:
 * {@code java GenerateKernels.java OUTPUT_DIRECTORY}.
 *
 * <p>A tile is {@code rows × vectors} accumulators. Its rows come from {@code panels} neighbouring micro-panels of A, each
 * {@code height} rows high; every vector is a micro-panel of B, as wide as the machine's lanes. A packed tile reads B from
 * an array or, with the same loop, from mapped memory; a row tile reads A as the caller has it, row by row; a packing tile reads
 * B where it lies, and packs it. Each comes in a vector and a scalar flavour.
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
                "lda, lda, b, bOffset, bStride"),
        LOOSE(
                "multiply",
                "float[] a, int aOffset, float[] source, int s0, int s1, int[] taps, int tap, float[] b, int bOffset, int bStride",
                null);

        final String method;
        final String parameters;
        /** Null if tiles come one by one. */
        final String next;

        Source(String method, String parameters, String next) {
            this.method = method;
            this.parameters = parameters;
            this.next = next;
        }
    }

    /** 8×2 serves machines of 32 registers; machines of 16 hold 4×2, 8×1 or 12×1 without a spill. */
    private static final List<Tile> PACKED = List.of(
            new Tile(2, 4, 2),
            new Tile(1, 4, 2),
            new Tile(3, 4, 1),
            new Tile(2, 4, 1),
            new Tile(1, 2, 4),
            new Tile(1, 1, 4));

    private static final List<Tile> ROWS = List.of(new Tile(1, 4, 2), new Tile(1, 2, 4), new Tile(1, 1, 4));

    private static final List<Tile> PACKING = List.of(new Tile(2, 4, 2), new Tile(1, 4, 2));

    /** Positive points of Winograd's transforms; those of six give half the error of the textbook's 1 and 2. */
    private static final List<List<Double>> WINOGRAD =
            List.of(List.of(), List.of(1.0), List.of(0.625, 1.5), List.of(0.5, 1.0, 2.0));

    /** The same for a stride of 2. */
    private static final List<List<Double>> STRIDED_WINOGRAD = List.of(List.of(1.0));

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
                        int kc, @PARAMETERS@, float[] addend, int dOffset, int ldd, float[] c, int cOffset, int ldc) {
            @BASES@
                    @TYPE@ zero = @NOTHING@;
            @ZERO@
                    for (int k = 0; k < kc; k++) {
            @LOADS@
            @MULTIPLY@
                    }
                    if (addend != null) {
            @ADD@
                    }
            @STORE@
                }
            """;

    private static final String COLUMNS = """

                // bound to this kernel: no dispatch for every tile
                @Override
                public void @METHOD@Column(
                        int tiles, int kc, @PARAMETERS@, float[] addend, int dOffset, int ldd, float[] c, int cOffset, int ldc) {
                    for (int tile = 0; tile < tiles; tile++) {
                        @METHOD@(kc, a, aOffset + tile * @ROWS@ * @ARGUMENTS@, addend, dOffset + tile * @ROWS@ * ldd, ldd,
                                c, cOffset + tile * @ROWS@ * ldc, ldc);
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
        for (int lanes : new int[] {4, 8, 16}) {
            TransposeSource transpose = new TransposeSource(lanes);
            write(directory, transpose.name(), transpose.source());
        }
        new GenerateKernels(true).write(directory);
        new GenerateKernels(false).write(directory);
        write(directory, DepthwiseSource.name(), DepthwiseSource.source());
        write(directory, PairedTileSource.name(), PairedTileSource.source());
        for (RowProductsSource rows : RowProductsSource.all()) {
            write(directory, rows.className(), rows.source());
        }
        for (StripProductsSource strips : StripProductsSource.all()) {
            write(directory, strips.className(), strips.source());
        }
    }

    private void write(Path directory) throws IOException {
        for (Tile tile : PACKED) {
            write(directory, name("SgemmTile", tile), type("SgemmTile", tile, Source.PACKED, Source.MAPPED));
        }
        for (Tile tile : ROWS) {
            write(directory, name("SgemmRowTile", tile), type("SgemmRowTile", tile, Source.ROWS));
        }
        for (Tile tile : PACKING) {
            write(directory, name("SgemmPackingTile", tile), type("SgemmPackingTile", tile, Source.LOOSE));
        }
        write(directory, flavour() + "Tiles", table());
        for (boolean mapped : new boolean[] {false, true}) {
            SgemvSource sgemv = new SgemvSource(vector, mapped);
            write(directory, sgemv.name(), sgemv.source());
        }
        for (List<Double> points : WINOGRAD) {
            WinogradSource winograd = new WinogradSource(vector, points, 1);
            write(directory, winograd.name(), winograd.source());
        }
        for (List<Double> points : STRIDED_WINOGRAD) {
            WinogradSource winograd = new WinogradSource(vector, points, 2);
            write(directory, winograd.name(), winograd.source());
        }
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
                .replace("@PANELS@", sources[0] != Source.PACKED ? "" : PANELS.formatted(tile.panels()))
                .replace("@ROWS@", Integer.toString(tile.rows()))
                .replace("@VECTORS@", Integer.toString(tile.vectors()));
    }

    private String methods(Tile tile, Source source) {
        String type = vector ? "FloatVector" : "float";
        String all = source.next == null ? METHODS : METHODS + COLUMNS.replace("@ARGUMENTS@", source.next);
        return all.replace("@PARAMETERS@", source.parameters)
                .replace("@TYPE@", type)
                .replace("@NOTHING@", vector ? "FloatVector.zero(FLOATS)" : "0f")
                .replace("@BASES@", indent(2, bases(tile, source)))
                .replace(
                        "@ZERO@",
                        indent(2, accumulators(tile, 'c', (i, j, at) -> type + " s%d_%d = zero;".formatted(i, j))))
                .replace("@LOADS@", indent(3, loads(tile, source)))
                .replace("@MULTIPLY@", indent(3, multiply(tile, source == Source.ROWS)))
                .replace(
                        "@ADD@",
                        indent(
                                3,
                                accumulators(
                                        tile,
                                        'd',
                                        (i, j, at) -> vector
                                                ? "s%d_%d = FloatVector.fromArray(FLOATS, addend, %s).add(s%d_%d);"
                                                        .formatted(i, j, at, i, j)
                                                : "s%d_%d = addend[%s] + s%d_%d;".formatted(i, j, at, i, j))))
                .replace(
                        "@STORE@",
                        indent(
                                2,
                                accumulators(
                                        tile,
                                        'c',
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

    private List<String> loads(Tile tile, Source source) {
        List<String> lines = new ArrayList<>();
        if (source == Source.LOOSE) {
            lines.add("int from = taps[tap + k];");
        }
        for (int j = 0; j < tile.vectors(); j++) {
            lines.add((vector ? "FloatVector" : "float") + " w%d = ".formatted(j) + loadB(source, j) + ";");
            if (source == Source.LOOSE) {
                String index = "b%d + k * %s".formatted(j, lanes());
                lines.add((vector ? "w%d.intoArray(b, %s);" : "b[%2$s] = w%1$d;").formatted(j, index));
            }
        }
        return lines;
    }

    private String loadB(Source source, int j) {
        String index = switch (source) {
            case PACKED, ROWS -> "b%d + k * %s".formatted(j, lanes());
            case MAPPED -> "b%d + (long) k * (4 * %s)".formatted(j, lanes());
            case LOOSE -> "s%d + from".formatted(j);
        };
        if (source == Source.MAPPED) {
            return vector
                    ? "FloatVector.fromMemorySegment(FLOATS, b, " + index + ", ByteOrder.nativeOrder())"
                    : "b.get(ValueLayout.JAVA_FLOAT_UNALIGNED, " + index + ")";
        }
        String array = source == Source.LOOSE ? "source" : "b";
        return vector
                ? "FloatVector.fromArray(FLOATS, %s, %s)".formatted(array, index)
                : "%s[%s]".formatted(array, index);
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
        String line(int i, int j, String index);
    }

    /** A line for every accumulator, with its index in the matrix of that name. */
    private List<String> accumulators(Tile tile, char matrix, Accumulator accumulator) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < tile.vectors(); j++) {
                String at = "%1$cOffset + %2$d * ld%1$c + %3$d * %4$s".formatted(matrix, i, j, lanes());
                lines.add(accumulator.line(i, j, at));
            }
        }
        return lines;
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

                    static final List<SgemmPackingTile> PACKING = List.of(
                %s);

                    private %sTiles() {}
                }
                """.formatted(
                        flavour(),
                        instances("SgemmTile", PACKED),
                        instances("SgemmRowTile", ROWS),
                        instances("SgemmPackingTile", PACKING),
                        flavour());
    }

    private String instances(String type, List<Tile> tiles) {
        return tiles.stream()
                .map(tile -> "            new " + name(type, tile) + "()")
                .collect(Collectors.joining(",\n"));
    }

    static List<String> lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).toList();
    }

    static String indent(int depth, List<String> lines) {
        return lines.stream().map(line -> "    ".repeat(depth) + line).collect(Collectors.joining("\n"));
    }
}
