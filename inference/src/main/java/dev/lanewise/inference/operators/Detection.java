package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Boxes around what was found in pictures, and determinants. */
final class Detection {
    private Detection() {}

    /** Of boxes that overlap, those with the best scores: rows of batch, class and box. */
    static void nonMaxSuppression(NodeContext context) {
        Tensor boxes = context.tensor(0);
        Tensor scores = context.tensor(1);
        long most = context.has(2) ? context.integers(2)[0] : 0;
        float overlap = context.has(3) ? context.tensor(3).floats()[0] : 0;
        float least = context.has(4) ? context.tensor(4).floats()[0] : Float.NEGATIVE_INFINITY;
        boolean centred = context.attributes().flag("center_point_box", false);
        int classes = scores.sizes()[1];
        int count = scores.sizes()[2];
        List<Long> rows = new ArrayList<>();
        for (int part = 0; part < scores.sizes()[0] * classes; part++) {
            int first = part * count;
            int image = part / classes * count;
            List<Integer> chosen = new ArrayList<>();
            int[] best = IntStream.range(0, count)
                    .filter(i -> scores.floats()[first + i] > least)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -scores.floats()[first + i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int box : best) {
                boolean free = chosen.stream()
                        .noneMatch(other -> common(boxes.floats(), image + box, image + other, centred) > overlap);
                if (free && chosen.size() < most) {
                    chosen.add(box);
                }
            }
            for (int box : chosen) {
                rows.add((long) (part / classes));
                rows.add((long) (part % classes));
                rows.add((long) box);
            }
        }
        long[] indices = rows.stream().mapToLong(Long::longValue).toArray();
        context.result(0, Tensor.of(indices, indices.length / 3, 3));
    }

    /** Area that two boxes share, as a part of that which they cover. */
    private static double common(float[] boxes, int a, int b, boolean centred) {
        double shared = 1;
        double areaA = 1;
        double areaB = 1;
        for (int d = 0; d < 2; d++) {
            double lowA = low(boxes, a, d, centred);
            double lowB = low(boxes, b, d, centred);
            double highA = high(boxes, a, d, centred);
            double highB = high(boxes, b, d, centred);
            shared *= Math.max(0, Math.min(highA, highB) - Math.max(lowA, lowB));
            areaA *= highA - lowA;
            areaB *= highB - lowB;
        }
        return shared == 0 ? 0 : shared / (areaA + areaB - shared);
    }

    private static double low(float[] boxes, int box, int dimension, boolean centred) {
        double one = boxes[4 * box + dimension];
        double other = boxes[4 * box + 2 + dimension];
        return centred ? one - other / 2 : Math.min(one, other);
    }

    private static double high(float[] boxes, int box, int dimension, boolean centred) {
        double one = boxes[4 * box + dimension];
        double other = boxes[4 * box + 2 + dimension];
        return centred ? one + other / 2 : Math.max(one, other);
    }

    /** Determinants of square matrices, by elimination with pivots. */
    static void determinant(NodeContext context) {
        Value x = context.plain(0);
        Unary.requireNumbers(x);
        int[] shape = x.shape();
        int n = shape[shape.length - 1];
        int[] stack = Arrays.copyOf(shape, shape.length - 2);
        Value y = context.output(0, x.type(), stack);
        context.step(frame -> {
            for (int i = 0; i < Shapes.elements(stack); i++) {
                double[] matrix = new double[n * n];
                for (int k = 0; k < matrix.length; k++) {
                    matrix[k] = Elements.number(frame.array(x), x.type(), frame.at(x) + i * n * n + k);
                }
                Elements.put(frame.array(y), y.type(), frame.at(y) + i, determinant(matrix, n));
            }
        });
    }

    private static double determinant(double[] a, int n) {
        double product = 1;
        for (int c = 0; c < n; c++) {
            int column = c;
            int pivot = IntStream.range(c, n)
                    .boxed()
                    .max(Comparator.comparingDouble(row -> Math.abs(a[row * n + column])))
                    .orElseThrow();
            if (a[pivot * n + c] == 0) {
                return 0;
            }
            product *= (pivot == c ? 1 : -1) * a[pivot * n + c];
            for (int k = 0; k < n && pivot != c; k++) {
                double swapped = a[c * n + k];
                a[c * n + k] = a[pivot * n + k];
                a[pivot * n + k] = swapped;
            }
            for (int row = c + 1; row < n; row++) {
                double factor = a[row * n + c] / a[c * n + c];
                for (int k = c; k < n; k++) {
                    a[row * n + k] -= factor * a[c * n + k];
                }
            }
        }
        return product;
    }
}
