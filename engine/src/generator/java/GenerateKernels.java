import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the GEMM micro-kernels, which differ only by tile, and the tables that list them. Usage:
 * {@code java GenerateKernels.java OUTPUT_DIRECTORY}.
 *
 * <p>A tile is {@code rows × vectors} accumulators. Rows come from {@code panels} neighbouring micro-panels of A, each
 * {@code height} rows high; every vector is a micro-panel of B, as wide as the machine's lanes. Of each tile there are up
 * to three kinds (B packed in an array, B packed in a mapped file, A and B not packed at all), and of each kind a vector
 * and a scalar flavour with the same loops.
 */
final class GenerateKernels {

    /** {@code panels} micro-panels of A of {@code height} rows, times {@code vectors} micro-panels of B. */
    private record Tile(int panels, int height, int vectors) {
        int rows() {
            return panels * height;
        }
    }

    private enum Kind {
        PACKED("SgemmTile", "float[] b, int bOffset, int bStride"),
        MAPPED("SgemmMappedTile", "MemorySegment b, long bOffset, long bStride"),
        DIRECT("SgemmDirectTile", "float[] b, int bOffset, int ldb");

        final String type;
        final String parametersOfB;

        Kind(String type, String parametersOfB) {
            this.type = type;
            this.parametersOfB = parametersOfB;
        }
    }

    /** Twelve rows serve machines of 32 registers; machines of 16 hold 4×2, 8×1 or 12×1 without a spill. */
    private static final List<Tile> PACKED = List.of(
            new Tile(3, 4, 2), new Tile(2, 4, 2), new Tile(1, 4, 2),
            new Tile(3, 4, 1), new Tile(2, 4, 1),
            new Tile(1, 2, 4), new Tile(1, 1, 4));
    /** Reading B from a mapped file pays only while memory is the bound: few rows. */
    private static final List<Tile> MAPPED = PACKED;
    private static final List<Tile> DIRECT =
            List.of(new Tile(1, 4, 2), new Tile(1, 4, 1), new Tile(1, 1, 4), new Tile(1, 1, 1));

    private static final String TEMPLATE = """
            package dev.lanewise.engine.kernels;

            @IMPORTS@
            /** Generated: @ROWS@ rows × @VECTORS@ @UNIT@ of C in registers, @KIND@. */
            final class @NAME@ implements @INTERFACE@ {
                @Override
                public int rows() {
                    return @ROWS@;
                }

                @Override
                public int vectors() {
                    return @VECTORS@;
                }
            @HEIGHT@
                @Override
                public void multiply(@PARAMETERS@) {
            @BASES@
            @ZERO@
                    for (int k = 0@STEP_INIT@; k < kc; k++@STEP@) {
            @LOADS@
            @MULTIPLY@
                    }
                    if (accumulate) {
            @ADD@
                    }
            @STORE@
                }

                // the same loop as the interface's, bound to this kernel: no dispatch for every tile
                @Override
                public void multiplyColumn(int tiles, @PARAMETERS@) {
                    for (int tile = 0; tile < tiles; tile++) {
                        multiply(@ARGUMENTS@);
                    }
                }
            }
            """;

    private GenerateKernels() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]).resolve("dev/lanewise/engine/kernels"));
        for (boolean vector : new boolean[] {true, false}) {
            for (Kind kind : Kind.values()) {
                for (Tile tile : tiles(kind)) {
                    write(directory, name(vector, kind, tile), source(vector, kind, tile));
                }
            }
            write(directory, flavour(vector) + "Tiles", table(vector));
        }
    }

    private static List<Tile> tiles(Kind kind) {
        return switch (kind) {
            case PACKED -> PACKED;
            case MAPPED -> MAPPED;
            case DIRECT -> DIRECT;
        };
    }

    private static String flavour(boolean vector) {
        return vector ? "Vector" : "Scalar";
    }

    private static String name(boolean vector, Kind kind, Tile tile) {
        return flavour(vector) + kind.type + tile.rows() + "x" + tile.vectors();
    }

    private static String source(boolean vector, Kind kind, Tile tile) {
        boolean direct = kind == Kind.DIRECT;
        int height = tile.height();
        String length = vector ? "FLOATS.length()" : "1";
        String type = vector ? "FloatVector" : "float";
        List<String> bases = new ArrayList<>();
        if (direct) {
            bases.addAll(lines(tile.rows(), i -> "int a%d = aOffset + %d * lda;".formatted(i, i)));
        } else {
            bases.addAll(lines(
                    tile.panels(),
                    p -> "int a%d = aOffset + %d * kc;".formatted(p, p * height)));
            String offset = kind == Kind.MAPPED ? "long" : "int";
            bases.addAll(lines(tile.vectors(), j -> "%s b%d = bOffset + %d * bStride;".formatted(offset, j, j)));
        }

        IntFunction<String> indexOfB = j -> switch (kind) {
            case PACKED -> "b%d + k * %s".formatted(j, length);
            case MAPPED -> "b%d + (long) k * (4 * %s)".formatted(j, length);
            case DIRECT -> "bk + %d * %s".formatted(j, length);
        };
        IntFunction<String> load = j -> switch (kind) {
            case MAPPED ->
                vector
                        ? "FloatVector.fromMemorySegment(FLOATS, b, %s, ByteOrder.nativeOrder())".formatted(indexOfB.apply(j))
                        : "b.get(ValueLayout.JAVA_FLOAT_UNALIGNED, %s)".formatted(indexOfB.apply(j));
            default ->
                vector
                        ? "FloatVector.fromArray(FLOATS, b, %s)".formatted(indexOfB.apply(j))
                        : "b[%s]".formatted(indexOfB.apply(j));
        };
        IntFunction<String> elementOfA = i -> direct
                ? "a[a%d + k]".formatted(i)
                : "a[a%d + k * %d + %d]".formatted(i / height, height, i % height);
        List<String> multiply = new ArrayList<>();
        for (int i = 0; i < tile.rows(); i++) {
            multiply.add(vector
                    ? "FloatVector v%d = FloatVector.broadcast(FLOATS, %s);".formatted(i, elementOfA.apply(i))
                    : "float v%d = %s;".formatted(i, elementOfA.apply(i)));
            for (int j = 0; j < tile.vectors(); j++) {
                multiply.add(vector
                        ? "s%d_%d = v%d.fma(w%d, s%d_%d);".formatted(i, j, i, j, i, j)
                        : "s%d_%d += v%d * w%d;".formatted(i, j, i, j));
            }
        }
        Each each = new Each(tile, length);
        String parameters = "int kc, float[] a, int aOffset, %s%s, float[] c, int cOffset, int ldc, boolean accumulate"
                .formatted(direct ? "int lda, " : "", kind.parametersOfB);
        String arguments = "kc, a, aOffset + tile * %d * %s, b, bOffset, %s, c, cOffset + tile * %d * ldc, ldc, accumulate"
                .formatted(tile.rows(), direct ? "lda, lda" : "kc", direct ? "ldb" : "bStride", tile.rows());
        return TEMPLATE.replace("@IMPORTS@", imports(vector, kind))
                .replace("@HEIGHT@", direct ? "" : constant("panels", tile.panels()))
                .replace("@UNIT@", vector ? "vectors" : "floats")
                .replace("@KIND@", kind.name().toLowerCase(java.util.Locale.ROOT) + " operands")
                .replace("@NAME@", name(vector, kind, tile))
                .replace("@INTERFACE@", kind.type)
                .replace("@ROWS@", Integer.toString(tile.rows()))
                .replace("@VECTORS@", Integer.toString(tile.vectors()))
                .replace("@PARAMETERS@", parameters)
                .replace("@ARGUMENTS@", arguments)
                .replace("@STEP_INIT@", direct ? ", bk = bOffset" : "")
                .replace("@STEP@", direct ? ", bk += ldb" : "")
                .replace("@BASES@", indent(2, bases))
                .replace("@ZERO@", indent(2, each.of((i, j, at) ->
                        "%s s%d_%d = %s;".formatted(type, i, j, vector ? "FloatVector.zero(FLOATS)" : "0f"))))
                .replace("@LOADS@", indent(3, lines(tile.vectors(), j -> "%s w%d = %s;".formatted(type, j, load.apply(j)))))
                .replace("@MULTIPLY@", indent(3, multiply))
                .replace("@ADD@", indent(3, each.of((i, j, at) -> vector
                        ? "s%d_%d = FloatVector.fromArray(FLOATS, c, %s).add(s%d_%d);".formatted(i, j, at, i, j)
                        : "s%d_%d = c[%s] + s%d_%d;".formatted(i, j, at, i, j))))
                .replace("@STORE@", indent(2, each.of((i, j, at) -> vector
                        ? "s%d_%d.intoArray(c, %s);".formatted(i, j, at)
                        : "c[%s] = s%d_%d;".formatted(at, i, j))));
    }

    private interface ElementOfC {
        String line(int i, int j, String index);
    }

    /** One line for every accumulator. */
    private record Each(Tile tile, String length) {
        List<String> of(ElementOfC element) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < tile.vectors(); j++) {
                    lines.add(element.line(i, j, "cOffset + %d * ldc + %d * %s".formatted(i, j, length)));
                }
            }
            return lines;
        }
    }

    private static String constant(String method, int value) {
        return """

                    @Override
                    public int %s() {
                        return %d;
                    }
                """.formatted(method, value);
    }

    private static String imports(boolean vector, Kind kind) {
        StringBuilder imports = new StringBuilder();
        if (vector) {
            imports.append("import static dev.lanewise.engine.kernels.Lanes.FLOATS;\n\n");
        }
        if (kind == Kind.MAPPED) {
            imports.append("import java.lang.foreign.MemorySegment;\n");
            imports.append(vector ? "import java.nio.ByteOrder;\n" : "import java.lang.foreign.ValueLayout;\n");
        }
        return imports.append(vector ? "import jdk.incubator.vector.FloatVector;\n" : "").toString();
    }

    private static String table(boolean vector) {
        StringBuilder table = new StringBuilder("package dev.lanewise.engine.kernels;\n\nimport java.util.List;\n\n");
        table.append("/** Generated: every %s micro-kernel. */\n".formatted(flavour(vector).toLowerCase(java.util.Locale.ROOT)));
        table.append("final class %sTiles {\n".formatted(flavour(vector)));
        for (Kind kind : Kind.values()) {
            table.append("    static final List<%s> %s = List.of(\n".formatted(kind.type, kind.name()));
            table.append(tiles(kind).stream()
                    .map(tile -> "            new %s()".formatted(name(vector, kind, tile)))
                    .collect(Collectors.joining(",\n")));
            table.append(");\n");
        }
        return table.append("\n    private %sTiles() {}\n}\n".formatted(flavour(vector))).toString();
    }

    private static List<String> lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).toList();
    }

    private static String indent(int depth, List<String> lines) {
        return lines.stream().map(line -> "    ".repeat(depth) + line).collect(Collectors.joining("\n"));
    }

    private static void write(Path directory, String name, String source) throws IOException {
        Files.writeString(directory.resolve(name + ".java"), source);
    }
}
