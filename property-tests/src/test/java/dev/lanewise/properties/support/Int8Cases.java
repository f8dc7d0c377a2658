package dev.lanewise.properties.support;

import dev.lanewise.engine.QuantizedType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Builders;
import net.jqwik.api.Tuple;

/** Zero sizes, a few rows, blocks of rows; columns around strips; sums around and beyond what a float holds. */
public final class Int8Cases implements ArbitrarySupplier<Int8Case> {
    @Override
    public Arbitrary<Int8Case> get() {
        Arbitrary<Integer> rows = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0, 13)), Tuple.of(1, Shapes.sizes(14, 60)));
        Arbitrary<Integer> depths = Arbitraries.frequencyOf(
                Tuple.of(3, Shapes.sizes(1, 70)),
                Tuple.of(1, Arbitraries.of(257, 258, 259, 511, 512, 513, 514, 515, 516, 1023, 1024, 1025, 1029, 1543)));
        return Builders.withBuilder(() -> new Object[10])
                .use(rows)
                .in((a, v) -> with(a, 0, v))
                .use(Shapes.sizes(1, 140))
                .in((a, v) -> with(a, 1, v))
                .use(depths)
                .in((a, v) -> with(a, 2, v))
                .use(Arbitraries.of(QuantizedType.class))
                .in((a, v) -> with(a, 3, v))
                .use(Arbitraries.of(QuantizedType.class))
                .in((a, v) -> with(a, 4, v))
                .use(Arbitraries.of(true, false))
                .in((a, v) -> with(a, 5, v))
                .use(Arbitraries.of(true, false))
                .in((a, v) -> with(a, 6, v))
                .use(Arbitraries.of(Int8Case.Content.class))
                .in((a, v) -> with(a, 7, v))
                .use(Arbitraries.integers().between(0, 5))
                .in((a, v) -> with(a, 8, v))
                .use(Arbitraries.integers().between(0, 1 << 20))
                .in((a, v) -> with(a, 9, v))
                .build(a -> new Int8Case(
                        (int) a[0],
                        (int) a[1],
                        (int) a[2],
                        (QuantizedType) a[3],
                        (QuantizedType) a[4],
                        (boolean) a[5] && (int) a[0] > 0,
                        (boolean) a[6],
                        (Int8Case.Content) a[7],
                        (int) a[8],
                        (int) a[9]));
    }

    private static Object[] with(Object[] parts, int at, Object value) {
        Object[] next = parts.clone();
        next[at] = value;
        return next;
    }
}
