import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The source of products with strips of low-precision weights, which differ by how an int of a strip is taken apart. All of them keep an
 * accumulator for every vector of a strip, and broadcast x.
 *
 * @param name of the format
 * @param perInt weights of an int, of neighbouring vectors and then of neighbouring k
 * @param blocked whether sums of 32 are scaled
 */
record StripProductsSource(String name, int perInt, boolean blocked) {
    private static final int VECTORS = 4;

    private static final String CLASS = """
            package dev.lanewise.engine.kernels;

            import static dev.lanewise.engine.kernels.Lanes.FLOATS;
            import static dev.lanewise.engine.kernels.Lanes.INTS;
            @IMPORTS@
            import java.lang.foreign.MemorySegment;
            import java.nio.ByteOrder;
            import jdk.incubator.vector.FloatVector;
            import jdk.incubator.vector.IntVector;
            import jdk.incubator.vector.VectorMask;

            /** Generated: products with strips of @FORMAT@. */
            final class @NAME@ implements StripProducts {
                private static final int LANES = FLOATS.length();
                /** Bytes of a vector of ints, and of those that are taken apart together. */
                private static final int INT_BYTES = Integer.BYTES * LANES;
                private static final int STEP_BYTES = @STEP_VECTORS@ * INT_BYTES;
            @ONE@@METHODS@}
            """;

    private static final String ONE = """
                /** Not final: a loop whose step C2 knows is unrolled eight times, and its accumulators go to the stack (Zen 4, JDK 25.0.3). */
                private static int one = 1;
            """;

    private static final String PLAIN = """

                @Override
                public void @METHOD@(int count, MemorySegment w, @PARAMETERS@, float[] y, @Y@float[] scratch) {
            @ZERO@
                    for (int k = 0; k < count; @STEP@) {
            @BODY@
                    }
            @STORE@
                }
            """;

    private static final String BLOCKED = """

                @Override
                public void @METHOD@(int count, MemorySegment w, @PARAMETERS@, float[] y, @Y@float[] scratch) {
                    StripScales.clear(@SUMS@, y, yAt@LDY@);
                    for (int block = 0; block < count / 32; block++) {
            @CALLS@
                        StripScales.add(@SUMS@, scratch, w, @SCALES@, y, yAt@LDY@);
                    }
                }
            """;

    /** Some vectors of the sums of a block. */
    private static final String BLOCK = """

                private static void @METHOD@Block@FIRST@(MemorySegment w, @PARAMETERS@, float[] scratch) {
            @ZERO@
                    for (int k = 0; k < @STEPS@; k++) {
            @BODY@
                    }
            @STORE@
                }
            """;

    /** One by one: an int of four bits serves two k, which is as much as C2 inlines into one method. */
    private static final String PAIR = """

                @Override
                public void multiplyPair(int count, MemorySegment w, long at, long next, float[] x, int xAt,
                        float[] y, int yAt, float[] scratch) {
                    multiply(count, w, at, x, xAt, y, yAt, scratch);
                    multiply(count, w, next, x, xAt, y, yAt + %d * LANES, scratch);
                }
            """.formatted(VECTORS);

    private static final String WIDEN = """

                @Override
                public void widen(int vector, int count, MemorySegment w, long at, float[] target, int to) {
                    switch (vector) {
                        case 0 -> widen0(count, w, at, target, to);
                        case 1 -> widen1(count, w, at, target, to);
                        case 2 -> widen2(count, w, at, target, to);
                        default -> widen3(count, w, at, target, to);
                    }
                }
            """;

    private static final String WIDEN_ONE = """

                private static void widen@V@(int count, MemorySegment w, long at, float[] target, int to) {
            @MASKS@
                    for (int k = 0; k < count / @DEPTH@; k++) {
            @BODY@
                    }
                }
            """;

    static List<StripProductsSource> all() {
        return List.of(
                new StripProductsSource("Bf16", 2, false),
                new StripProductsSource("Fp16", 2, false),
                new StripProductsSource("Int8", 4, false),
                new StripProductsSource("Q8", 4, true),
                new StripProductsSource("Q4", 8, true));
    }

    String className() {
        return "Vector" + name + "Strips";
    }

    private boolean isQ4() {
        return name.equals("Q4");
    }

    /** Whether the loop is so short that C2 would unroll it. */
    private boolean isShort() {
        return !blocked && !name.equals("Fp16");
    }

    /** How many k an int of a strip serves. */
    private int depth() {
        return Math.max(1, perInt / VECTORS);
    }

    private int stepVectors() {
        return Math.max(1, VECTORS / perInt);
    }

    String source() {
        StringBuilder methods = new StringBuilder();
        methods.append(isQ4() ? PAIR : multiply("multiplyPair", 2, 1));
        methods.append(multiply("multiply", 1, 1));
        methods.append(multiply("multiplyTwo", 1, 2));
        methods.append(WIDEN);
        for (int v = 0; v < VECTORS; v++) {
            methods.append(widen(v));
        }
        return CLASS.replace("@METHODS@", methods)
                .replace("@ONE@", isShort() ? ONE : "")
                .replace("@FORMAT@", blocked ? name + "_0" : name.toUpperCase(Locale.ROOT))
                .replace("@IMPORTS@", Widening.imports(name))
                .replace("@NAME@", className())
                .replace("@STEP_VECTORS@", String.valueOf(stepVectors()));
    }

    private String multiply(String method, int strips, int xs) {
        String blockOf = " + block * BLOCK_BYTES + StripScales.BYTES";
        String call = ("w, at" + blockOf)
                + (strips > 1 ? ", next" + blockOf : "")
                + ", x, xAt + block * X_BLOCK"
                + (xs > 1 ? ", ldx" : "");
        List<String> calls = new ArrayList<>();
        StringBuilder methods = new StringBuilder(blocked ? BLOCKED : loop(PLAIN, strips, xs, 0, VECTORS));
        // C2 does not surely inline all of two k of two vectors into one method
        int part = isQ4() && xs > 1 ? VECTORS / 2 : VECTORS;
        for (int first = 0; blocked && first < VECTORS; first += part) {
            calls.add(method + "Block" + first + "(" + call + ", scratch);");
            methods.append(loop(BLOCK.replace("@FIRST@", String.valueOf(first)), strips, xs, first, first + part));
        }
        return methods.toString()
                .replace("@CALLS@", GenerateKernels.indent(3, calls))
                .replace("@METHOD@", method)
                .replace(
                        "@PARAMETERS@",
                        (strips > 1 ? "long at, long next, " : "long at, ")
                                + (xs > 1 ? "float[] x, int xAt, int ldx" : "float[] x, int xAt"))
                .replace("@Y@", xs > 1 ? "int yAt, int ldy, " : "int yAt, ")
                .replace("@LDY@", xs > 1 ? ", ldy" : ", " + VECTORS + " * LANES")
                .replace("@SUMS@", String.valueOf(strips * xs))
                .replace(
                        "@SCALES@",
                        "at + block * BLOCK_BYTES, " + (strips > 1 ? "next" : "at") + " + block * BLOCK_BYTES")
                .replace("X_BLOCK", isQ4() ? "StripScales.Q4_ARRANGED" : "32")
                .replace("BLOCK_BYTES", "(long) (StripScales.BYTES + " + 32 / depth() + " * STEP_BYTES)")
                .replace("@STEPS@", String.valueOf(32 / depth()));
    }

    /** A loop over k that makes the sums of some vectors of strips. */
    private String loop(String template, int strips, int xs, int first, int end) {
        List<String> zero = new ArrayList<>(Widening.masks(name, first, end));
        List<String> store = new ArrayList<>();
        for (int s = 0; s < strips * xs; s++) {
            String at = s == 0 ? "yAt" : xs > 1 ? "yAt + ldy" : "yAt + " + VECTORS + " * LANES";
            for (int v = first; v < end; v++) {
                zero.add("FloatVector s%d%d = %s;".formatted(s, v, start(xs > 1 && s > 0 ? "xAt + ldx" : "xAt", v)));
                String to = "%s + %d * LANES".formatted(at, v);
                store.add(
                        blocked
                                ? "s%d%d.intoArray(scratch, %d * LANES);".formatted(s, v, s * VECTORS + v)
                                : "s%d%d%s.intoArray(y, %s);".formatted(s, v, factor(), to));
            }
        }
        return template.replace("@STEP@", isShort() ? "k += one" : "k++")
                .replace("@ZERO@", GenerateKernels.indent(2, zero))
                .replace("@BODY@", GenerateKernels.indent(3, body(strips, xs, first, end)))
                .replace("@STORE@", GenerateKernels.indent(2, store));
    }

    /** Where weights have a bias, what it takes off is there from the start. */
    private String start(String xAt, int v) {
        return isQ4()
                ? "FloatVector.broadcast(FLOATS, x[%s + 32] * %s)".formatted(xAt, 1 << 4 * v)
                : "FloatVector.zero(FLOATS)";
    }

    private String factor() {
        return name.equals("Int8") ? ".mul(RowWidening.FROM_TOP_BYTE)" : "";
    }

    private List<String> body(int strips, int xs, int first, int end) {
        List<String> lines = new ArrayList<>();
        for (int s = 0; s < strips; s++) {
            lines.addAll(loads(s, s == 0 ? "at" : "next"));
        }
        for (int d = 0; d < depth(); d++) {
            for (int i = 0; i < xs; i++) {
                lines.add("FloatVector x%d%d = FloatVector.broadcast(FLOATS, x[xAt + %sk * %d + %d]);"
                        .formatted(i, d, i == 0 ? "" : "ldx + ", depth(), d));
            }
            for (int s = 0; s < strips; s++) {
                if (d > 0) {
                    lines.add("IntVector h%d = r%d0.lanewise(LSHR, 16);".formatted(s, s));
                }
                for (int v = first; v < end; v++) {
                    String weight = "w%d%d%d".formatted(s, v, d);
                    lines.addAll(wide(s, v, d, weight));
                    for (int i = 0; i < xs; i++) {
                        String sum = "s%d%d".formatted(s + i, v);
                        lines.add("%s = x%d%d.fma(%s, %s);".formatted(sum, i, d, weight, sum));
                    }
                }
            }
        }
        return lines;
    }

    private List<String> loads(int s, String at) {
        List<String> lines = new ArrayList<>();
        for (int j = 0; j < stepVectors(); j++) {
            lines.add(
                    "IntVector r%d%d = IntVector.fromMemorySegment(INTS, w, %s + (long) k * STEP_BYTES + %d * INT_BYTES, ByteOrder.LITTLE_ENDIAN);"
                            .formatted(s, j, at, j));
        }
        return lines;
    }

    private List<String> wide(int s, int v, int d, String to) {
        return switch (name) {
            case "Q4" -> Widening.lines(name, v, d > 0 ? "h" + s : "r" + s + "0", to);
            case "Q8", "Int8" -> Widening.lines(name, v, "r" + s + "0", to);
            default -> Widening.lines(name, v % 2, "r" + s + v / 2, to);
        };
    }

    private String widen(int v) {
        List<String> lines = new ArrayList<>();
        int j = v * stepVectors() / VECTORS;
        lines.add(
                "IntVector r0%d = IntVector.fromMemorySegment(INTS, w, at + (long) k * STEP_BYTES + %d * INT_BYTES, ByteOrder.LITTLE_ENDIAN);"
                        .formatted(j, j));
        for (int d = 0; d < depth(); d++) {
            if (d > 0) {
                lines.add("IntVector h0 = r00.lanewise(LSHR, 16);");
            }
            String wide = "w" + d;
            lines.addAll(wide(0, v, d, wide));
            String exact = isQ4()
                    ? wide + ".sub(ScalarRowProducts.BIAS_4 << " + 4 * v + ")"
                    : name.equals("Int8") ? wide + ".mul(RowWidening.FROM_TOP_BYTE)" : wide;
            lines.add("%s.intoArray(target, to + (k * %d + %d) * LANES);".formatted(exact, depth(), d));
        }
        return WIDEN_ONE
                .replace("@MASKS@", GenerateKernels.indent(2, Widening.masks(name, v, v + 1)))
                .replace("@V@", String.valueOf(v))
                .replace("@DEPTH@", String.valueOf(depth()))
                .replace("@BODY@", GenerateKernels.indent(3, lines));
    }
}
