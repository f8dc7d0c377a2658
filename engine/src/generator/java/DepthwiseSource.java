import java.util.ArrayList;
import java.util.List;

/**
 * The source of the depthwise 3×3 kernels with channels in lanes, which differ only by how many rows of the output they compute
 * at once, and by the stride down. Rows that lie below each other share what they read of the input and of the weights.
 */
final class DepthwiseSource {
    /** Rows of the output and the stride down; more rows have more memory accesses than C2 inlines into one method. */
    private static final int[][] VARIANTS = {{4, 1}, {3, 1}, {2, 1}, {3, 2}, {2, 2}};

    /** The same with all weights in registers, which takes 32 of them. */
    private static final int[][] SLIDING = {{3, 1}, {2, 1}, {2, 2}};

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

                static void slide(int rows, int stride, int columns, int channels, float[] x, int xAt, int xRow,
                        float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt, int yRow) {
                    switch (4 * stride + rows) {
            @SLIDES@
                        default -> throw new IllegalArgumentException(rows + " rows at stride " + stride);
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

                private static void @NAME@(int columns, int channels, float[] x, int xAt, int xRow,
                        float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt, int yRow) {
                    FloatVector zero = FloatVector.zero(FLOATS);
                    FloatVector b = FloatVector.fromArray(FLOATS, bias, biasAt);
            @BEFORE@
                    for (int j = 0; j < columns; j++) {
            @BODY@
                    }
                }
            """;

    private DepthwiseSource() {}

    /** Adds what a column of taps k sees in a column of the input to a sum of every row. */
    private static void add(List<String> lines, int rows, int stride, int k, String to, String from, String x) {
        for (int row = 0; row < rows; row++) {
            for (int tap = 0; tap < 3; tap++) {
                lines.add("%s%d = %s%d.fma(w%d_%d, %s);"
                        .formatted(to, row, x, row * stride + tap, tap, k, tap > 0 ? to + row : from.formatted(row)));
            }
        }
    }

    private static List<String> load(int rows, int stride, String x, String column) {
        return GenerateKernels.lines(
                (rows - 1) * stride + 3,
                i -> "FloatVector %s%d = FloatVector.fromArray(FLOATS, x, xAt + %d * xRow + %s * channels);"
                        .formatted(x, i, i, column));
    }

    /** Weights, and the sums that are under way when the first output's last column of taps comes. */
    private static List<String> before(int rows, int stride) {
        List<String> lines = new ArrayList<>(GenerateKernels.lines(
                9,
                tap -> "FloatVector w%d_%d = FloatVector.fromArray(FLOATS, w, wAt + %d * FLOATS.length());"
                        .formatted(tap / 3, tap % 3, tap)));
        for (String sum : stride == 1 ? List.of("p", "q") : List.of("p")) {
            lines.addAll(GenerateKernels.lines(rows, row -> "FloatVector %s%d;".formatted(sum, row)));
        }
        lines.addAll(load(rows, stride, "d", "0"));
        add(lines, rows, stride, 0, "p", "zero", "d");
        if (stride == 1) {
            lines.addAll(load(rows, stride, "e", "1"));
            add(lines, rows, stride, 1, "p", "p%d", "e");
            add(lines, rows, stride, 0, "q", "zero", "e");
        }
        return lines;
    }

    /** The input's column that completes an output; its first and second columns of taps see later outputs begin. */
    private static List<String> sliding(int rows, int stride) {
        List<String> lines = new ArrayList<>();
        if (stride == 2) {
            lines.addAll(load(rows, stride, "u", "(2 * j + 1)"));
            add(lines, rows, stride, 1, "p", "p%d", "u");
        }
        lines.addAll(load(rows, stride, "v", stride == 1 ? "(j + 2)" : "(2 * j + 2)"));
        add(lines, rows, stride, 2, "p", "p%d", "v");
        for (int row = 0; row < rows; row++) {
            lines.add("p%d.add(b).intoArray(y, yAt + %d * yRow + j * channels);".formatted(row, row));
        }
        if (stride == 1) {
            add(lines, rows, stride, 1, "p", "q%d", "v");
            add(lines, rows, stride, 0, "q", "zero", "v");
        } else {
            add(lines, rows, stride, 0, "p", "zero", "v");
        }
        return lines;
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
            String name = "slide%dStride%d".formatted(variant[0], variant[1]);
            slides.add("case 4 * %d + %d -> %s(columns, channels, x, xAt, xRow, w, wAt, bias, biasAt, y, yAt, yRow);"
                    .formatted(variant[1], variant[0], name));
            methods.append(SLIDE.replace("@NAME@", name)
                    .replace("@BEFORE@", GenerateKernels.indent(2, before(variant[0], variant[1])))
                    .replace("@BODY@", GenerateKernels.indent(3, sliding(variant[0], variant[1]))));
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
