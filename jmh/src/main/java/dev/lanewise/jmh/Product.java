package dev.lanewise.jmh;

import dev.lanewise.reference.ReferenceGemm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One product {@code C = A·B} with its data, dense and row-major: A is m×k, B is k×n.
 *
 * <p>The data are small integers, so every order of summation gives the same bits and {@link #requireCorrect} needs no
 * tolerance.
 */
public class Product {

    private static final int LARGEST = 8;
    private static final long CHECKED_WHOLE = 1 << 22;
    private static final int CHECKED_ROWS = 3;

    private final int m;
    private final int n;
    private final int k;
    private final float[] a;
    private final float[] b;
    private final float[] c;
    private final Map<Integer, double[]> expectedRows = new HashMap<>();

    /**
     * Makes the data; the same for the same sizes.
     *
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     */
    public Product(int m, int n, int k) {
        this.m = m;
        this.n = n;
        this.k = k;
        SplittableRandom random = new SplittableRandom(31L * m + 17L * n + k);
        a = integers(random, Math.multiplyExact(m, k));
        b = integers(random, Math.multiplyExact(k, n));
        c = new float[Math.multiplyExact(m, n)];
    }

    /**
     * Reads a shape as tables write it.
     *
     * @param shape {@code MxNxK}
     * @return m, n and k
     */
    public static int[] sizes(String shape) {
        int[] sizes =
                Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        if (sizes.length != 3) {
            throw new IllegalArgumentException("shape is " + shape + "; it must be of the form MxNxK");
        }
        return sizes;
    }

    /**
     * Makes a product of a shape as tables write it.
     *
     * @param shape {@code MxNxK}
     * @return the product
     */
    public static Product of(String shape) {
        int[] sizes = sizes(shape);
        return new Product(sizes[0], sizes[1], sizes[2]);
    }

    /** {@return rows of C} */
    public int m() {
        return m;
    }

    /** {@return columns of C} */
    public int n() {
        return n;
    }

    /** {@return length of the sums} */
    public int k() {
        return k;
    }

    /** {@return the left operand, m×k} */
    public float[] a() {
        return a;
    }

    /** {@return the right operand, k×n} */
    public float[] b() {
        return b;
    }

    /** {@return where the product goes, m×n} */
    public float[] c() {
        return c;
    }

    /** {@return one FLOP for each multiplication and each addition} */
    public double flops() {
        return 2.0 * m * n * k;
    }

    /** {@return whether one of the operands is a vector} */
    public boolean isMatrixVector() {
        return m == 1 || n == 1;
    }

    /** {@return the shape as tables write it} */
    public String shape() {
        return m + "x" + n + "x" + k;
    }

    /** Overwrites C, so that whoever writes nothing is found out. */
    public void poison() {
        Arrays.fill(c, Float.NaN);
    }

    /**
     * Compares a result with the scalar reference: all rows of a small one, a few of a large one.
     *
     * @param who made it
     * @param result C, dense
     */
    public void requireCorrect(String who, float[] result) {
        requireCorrect(who, result, m);
    }

    /**
     * Compares the first rows of a result with the scalar reference.
     *
     * @param who made it
     * @param result at least these rows of C, dense
     * @param rows how many
     */
    public void requireCorrect(String who, float[] result, int rows) {
        int step = (long) m * n * k <= CHECKED_WHOLE ? 1 : Math.max(1, rows / CHECKED_ROWS);
        for (int i = 0; i < rows; i += step) {
            double[] expected = expectedRows.computeIfAbsent(i, this::expectedRow);
            for (int j = 0; j < n; j++) {
                if (expected[j] != result[i * n + j]) {
                    throw new AssertionError("%s is wrong for %s: C[%d][%d] is %s; it must be %s"
                            .formatted(who, shape(), i, j, result[i * n + j], expected[j]));
                }
            }
        }
    }

    private double[] expectedRow(int i) {
        return ReferenceGemm.multiply(false, false, 1, n, k, 1, a, i * k, k, b, 0, n, 0, c, 0, n)
                .values();
    }

    private static float[] integers(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextInt(-LARGEST, LARGEST + 1);
        }
        return values;
    }
}
