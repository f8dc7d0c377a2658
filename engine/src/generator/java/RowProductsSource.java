import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The source of products with rows of low-precision weights, which differ by how a step of a row is widened. A step of a plain format
 * is one vector of ints, whose lanes hold several weights each; of a blocked one it is as many blocks as fill such a vector, side by
 * side, and the sum of each is scaled.
 *
 * @param name of the format
 * @param vectors vectors of floats in a step
 * @param blocked whether weights come in blocks of 32 with a scale
 */
record RowProductsSource(String name, int vectors, boolean blocked) {
    private static final int MOST_LANES = 16;

    private static final String CLASS = """
            package dev.lanewise.engine.kernels;

            @IMPORTS@
            import java.lang.foreign.MemorySegment;
            import java.nio.ByteOrder;
            @VECTOR_IMPORTS@
            /** Generated: products with rows of @FORMAT@. */
            final class @NAME@ implements RowProducts {
                private static final int LANES = FLOATS.length();
                /** Elements of a step, its bytes, and its elements in an arranged vector. */
                private static final int STEP = @VECTORS@ * LANES;
                private static final int BYTES = @BYTES@;
            @BLOCK_BYTES@                private static final int ARRANGED = @ARRANGED@;

                @Override
                public int arrangedLength(int count) {
                    return count / STEP * ARRANGED + count % STEP;
                }

                @Override
                public void arrange(int count, float[] x, int at, float[] target, int to) {
                    int steps = count / STEP;
                    for (int s = 0; s < steps; s++) {
                        RowArrangement.@ARRANGE@(LANES, x, at + s * STEP, target, to + s * ARRANGED);
                    }
                    System.arraycopy(x, at + steps * STEP, target, to + steps * ARRANGED, count - steps * STEP);
                }

                @Override
                public void dot(int rows, int count, MemorySegment w, long at, long rowBytes,
                        float[] x, int xAt, float[] y, int yAt, float[] scratch) {
                    int steps = count / STEP;
                    int i = 0;
                    for (; i + @ROWS@ <= rows; i += @ROWS@) {
                        tile@ROWS@x1(steps, w, at + i * rowBytes, rowBytes, x, xAt, 0, scratch);
                        RowArrangement.finish(@ROWS@, 1, LANES, scratch, @FACTOR@, y, yAt + i, 0);
                    }
                    for (; i < rows; i++) {
                        tile1x1(steps, w, at + i * rowBytes, rowBytes, x, xAt, 0, scratch);
                        RowArrangement.finish(1, 1, LANES, scratch, @FACTOR@, y, yAt + i, 0);
                    }
                    tail(rows, count, w, at, rowBytes, x, xAt, y, yAt);
                }

                @Override
                public void dot4(int rows, int count, MemorySegment w, long at, long rowBytes,
                        float[] x, int xAt, int ldx, float[] y, int yAt, int ldy, float[] scratch) {
                    int steps = count / STEP;
                    for (int i = 0; i < rows; i++) {
                        for (int v = 0; v < VECTORS; v += @XS@) {
                            tile1x@XS@(steps, w, at + i * rowBytes, rowBytes, x, xAt + v * ldx, ldx, scratch);
                            RowArrangement.finish(1, @XS@, LANES, scratch, @FACTOR@, y, yAt + v * ldy + i, ldy);
                        }
                    }
                    for (int v = 0; v < VECTORS; v++) {
                        tail(rows, count, w, at, rowBytes, x, xAt + v * ldx, y, yAt + v * ldy);
                    }
                }

                private static void tail(int rows, int count, MemorySegment w, long at, long rowBytes,
                        float[] x, int xAt, float[] y, int yAt) {
                    int done = count - count % STEP;
                    if (done < count) {
                        RowArrangement.tail(RowFormat.@FORMAT@, rows, done, count, w, at, rowBytes,
                                x, xAt + done / STEP * ARRANGED, y, yAt);
                    }
                }

                @Override
                public void widen(int first, int count, MemorySegment w, long at, float[] target, int to) {
                    @WIDEN@
                }
            @METHODS@}
            """;

    private static final String TILE = """

                private static void tile@ROWS@x@XS@(int steps, MemorySegment w, long at, long rowBytes,
                        float[] x, int xAt, int ldx, float[] scratch) {
            @ZERO@
                    for (int s = 0; s < steps; s++) {
                        long step = at + (long) s * BYTES;
                        int xk = xAt + s * ARRANGED;
            @BODY@
                    }
            @STORE@
                }
            """;

    static List<RowProductsSource> all() {
        return List.of(
                new RowProductsSource("Bf16", 2, false),
                new RowProductsSource("Fp16", 2, false),
                new RowProductsSource("Int8", 4, false),
                new RowProductsSource("Q8", 4, true),
                new RowProductsSource("Q4", 8, true));
    }

    String className() {
        return "Vector" + name + "Rows";
    }

    private String format() {
        return blocked ? name + "_0" : name.toUpperCase(Locale.ROOT);
    }

    /** Rows at once: C2 inlines no more of some formats into one method. */
    private int rows() {
        return switch (name) {
            case "Bf16" -> 4;
            case "Int8" -> 2;
            default -> 1;
        };
    }

    /** Vectors at once: of eight vectors of weights, C2 does not surely inline even twice as many products. */
    private int vectorsAtOnce() {
        return isQ4() ? 1 : 4;
    }

    private boolean isQ4() {
        return name.equals("Q4");
    }

    String source() {
        String methods = tile(1, 1)
                + (rows() > 1 ? tile(rows(), 1) : "")
                + (vectorsAtOnce() > 1 ? tile(1, vectorsAtOnce()) : "");
        return CLASS.replace("@METHODS@", methods)
                .replace("@ROWS@", String.valueOf(rows()))
                .replace("@XS@", String.valueOf(vectorsAtOnce()))
                .replace("@IMPORTS@", """
                        import static dev.lanewise.engine.kernels.Lanes.FLOATS;
                        import static dev.lanewise.engine.kernels.Lanes.INTS;
                        """ + Widening.imports(name))
                .replace("@VECTOR_IMPORTS@", """
                        import jdk.incubator.vector.FloatVector;
                        import jdk.incubator.vector.IntVector;
                        import jdk.incubator.vector.VectorMask;
                        """)
                .replace("@FORMAT@", format())
                .replace("@NAME@", className())
                .replace("@VECTORS@", String.valueOf(vectors))
                .replace("@BYTES@", blocked ? "(int) RowFormat." + format() + ".bytes(STEP)" : "4 * LANES")
                .replace(
                        "@BLOCK_BYTES@",
                        blocked
                                ? "    private static final int BLOCK_BYTES = (int) RowFormat.%s.bytes(32);\n"
                                        .formatted(format())
                                : "")
                .replace("@ARRANGED@", isQ4() ? "STEP + LANES" : "STEP")
                .replace("@ARRANGE@", isQ4() ? "arrangeNibbles" : vectors == 2 ? "arrangePairs" : "arrangeQuadruples")
                .replace("@WIDEN@", "WideRows." + name.toLowerCase(Locale.ROOT) + "(first, count, w, at, target, to);")
                .replace("@FACTOR@", name.equals("Int8") ? "RowWidening.FROM_TOP_BYTE" : "1");
    }

    private String tile(int rows, int xs) {
        List<String> zero = new ArrayList<>(Widening.masks(name, 0, vectors - 1));
        List<String> store = new ArrayList<>();
        for (int x = 0; x < xs; x++) {
            for (int r = 0; r < rows; r++) {
                zero.add("FloatVector a%d%d = FloatVector.zero(FLOATS);".formatted(r, x));
                if (blocked) {
                    store.add("a%d%d.intoArray(scratch, %d * LANES);".formatted(r, x, x * rows + r));
                } else {
                    zero.add("FloatVector b%d%d = FloatVector.zero(FLOATS);".formatted(r, x));
                    store.add("a%d%d.add(b%d%d).intoArray(scratch, %d * LANES);".formatted(r, x, r, x, x * rows + r));
                }
            }
        }
        return TILE.replace("@ROWS@", String.valueOf(rows))
                .replace("@XS@", String.valueOf(xs))
                .replace("@ZERO@", GenerateKernels.indent(2, zero))
                .replace("@BODY@", GenerateKernels.indent(3, blocked ? blockedBody(rows, xs) : plainBody(rows, xs)))
                .replace("@STORE@", GenerateKernels.indent(2, store));
    }

    private List<String> plainBody(int rows, int xs) {
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            lines.add("IntVector r%d = %s;".formatted(r, ints("step + %dL * rowBytes".formatted(r))));
        }
        for (int v = 0; v < vectors; v++) {
            for (int r = 0; r < rows; r++) {
                lines.addAll(Widening.lines(name, v, "r" + r, "w%d%d".formatted(r, v)));
            }
            for (int x = 0; x < xs; x++) {
                lines.add("FloatVector x%d%d = %s;".formatted(x, v, x(x, v)));
                for (int r = 0; r < rows; r++) {
                    String sum = (v % 2 == 0 ? "a%d%d" : "b%d%d").formatted(r, x);
                    lines.add("%s = w%d%d.fma(x%d%d, %s);".formatted(sum, r, v, x, v, sum));
                }
            }
        }
        return lines;
    }

    private static String x(int x, int v) {
        return "FloatVector.fromArray(FLOATS, x, xk + %d * ldx + %d * LANES)".formatted(x, v);
    }

    private List<String> blockedBody(int rows, int xs) {
        List<String> lines = new ArrayList<>();
        int first = isQ4() ? 1 : 0;
        for (int r = 0; r < rows; r++) {
            lines.add("long b%d = step + %dL * rowBytes;".formatted(r, r));
            lines.addAll(blocks(r));
            for (int v = 0; v < vectors; v++) {
                lines.addAll(Widening.lines(name, v, "r" + r, "w%d%d".formatted(r, v)));
            }
            for (int x = 0; x < xs; x++) {
                String sum = "s%d%d".formatted(r, x);
                lines.add(
                        "FloatVector %s = %s;".formatted(sum, isQ4() ? x(x, 0) : x(x, 0) + ".mul(w%d0)".formatted(r)));
                for (int v = 1 - first; v < vectors; v++) {
                    lines.add("%s = w%d%d.fma(%s, %s);".formatted(sum, r, v, x(x, v + first), sum));
                }
                lines.add("a%d%d = d%d.fma(%s, a%d%d);".formatted(r, x, r, sum, r, x));
            }
        }
        return lines;
    }

    /** The ints of a step and what their weights are worth, block after block from the lane on where it begins. */
    private List<String> blocks(int r) {
        List<String> lines = new ArrayList<>();
        lines.add("FloatVector d%d = FloatVector.broadcast(FLOATS, %s);".formatted(r, scale("b" + r)));
        lines.add("IntVector r%d = %s;".formatted(r, ints("b%d + RowFormat.SCALE_BYTES".formatted(r))));
        int lanes = isQ4() ? 4 : 8;
        for (int block = 1; block * lanes < MOST_LANES; block++) {
            lines.add("if (LANES > %d) {".formatted(block * lanes));
            lines.add("    d%d = d%d.blend(%s, RowWidening.FLOATS_FROM_%d);"
                    .formatted(r, r, scale("b%d + %d * BLOCK_BYTES".formatted(r, block)), block * lanes));
            lines.add("    r%d = r%d.blend(%s, RowWidening.INTS_FROM_%d);"
                    .formatted(r, r, ints("b%d + %d * RowFormat.SCALE_BYTES".formatted(r, block + 1)), block * lanes));
            lines.add("}");
        }
        return lines;
    }

    /** The scale of a block; bytes are 2²⁴ times too large. */
    private String scale(String block) {
        return "ScalarRowProducts.scale(w, " + block + ")" + (isQ4() ? "" : " * RowWidening.FROM_TOP_BYTE");
    }

    private static String ints(String at) {
        return "IntVector.fromMemorySegment(INTS, w, " + at + ", ByteOrder.LITTLE_ENDIAN)";
    }
}
