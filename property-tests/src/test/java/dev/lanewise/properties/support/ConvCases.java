package dev.lanewise.properties.support;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.ConvCase.Content;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Convolutions of finite data. */
public final class ConvCases implements ArbitrarySupplier<ConvCase> {
    private static final Set<Recipe> FINITE = EnumSet.complementOf(EnumSet.of(Recipe.NON_FINITE));

    @Override
    public Arbitrary<ConvCase> get() {
        return cases(ConvShapes.all());
    }

    /** Convolutions of these shapes. */
    public static Arbitrary<ConvCase> cases(Arbitrary<ConvShape> shapes) {
        Arbitrary<Layout> layout = Arbitraries.of(Layout.class);
        return Combinators.combine(shapes, layout, layout, contents(), Shapes.sizes(0, 7))
                .as(ConvCase::new)
                .withoutEdgeCases();
    }

    /** Integers and uniform data, most often; anything that is finite. */
    static Arbitrary<Content> contents() {
        Arbitrary<Integer> seed = GemmCases.seeds();
        Arbitrary<Recipe> any = Arbitraries.of(FINITE);
        return Arbitraries.frequencyOf(
                Tuple.of(3, seed.map(s -> new Content(Recipe.SMALL_INTEGERS, Recipe.SMALL_INTEGERS, s))),
                Tuple.of(3, seed.map(s -> new Content(Recipe.UNIFORM, Recipe.UNIFORM, s))),
                Tuple.of(1, seed.map(s -> new Content(Recipe.CANCELLATION, Recipe.CANCELLATION, s))),
                Tuple.of(2, Combinators.combine(any, any, seed).as(Content::new)));
    }
}
