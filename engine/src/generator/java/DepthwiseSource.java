import java.util.ArrayList;
import java.util.List;

/**
 * The source of the depthwise 3×3 kernels with channels in lanes, which differ only by how many rows of the output they compute
 * at once, and by the stride down. Rows that lie below each other share what they read of the input and of the weights.
 */
final class DepthwiseSource {
    /** Rows of the output and the stride down; more rows have more memory accesses than C2 inlines into one method. */
    private static final int[][] VARIANTS = {{4, 1}, {3, 1}, {2, 1}, {3, 2}, {2, 2}};

    /**
     * Rows, vectors of channels side by side and stride of the kernels that slide. Two vectors cross three cache lines where arrays do not
     * begin on one, twice one vector four. All weights of two rows are in registers, which takes 32 of them; three rows leave room for none.
     */
    private static final int[][] SLIDING = {{2, 2, 1}, {2, 1, 1}, {3, 2, 1}, {3, 1, 1}, {2, 2, 2}, {2, 1, 2}};

    private static final String CLASS = """
            package dev.lanewise.engine.kernels;

            import static dev.lanewise.engine.kernels.Lanes.FLOATS;

            import jdk.incubator.vector.FloatVector;

            /** Generated: depthwise 3×3 sums of a few rows at once. */
            final class VectorDepthwise3x3 {
                private VectorDepthwise3x3() {}

                static void sum(int rows, int stride, float[] x, int xAt, int xColumn, int xRow,
                        float[] w, int wAt, int wLast, float[] bias, float[] y, int yAt, int yRow, int count) {
                    switch (4 * stride + rows) {
            @CASES@
                        default -> throw new IllegalArgumentException(rows + " rows at stride " + stride);
                    }
                }

                static void slide(int rows, int vectors, int stride, boolean above, boolean below, boolean left, boolean right,
                        int columns, int channels, float[] x, int xAt, int xRow,
                        float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt, int yRow) {
                    switch (32 * rows + 8 * vectors + 4 * stride + (above ? 2 : 0) + (below ? 1 : 0)) {
            @SLIDES@
                        default -> throw new IllegalArgumentException(rows + " rows of " + vectors + " vectors at stride " + stride);
                    }
                }
            @METHODS@}
            """;

    private static final String METHOD = """

                private static void @NAME@(float[] x, int xAt, int xColumn, int xRow,
                        float[] w, int wAt, int wLast, float[] bias, float[] y, int yAt, int yRow, int count) {
                    FloatVector zero = FloatVector.zero(FLOATS);
                    for (int c = 0; c < count; c += FLOATS.length()) {
                        FloatVector b = FloatVector.fromArray(FLOATS, bias, c);
            @BODY@
                    }
                }
            """;

    private static final String SLIDE = """

                private static void @NAME@(@SIDES@,
                        int columns, int channels, float[] x, int xAt, int xRow,
                        float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt, int yRow) {
                    FloatVector zero = FloatVector.zero(FLOATS);
            @BEFORE@
            @BODY@
                }
            """;

    /** Every column of the input completes a sum; those that are complete before the first are overwritten by it. */
    private static final String EACH = """
                    int first = left ? 2 : 1;
                    int seen = columns + (left ? 1 : 0) + (right ? 1 : 0);
                    for (int j = 0; j < seen; j++) {
                        int at = xAt + j * channels;
                        int to = yAt + Math.max(0, j - first) * channels;
            @SUMS@
                    }
                    if (!right) {
                        int to = yAt + (columns - 1) * channels;
            @LAST@
                    }
            """;

    /** Every second column does; a left column of taps is reached by a sum before the first, which is overwritten. */
    private static final String SECOND = """
                    int first = left ? 1 : 0;
                    for (int j = -first; j < columns; j++) {
                        int at = xAt + Math.max(0, 2 * j + first) * channels;
                        int next = xAt + (2 * j + first + 1) * channels;
                        int to = yAt + Math.max(0, j) * channels;
            @SUMS@
                    }
            """;

    private DepthwiseSource() {}

    /** A kernel that slides along the columns, for rows of which the upper or the lower row of taps may be outside. */
    private record Slide(int rows, int vectors, int stride, boolean above, boolean below) {
        String name() {
            return "slide%dx%dStride%d%s%s".formatted(rows, vectors, stride, above ? "" : "Top", below ? "" : "Bottom");
        }

        String source() {
            List<String> before = new ArrayList<>();
            List<String> sums = new ArrayList<>();
            List<String> last = new ArrayList<>();
            for (int v = 0; v < vectors; v++) {
                for (int k = 0; k < 3 && isHeld(); k++) {
                    weights(v, k, before);
                }
                for (int row = 0; row < rows; row++) {
                    before.add("FloatVector p%d_%d = zero;".formatted(v, row));
                    if (stride == 1) {
                        before.add("FloatVector q%d_%d = zero;".formatted(v, row));
                    }
                }
                sums(v, sums);
                store(v, last, "c");
            }
            String loop = stride == 1 ? EACH : SECOND;
            String body = loop.replace("@SUMS@", GenerateKernels.indent(3, sums))
                    .replace("@LAST@", GenerateKernels.indent(3, last));
            return SLIDE.replace("@NAME@", name())
                    .replace("@SIDES@", stride == 1 ? "boolean left, boolean right" : "boolean left")
                    .replace("@BEFORE@", GenerateKernels.indent(2, before))
                    .replace("@BODY@", body.stripTrailing());
        }

        /** What one step adds to the sums of a vector, which wait in p, or in q for the column after the next. */
        private void sums(int v, List<String> lines) {
            if (stride == 2) {
                load(v, "u", "at", lines);
                add(v, 1, "p", "p", "u", lines);
            }
            load(v, "v", stride == 1 ? "at" : "next", lines);
            add(v, 2, "p", "p", "v", lines);
            store(v, lines, "b");
            if (stride == 1) {
                add(v, 1, "p", "q", "v", lines);
            }
            add(v, 0, stride == 1 ? "q" : "p", "zero", "v", lines);
        }

        /** Whether weights stay in registers. */
        private boolean isHeld() {
            return rows == 2 || vectors == 1;
        }

        private static void weights(int v, int k, List<String> lines) {
            for (int tap = 0; tap < 3; tap++) {
                lines.add("FloatVector w%d_%d_%d = FloatVector.fromArray(FLOATS, w, wAt + %d * FLOATS.length());"
                        .formatted(v, tap, k, 9 * v + 3 * tap + k));
            }
        }

        private boolean isInside(int row) {
            return (above || row > 0) && (below || row < (rows - 1) * stride + 2);
        }

        private void load(int v, String x, String at, List<String> lines) {
            for (int row = 0; row < (rows - 1) * stride + 3; row++) {
                if (isInside(row)) {
                    lines.add(
                            "FloatVector %s%d_%d = FloatVector.fromArray(FLOATS, x, %s + %d * xRow + %d * FLOATS.length());"
                                    .formatted(x, v, row, at, row, v));
                }
            }
        }

        private void store(int v, List<String> lines, String bias) {
            lines.add("FloatVector %s%d = FloatVector.fromArray(FLOATS, bias, biasAt + %d * FLOATS.length());"
                    .formatted(bias, v, v));
            for (int row = 0; row < rows; row++) {
                lines.add("p%d_%d.add(%s%d).intoArray(y, to + %d * yRow + %d * FLOATS.length());"
                        .formatted(v, row, bias, v, row, v));
            }
        }

        /** Adds what a column of taps k sees in a column of the input to a sum of every row. */
        private void add(int v, int k, String to, String from, String x, List<String> lines) {
            if (!isHeld()) {
                weights(v, k, lines);
            }
            for (int row = 0; row < rows; row++) {
                String sum = from.equals("zero") ? from : "%s%d_%d".formatted(from, v, row);
                for (int tap = 0; tap < 3; tap++) {
                    int line = row * stride + tap;
                    if (isInside(line)) {
                        String target = "%s%d_%d".formatted(to, v, row);
                        lines.add("%s = %s%d_%d.fma(w%d_%d_%d, %s);".formatted(target, x, v, line, v, tap, k, sum));
                        sum = target;
                    }
                }
            }
        }
    }

    static String name() {
        return "VectorDepthwise3x3";
    }

    static String source() {
        StringBuilder methods = new StringBuilder();
        List<String> cases = new ArrayList<>();
        for (int[] variant : VARIANTS) {
            String name = "rows%dStride%d".formatted(variant[0], variant[1]);
            cases.add("case 4 * %d + %d -> %s(x, xAt, xColumn, xRow, w, wAt, wLast, bias, y, yAt, yRow, count);"
                    .formatted(variant[1], variant[0], name));
            methods.append(METHOD.replace("@NAME@", name)
                    .replace("@BODY@", GenerateKernels.indent(3, body(variant[0], variant[1]))));
        }
        List<String> slides = new ArrayList<>();
        for (int[] variant : SLIDING) {
            for (int edges = 0; edges < 4; edges++) {
                Slide slide = new Slide(variant[0], variant[1], variant[2], edges >= 2, edges % 2 > 0);
                String sides = slide.stride == 1 ? "left, right" : "left";
                slides.add(
                        "case 32 * %d + 8 * %d + 4 * %d + %d -> %s(%s, columns, channels, x, xAt, xRow, w, wAt, bias, biasAt, y, yAt, yRow);"
                                .formatted(slide.rows, slide.vectors, slide.stride, edges, slide.name(), sides));
                methods.append(slide.source());
            }
        }
        return CLASS.replace("@CASES@", GenerateKernels.indent(3, cases))
                .replace("@SLIDES@", GenerateKernels.indent(3, slides))
                .replace("@METHODS@", methods);
    }

    /** Column after column of taps, row after row of the input: what each adds to the rows of the output that see it. */
    private static List<String> body(int rows, int stride) {
        List<String> lines = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < (rows - 1) * stride + 3; i++) {
                lines.add("FloatVector x%d_%d = FloatVector.fromArray(FLOATS, x, xAt + %d * xRow + %d * xColumn + c);"
                        .formatted(i, k, i, k));
                if (i < 3) {
                    lines.add("FloatVector w%d_%d = FloatVector.fromArray(FLOATS, w, %s);"
                            .formatted(i, k, weight(3 * i + k)));
                }
                for (int row = 0; row < rows; row++) {
                    int tap = i - row * stride;
                    if (tap >= 0 && tap < 3) {
                        boolean first = tap == 0 && k == 0;
                        lines.add("%sy%d = x%d_%d.fma(w%d_%d, %s);"
                                .formatted(first ? "FloatVector " : "", row, i, k, tap, k, first ? "zero" : "y" + row));
                    }
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            lines.add("y%d.add(b).intoArray(y, yAt + %d * yRow + c);".formatted(row, row));
        }
        return lines;
    }

    private static String weight(int tap) {
        return tap < 8 ? "wAt + (c << 3) + %d * FLOATS.length()".formatted(tap) : "wLast + c";
    }
}
