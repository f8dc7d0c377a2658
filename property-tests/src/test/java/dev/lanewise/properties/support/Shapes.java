package dev.lanewise.properties.support;

import dev.lanewise.properties.support.GemmCase.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Shapes where kernels, panels and blocks begin and end. */
public final class Shapes {
    /** Multiplications of one product: a second of emulated vectors. */
    private static final long LARGEST_PRODUCT = Width.scaled(1 << 22, 1 << 17);

    private static final Integer[] PRIMES = {
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 97, 101, 127
    };
    private static final Integer[] ROWS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 24, 25, 27, 28, 29, 42, 56
    };
    private static final Integer[] DEPTHS = {128, 192, 256, 320, 384, 512, 768};

    private Shapes() {}

    /** Shapes of every kind. */
    public static Arbitrary<Shape> all() {
        Arbitrary<Integer> uniform = sizes(0, 64);
        Arbitrary<Integer> prime = Arbitraries.of(PRIMES);
        Arbitrary<Integer> few = sizes(1, 15);
        Arbitrary<Integer> large = sizes(64, 160);
        return Arbitraries.frequencyOf(
                Tuple.of(1, shapes(sizes(0, 2), sizes(0, 2), sizes(0, 2))),
                Tuple.of(4, shapes(uniform, uniform, uniform)),
                Tuple.of(4, shapes(Arbitraries.of(ROWS), columns(), uniform)),
                Tuple.of(2, shapes(prime, prime, prime)),
                Tuple.of(3, deep()),
                Tuple.of(2, shapes(few, sizes(60, 300), depths())),
                Tuple.of(1, shapes(few, sizes(400, 3000), sizes(1, 9))),
                Tuple.of(1, shapes(sizes(100, 700), columns(), sizes(1, 9))),
                Tuple.of(2, shapes(large, large, large)));
    }

    /** Shapes with nothing zero. */
    public static Arbitrary<Shape> nonEmpty() {
        return all().map(shape -> new Shape(Math.max(1, shape.m()), Math.max(1, shape.n()), Math.max(1, shape.k())));
    }

    /** Sums as long as a block of k, one more, one less, several. */
    public static Arbitrary<Shape> deep() {
        return Arbitraries.oneOf(
                shapes(sizes(1, 30), columns(), depths()), shapes(sizes(1, 3), sizes(1, 9), sizes(1000, 5000)));
    }

    /** As many terms as a block of k, one more, one less. */
    public static Arbitrary<Integer> depths() {
        return Combinators.combine(Arbitraries.of(DEPTHS), sizes(-1, 1)).as(Integer::sum);
    }

    /** Work worth splitting over threads. */
    public static Arbitrary<Shape> splittable() {
        return shapes(sizes(1, 400), sizes(1, 400), sizes(100, 400));
    }

    /** As many columns as some vectors, one more, one less. */
    public static Arbitrary<Integer> columns() {
        return Combinators.combine(sizes(1, 6), sizes(-1, 1))
                .as((vectors, odd) -> Math.max(1, vectors * Width.LANES + odd));
    }

    /** Whole numbers in a range. */
    public static Arbitrary<Integer> sizes(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    private static Arbitrary<Shape> shapes(Arbitrary<Integer> m, Arbitrary<Integer> n, Arbitrary<Integer> k) {
        return Combinators.combine(m, n, k).as(Shapes::limited);
    }

    private static Shape limited(int m, int n, int k) {
        int rows = m;
        int cols = n;
        int depth = k;
        while ((long) rows * cols * depth > LARGEST_PRODUCT) {
            if (rows >= cols && rows >= depth) {
                rows /= 2;
            } else if (cols >= depth) {
                cols /= 2;
            } else {
                depth /= 2;
            }
        }
        return new Shape(rows, cols, depth);
    }
}
