package dev.lanewise.properties.support;

import static dev.lanewise.properties.support.Shapes.sizes;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Transposed convolutions of finite data: convolutions the other way round, most often with a stride. */
public final class ConvTransposeCases implements ArbitrarySupplier<ConvTransposeCase> {
    /** Two numbers: of rows and of columns. */
    private record Pair(int rows, int columns) {}

    @Override
    public Arbitrary<ConvTransposeCase> get() {
        return cases(ConvShapes.all(), 4);
    }

    /** Transposed convolutions of about the same work as these, with strides of at most so many pixels. */
    public static Arbitrary<ConvTransposeCase> cases(Arbitrary<ConvShape> convolutions, int stride) {
        Arbitrary<Layout> layout = Arbitraries.of(Layout.class);
        Arbitrary<ConvTransposeShape> shapes = Combinators.combine(convolutions, strides(stride), outputPaddings())
                .as(ConvTransposeCases::transposed);
        return Combinators.combine(shapes, layout, layout, ConvCases.contents(), sizes(0, 7))
                .as(ConvTransposeCase::new)
                .withoutEdgeCases();
    }

    private static Arbitrary<Pair> strides(int most) {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(new Pair(1, 1))),
                Tuple.of(4, Arbitraries.just(new Pair(2, 2))),
                Tuple.of(4, Combinators.combine(sizes(1, most), sizes(1, most)).as(Pair::new)));
    }

    private static Arbitrary<Pair> outputPaddings() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(new Pair(0, 0))),
                Tuple.of(1, Arbitraries.just(new Pair(1, 1))),
                Tuple.of(1, Combinators.combine(sizes(0, 3), sizes(0, 3)).as(Pair::new)));
    }

    /** From outputs to inputs, with the same kernel; without padding, where that leaves nothing. */
    private static ConvTransposeShape transposed(ConvShape conv, Pair stride, Pair added) {
        ConvTransposeShape.Builder shape = ConvTransposeShape.builder(
                        conv.outChannels(), conv.inChannels(), conv.kernelHeight(), conv.kernelWidth())
                .input(conv.batch(), conv.outHeight(), conv.outWidth())
                .stride(stride.rows, stride.columns)
                .outputPadding(added.rows, added.columns)
                .dilation(conv.dilationHeight(), conv.dilationWidth())
                .groups(conv.groups());
        ConvTransposeShape whole = shape.build();
        boolean left = whole.outHeight() > conv.padTop() + conv.padBottom()
                && whole.outWidth() > conv.padLeft() + conv.padRight();
        return left
                ? shape.padding(conv.padTop(), conv.padLeft(), conv.padBottom(), conv.padRight())
                        .build()
                : whole;
    }
}
