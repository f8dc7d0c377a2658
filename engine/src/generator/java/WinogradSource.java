import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The source of one-dimensional Winograd transforms on the points 0, ±p for every p, and infinity; without any p, of copies.
 * With M(x) = x·Π(x² − p²), the input row of a finite point q is M(x)/(x − q) and that of infinity M(x); the output row k is
 * qᵏ, and infinity joins the last. Even and odd powers are summed once for +p and −p.
 *
 * <p>With a stride of 2 and three taps, the outer taps see every second input, as a kernel of two without stride, on the finite points
 * alone; what the middle taps see is copied, and joins an output each.
 *
 * @param vector whether it computes with vectors
 * @param points the positive points
 * @param stride 1 or 2
 */
record WinogradSource(boolean vector, List<Double> points, int stride) {
    private static final String CLASS = """
            package dev.lanewise.engine.kernels;

            @IMPORTS@
            /** Generated: Winograd transforms on @POINTS@ point(s). */
            final class @NAME@ implements WinogradTransform {
                @Override
                public int points() {
                    return @POINTS@;
                }

                @Override
                public int stride() {
                    return @STRIDE@;
                }

                @Override
                public double[] finitePoints() {
                    return new double[] {@FINITE@};
                }
            @INPUT@
                @Override
                public void output(int outputs, int rows, int count,
                        float[] source, int s, int sRow, int sPoint, float[] target, int t, int tRow, int tPoint) {
                    switch (outputs) {
            @CASES@
                        default -> throw new IllegalArgumentException("outputs is " + outputs);
                    }
                }
            @OUTPUTS@}
            """;

    private static final String METHOD = """

            @HEAD@(int rows, int count,
                        float[] source, int s, int sRow, int sPoint, float[] target, int t, int tRow, int tPoint) {
            @CONSTANTS@
                    for (int row = 0; row < rows; row++) {
                        int from = s + row * sRow;
                        int to = t + row * tRow;
                        for (int i = 0; i < count; i += @LANES@) {
            @BODY@
                        }
                    }
                }
            """;

    /** Collects lines, and the constants that they use. */
    private final class Body {
        private final List<Double> constants = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();

        void let(String name, String value) {
            lines.add((vector ? "FloatVector " : "float ") + name + " = " + value + ";");
        }

        String load(int point) {
            return vector
                    ? "FloatVector.fromArray(FLOATS, source, from + %d * sPoint + i)".formatted(point)
                    : "source[from + %d * sPoint + i]".formatted(point);
        }

        void store(int point, String value) {
            lines.add(
                    vector
                            ? "%s.intoArray(target, to + %d * tPoint + i);".formatted(value, point)
                            : "target[to + %d * tPoint + i] = %s;".formatted(point, value));
        }

        /** Terms with factors, the first of factor 1 if there is such a term. */
        String sum(List<String> names, List<Double> factors) {
            int first = Math.max(0, factors.indexOf(1.0));
            String sum = scaled(names.get(first), factors.get(first));
            for (int i = 0; i < names.size(); i++) {
                if (i != first && factors.get(i) != 0) {
                    sum = add(sum, names.get(i), factors.get(i));
                }
            }
            return sum;
        }

        private String add(String sum, String name, double factor) {
            if (factor == 1) {
                return vector ? name + ".add(" + sum + ")" : name + " + " + sum;
            }
            return vector
                    ? name + ".fma(" + constant(factor) + ", " + sum + ")"
                    : name + " * " + constant(factor) + " + " + sum;
        }

        private String scaled(String name, double factor) {
            if (factor == 1) {
                return name;
            }
            return vector ? name + ".mul(" + constant(factor) + ")" : name + " * " + constant(factor);
        }

        private String constant(double value) {
            if (!constants.contains(value)) {
                constants.add(value);
            }
            return "k" + constants.indexOf(value);
        }

        String method(String head) {
            String declarations = IntStream.range(0, constants.size())
                    .mapToObj(i -> (vector
                                    ? "        FloatVector k%d = FloatVector.broadcast(FLOATS, %sf);"
                                    : "        float k%d = %sf;")
                            .formatted(i, Float.toString(constants.get(i).floatValue())))
                    .collect(Collectors.joining("\n"));
            return METHOD.replace("@HEAD@", head)
                    .replace("@CONSTANTS@", declarations)
                    .replace("@LANES@", vector ? "FLOATS.length()" : "1")
                    .replace("@BODY@", GenerateKernels.indent(4, lines));
        }
    }

    private int size() {
        return points.isEmpty() ? 1 : stride == 2 ? finite() + outputsOfStride() : finite() + 1;
    }

    private int finite() {
        return 2 * points.size() + 1;
    }

    private int outputsOfStride() {
        return finite() - 1;
    }

    String name() {
        return (vector ? "Vector" : "Scalar") + "Winograd" + size();
    }

    String source() {
        List<Integer> outputs = stride == 2
                ? List.of(outputsOfStride())
                : IntStream.range(Math.min(2, size()), Math.max(2, size()))
                        .boxed()
                        .toList();
        return CLASS.replace(
                        "@IMPORTS@",
                        vector
                                ? "import static dev.lanewise.engine.kernels.Lanes.FLOATS;\n\nimport jdk.incubator.vector.FloatVector;\n"
                                : "")
                .replace("@NAME@", name())
                .replace("@POINTS@", Integer.toString(size()))
                .replace("@STRIDE@", Integer.toString(stride))
                .replace(
                        "@FINITE@",
                        points.isEmpty()
                                ? ""
                                : "0, "
                                        + points.stream()
                                                .map(p -> p + ", -" + p)
                                                .collect(Collectors.joining(", ")))
                .replace("@INPUT@", input())
                .replace(
                        "@CASES@",
                        outputs.stream()
                                .map(m ->
                                        "            case %d -> output%d(rows, count, source, s, sRow, sPoint, target, t, tRow, tPoint);"
                                                .formatted(m, m))
                                .collect(Collectors.joining("\n")))
                .replace("@OUTPUTS@", outputs.stream().map(this::output).collect(Collectors.joining()));
    }

    private String input() {
        Body body = new Body();
        for (int i = 0; i < size(); i++) {
            body.let("d" + i, body.load(i));
        }
        if (points.isEmpty()) {
            body.store(0, "d0");
        } else {
            List<Double> all = coefficients(points);
            body.store(0, body.sum(every(0, all.size()), all));
            for (int i = 0; i < points.size(); i++) {
                List<Double> others = new ArrayList<>(points);
                double p = others.remove(i);
                List<Double> factors = coefficients(others);
                body.let("e" + i, body.sum(every(2, factors.size()), factors));
                body.let("o" + i, body.scaled("(" + body.sum(every(1, factors.size()), factors) + ")", p));
                body.store(2 * i + 1, vector ? "e%d.add(o%d)".formatted(i, i) : "e%d + o%d".formatted(i, i));
                body.store(2 * i + 2, vector ? "e%d.sub(o%d)".formatted(i, i) : "e%d - o%d".formatted(i, i));
            }
            for (int i = 0; stride == 2 && i < outputsOfStride(); i++) {
                body.store(finite() + i, "d" + (2 * i + 1));
            }
            if (stride == 1) {
                body.store(size() - 1, body.sum(every(1, all.size()), all));
            }
        }
        return body.method("    @Override\n    public void input");
    }

    private String output(int outputs) {
        Body body = new Body();
        body.let("m0", body.load(0));
        for (int i = finite(); !points.isEmpty() && i < size(); i++) {
            body.let("m" + i, body.load(i));
        }
        for (int i = 0; i < points.size(); i++) {
            body.let("m" + (2 * i + 1), body.load(2 * i + 1));
            body.let("m" + (2 * i + 2), body.load(2 * i + 2));
            body.let("s" + i, (vector ? "m%d.add(m%d)" : "m%d + m%d").formatted(2 * i + 1, 2 * i + 2));
            body.let("d" + i, (vector ? "m%d.sub(m%d)" : "m%d - m%d").formatted(2 * i + 1, 2 * i + 2));
        }
        for (int k = 0; k < outputs; k++) {
            List<String> names = new ArrayList<>();
            List<Double> factors = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                names.add((k % 2 == 0 ? "s" : "d") + i);
                factors.add(Math.pow(points.get(i), k));
            }
            if (k == 0) {
                names.add("m0");
                factors.add(1.0);
            }
            if (stride == 2 || (k == outputs - 1 && !points.isEmpty())) {
                names.add("m" + (stride == 2 ? finite() + k : size() - 1));
                factors.add(1.0);
            }
            body.store(k, body.sum(names, factors));
        }
        return body.method("    private static void output" + outputs);
    }

    /** Of the inputs that the transform sees, those number first, first + 2 and so on. */
    private List<String> every(int first, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "d" + stride * (first + 2 * i))
                .toList();
    }

    /** Of Π(y − p²), lowest power of y first. */
    private static List<Double> coefficients(List<Double> roots) {
        List<Double> product = List.of(1.0);
        for (double p : roots) {
            List<Double> next = new ArrayList<>();
            for (int i = 0; i <= product.size(); i++) {
                double shifted = i > 0 ? product.get(i - 1) : 0;
                next.add(i < product.size() ? shifted - p * p * product.get(i) : shifted);
            }
            product = next;
        }
        return product;
    }
}
