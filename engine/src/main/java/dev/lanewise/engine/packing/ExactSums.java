package dev.lanewise.engine.packing;

import java.util.Arrays;

/**
 * Whether sums of products of small integers are exact in floats, certified for given weights and all inputs up to a magnitude. A float
 * holds every multiple of g up to 2²⁴·g, so it is enough that no intermediate value, partial sums included, is beyond that. Every one is an
 * integer combination of inputs, bounded by the sum of its coefficients' magnitudes times the largest input.
 *
 * <p>Source of the transforms: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
 */
public final class ExactSums {
    private static final long EXACT = 1L << 24;
    private static final int POINTS = 4;
    private static final int KERNEL = 9;

    /** What the weights of Winograd on four points are multiplied by to be integers. */
    private static final int SCALE_BITS = 2;

    /** Products, then partial and whole sums of columns, then of rows of both outputs. */
    private static final int VALUES = POINTS * POINTS + POINTS * POINTS + 2 * POINTS;

    private ExactSums() {}

    /**
     * Certifies direct sums in any order.
     *
     * @param weights whole numbers, {@code [outputs][length]}
     * @param outputs how many sums
     * @param length products of a sum
     * @param first first product
     * @param end one past the last
     * @param largest magnitude of the largest input
     * @return whether all sums of these products are exact
     */
    public static boolean direct(float[] weights, int outputs, int length, int first, int end, int largest) {
        for (int o = 0; o < outputs; o++) {
            long sum = 0;
            for (int k = first; k < end; k++) {
                sum += (long) Math.abs(weights[o * length + k]);
            }
            if (sum * largest > EXACT) {
                return false;
            }
        }
        return true;
    }

    /**
     * Certifies whole sums and the bias that is added to them.
     *
     * @param weights whole numbers, {@code [outputs][length]}
     * @param outputs how many sums
     * @param length products of a sum
     * @param largest magnitude of the largest input
     * @param bias a term of every sum, or null
     * @return whether every sum and its bias are exact
     */
    public static boolean biased(float[] weights, int outputs, int length, int largest, int[] bias) {
        for (int o = 0; o < outputs; o++) {
            long sum = 0;
            for (int k = 0; k < length; k++) {
                sum += (long) Math.abs(weights[o * length + k]);
            }
            if (sum * largest + (bias == null ? 0 : Math.abs((long) bias[o])) > EXACT) {
                return false;
            }
        }
        return true;
    }

    /**
     * Certifies F(2×2, 3×3): transforms, products, their sums over channels, and the transforms back.
     *
     * @param weights whole numbers, {@code [outputs][channels][3][3]}
     * @param outputs output channels
     * @param channels input channels
     * @param first first input channel
     * @param end one past the last
     * @param largest magnitude of the largest input
     * @return whether every value is exact
     */
    public static boolean winograd(float[] weights, int outputs, int channels, int first, int end, int largest) {
        long[] norms = new long[VALUES];
        int[] bits = new int[VALUES];
        int[][] u = new int[POINTS][POINTS];
        int[][] even = new int[POINTS][];
        int[][] odd = new int[POINTS][];
        for (int o = 0; o < outputs; o++) {
            Arrays.fill(norms, 0);
            Arrays.fill(bits, 0);
            for (int c = first; c < end; c++) {
                transform(weights, (o * channels + c) * KERNEL, u);
                add(u, even, odd, norms, bits);
            }
            for (int v = 0; v < VALUES; v++) {
                int common = Math.min(SCALE_BITS, Integer.numberOfTrailingZeros(bits[v]));
                if ((norms[v] >> common) * largest > EXACT) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Four times G·g·Gᵀ, as the engine's transforms have it: the point 0 with the opposite sign. */
    private static void transform(float[] weights, int at, int[][] u) {
        int[][] columns = new int[POINTS][3];
        for (int x = 0; x < 3; x++) {
            int[] column = points((int) weights[at + x], (int) weights[at + 3 + x], (int) weights[at + 6 + x]);
            for (int i = 0; i < POINTS; i++) {
                columns[i][x] = column[i];
            }
        }
        for (int i = 0; i < POINTS; i++) {
            u[i] = points(columns[i][0], columns[i][1], columns[i][2]);
        }
    }

    private static int[] points(int a, int b, int c) {
        return new int[] {-2 * a, a + b + c, a - b + c, 2 * c};
    }

    /** Adds what a channel contributes to the coefficients of every value. */
    private static void add(int[][] u, int[][] even, int[][] odd, long[] norms, int[] bits) {
        int value = 0;
        for (int i = 0; i < POINTS; i++) {
            for (int j = 0; j < POINTS; j++) {
                // both transforms of an input are a sum or a difference of two
                note(value++, 4L * Math.abs(u[i][j]), u[i][j], norms, bits);
            }
        }
        for (int j = 0; j < POINTS; j++) {
            even[j] = even(u[0][j], u[1][j], u[2][j]);
            odd[j] = odd(u[1][j], u[2][j], u[3][j]);
            int sum = u[1][j] + u[2][j];
            int difference = u[1][j] - u[2][j];
            long partial = 2L * (Math.abs(sum) + Math.abs(difference));
            note(value++, partial, sum | difference, norms, bits);
            note(value++, 2 * norm(even[j]), bits(even[j]), norms, bits);
            note(value++, partial, sum | difference, norms, bits);
            note(value++, 2 * norm(odd[j]), bits(odd[j]), norms, bits);
        }
        value = addRows(even, value, norms, bits);
        addRows(odd, value, norms, bits);
    }

    /** The second transform back, of a row of sums of columns. */
    private static int addRows(int[][] h, int first, long[] norms, int[] bits) {
        int value = first;
        long partial = 0;
        long even = 0;
        long odd = 0;
        int partialBits = 0;
        int evenBits = 0;
        int oddBits = 0;
        for (int q = 0; q < POINTS; q++) {
            int sum = h[1][q] + h[2][q];
            int difference = h[1][q] - h[2][q];
            partial += (long) Math.abs(sum) + Math.abs(difference);
            partialBits |= sum | difference;
            int[] e = even(h[0][q], h[1][q], h[2][q]);
            int[] o = odd(h[1][q], h[2][q], h[3][q]);
            even += norm(e);
            odd += norm(o);
            evenBits |= bits(e);
            oddBits |= bits(o);
        }
        note(value++, partial, partialBits, norms, bits);
        note(value++, even, evenBits, norms, bits);
        note(value++, partial, partialBits, norms, bits);
        note(value++, odd, oddBits, norms, bits);
        return value;
    }

    /** Coefficients of the inputs in m₁ + m₂ + m₀. */
    private static int[] even(int u0, int u1, int u2) {
        return new int[] {-u0, u1 - u2, u1 + u2 + u0, 0};
    }

    /** Coefficients of the inputs in m₁ − m₂ + m₃. */
    private static int[] odd(int u1, int u2, int u3) {
        return new int[] {0, u1 + u2 - u3, u1 - u2, u3};
    }

    private static void note(int value, long norm, int of, long[] norms, int[] bits) {
        norms[value] += norm;
        bits[value] |= of;
    }

    private static long norm(int[] coefficients) {
        long norm = 0;
        for (int c : coefficients) {
            norm += Math.abs(c);
        }
        return norm;
    }

    private static int bits(int[] coefficients) {
        int bits = 0;
        for (int c : coefficients) {
            bits |= c;
        }
        return bits;
    }
}
