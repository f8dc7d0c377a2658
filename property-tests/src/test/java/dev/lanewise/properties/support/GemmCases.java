package dev.lanewise.properties.support;

import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.GemmCase.Content;
import dev.lanewise.properties.support.GemmCase.Factors;
import dev.lanewise.properties.support.GemmCase.Layout;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Calls of a matrix product. */
public final class GemmCases implements ArbitrarySupplier<GemmCase> {
    private static final int LARGEST_SEED = 9999;

    @Override
    public Arbitrary<GemmCase> get() {
        return cases(Shapes.all());
    }

    /** Calls of these shapes. */
    public static Arbitrary<GemmCase> cases(Arbitrary<GemmCase.Shape> shapes) {
        return Combinators.combine(
                        Arbitraries.of(Transpose.class),
                        Arbitraries.of(Transpose.class),
                        shapes,
                        factors(),
                        layouts(),
                        contents())
                .as(GemmCase::new)
                .withoutEdgeCases();
    }

    /** Zeros of both signs, ones of both signs, and two whose products are exact. */
    public static Arbitrary<Factors> factors() {
        Arbitrary<Float> factor = Arbitraries.of(0f, -0f, 1f, -1f, 0.25f, -0.5f);
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(new Factors(1, 0))),
                Tuple.of(1, Arbitraries.just(new Factors(1, 1))),
                Tuple.of(3, Combinators.combine(factor, factor).as(Factors::new)));
    }

    private static Arbitrary<Layout> layouts() {
        Arbitrary<Integer> pad = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.integers().between(0, 9)));
        Arbitrary<Integer> shift = Arbitraries.integers().between(0, 7);
        return Combinators.combine(pad, pad, pad, shift, shift, shift).as(Layout::new);
    }

    /** Recipes that fit together, and any. */
    public static Arbitrary<Content> contents() {
        Arbitrary<Integer> seed = seeds();
        Arbitrary<Recipe> any = Arbitraries.of(Recipe.class);
        return Arbitraries.frequencyOf(
                Tuple.of(2, seed.map(s -> of(Recipe.SMALL_INTEGERS, s))),
                Tuple.of(2, seed.map(s -> of(Recipe.UNIFORM, s))),
                Tuple.of(1, seed.map(s -> of(Recipe.CANCELLATION, s))),
                Tuple.of(1, seed.map(s -> of(Recipe.DRIFT, s))),
                Tuple.of(4, Combinators.combine(any, any, any, seed).as(Content::new)));
    }

    /** Seeds short enough to print and type. */
    public static Arbitrary<Integer> seeds() {
        return Arbitraries.integers().between(0, LARGEST_SEED);
    }

    private static Content of(Recipe recipe, int seed) {
        return new Content(recipe, recipe, recipe, seed);
    }
}
