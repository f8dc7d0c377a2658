import java.util.ArrayList;
import java.util.List;

/**
 * The source of the depthwise 3×3 kernels with channels in lanes, which differ only by how many rows of the output they compute
 * at once, and by the stride down. Rows that lie below each other share what they read of the input and of the weights.
 */
final class DepthwiseSource {
    /** Rows of the output and the stride down; more rows have more memory accesses than C2 inlines into one method. */
    private static final int[][] VARIANTS = {{4, 1}, {3, 1}, {2, 1}, {3, 2}, {2, 2}};

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

    private DepthwiseSource() {}

    static String name() {
        return "VectorDepthwise3x3";
    }

    static String source() {
        StringBuilder cases = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        for (int[] variant : VARIANTS) {
            int rows = variant[0];
            int stride = variant[1];
            String name = "rows%dStride%d".formatted(rows, stride);
            cases.append(cases.isEmpty() ? "" : "\n")
                    .append(
                            "            case 4 * %d + %d -> %s(x, xAt, xColumn, xRow, w, wAt, wLast, bias, y, yAt, yRow, count);"
                                    .formatted(stride, rows, name));
            methods.append(
                    METHOD.replace("@NAME@", name).replace("@BODY@", GenerateKernels.indent(3, body(rows, stride))));
        }
        return CLASS.replace("@CASES@", cases).replace("@METHODS@", methods);
    }

    /** Row after row of the input: what each adds to the rows of the output that see it, in the order of the taps. */
    private static List<String> body(int rows, int stride) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < (rows - 1) * stride + 3; i++) {
            for (int k = 0; k < 3; k++) {
                lines.add("FloatVector x%d_%d = FloatVector.fromArray(FLOATS, x, xAt + %d * xRow + %d * xColumn + c);"
                        .formatted(i, k, i, k));
            }
            for (int k = 0; i < 3 && k < 3; k++) {
                lines.add("FloatVector w%d_%d = FloatVector.fromArray(FLOATS, w, %s);"
                        .formatted(i, k, weight(3 * i + k)));
            }
            for (int row = 0; row < rows; row++) {
                int tap = i - row * stride;
                for (int k = 0; tap >= 0 && tap < 3 && k < 3; k++) {
                    boolean first = tap == 0 && k == 0;
                    lines.add("%sy%d = x%d_%d.fma(w%d_%d, %s);"
                            .formatted(first ? "FloatVector " : "", row, i, k, tap, k, first ? "zero" : "y" + row));
                }
                if (tap == 2) {
                    lines.add("y%d.add(b).intoArray(y, yAt + %d * yRow + c);".formatted(row, row));
                }
            }
        }
        return lines;
    }

    private static String weight(int tap) {
        return tap < 8 ? "wAt + (c << 3) + %d * FLOATS.length()".formatted(tap) : "wLast + c";
    }
}
