package dev.lanewise.properties.support;

import static dev.lanewise.properties.support.Shapes.sizes;

import dev.lanewise.engine.planning.ConvShape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Shapes of convolutions, so that every algorithm finds some that it serves, and its tails in them. */
public final class ConvShapes {
    /** Multiplications of one convolution. */
    private static final long MOST = Width.scaled(1 << 19, 1 << 14);

    /** Two numbers: of rows and of columns. */
    private record Pair(int rows, int columns) {}

    private record Padding(int top, int left, int bottom, int right) {}

    private record Kernel(Pair size, Pair stride, Pair dilation, Padding padding) {}

    private record Channels(int groups, int in, int out) {}

    private record Images(int batch, Pair size) {}

    private ConvShapes() {}

    /** Shapes of every kind. */
    public static Arbitrary<ConvShape> all() {
        return Arbitraries.frequencyOf(Tuple.of(9, upTo(MOST)), Tuple.of(1, wide()));
    }

    /** Whole vectors of channels, which algorithms read in place, of rows longer than what they take at a time. */
    private static Arbitrary<ConvShape> wide() {
        Arbitrary<Channels> channels = Combinators.combine(
                        Arbitraries.just(1), sizes(1, 2).map(vectors -> vectors * Width.LANES), sizes(1, Width.LANES))
                .as(Channels::new);
        Arbitrary<Images> images = Combinators.combine(sizes(1, 2), pairs(sizes(6, 14), sizes(33, 80)))
                .as(Images::new);
        return Combinators.combine(channels, kernels(), images)
                .as((some, kernel, image) -> shape(some, kernel, image, 4 * MOST));
    }

    /** Shapes of every kind with about so many multiplications, most of them. */
    public static Arbitrary<ConvShape> large(long multiplications) {
        Arbitrary<Images> large = Combinators.combine(sizes(1, 3), pairs(sizes(30, 80), sizes(30, 80)))
                .as(Images::new);
        Arbitrary<Channels> ungrouped = Combinators.combine(Arbitraries.just(1), sizes(30, 100), sizes(30, 100))
                .as(Channels::new);
        Arbitrary<Channels> depthwise = Combinators.combine(sizes(60, 300), Arbitraries.just(1), sizes(1, 2))
                .as(Channels::new);
        return Combinators.combine(Arbitraries.oneOf(ungrouped, depthwise), kernels(), large)
                .as((channels, kernel, images) -> shape(channels, kernel, images, multiplications));
    }

    private static Arbitrary<ConvShape> upTo(long multiplications) {
        return Combinators.combine(channels(), kernels(), images())
                .as((channels, kernel, images) -> shape(channels, kernel, images, multiplications));
    }

    /** As many as vectors, one more, one less; few; any; more than a block of sums. */
    private static Arbitrary<Channels> channels() {
        Arbitrary<Integer> some = Arbitraries.frequencyOf(
                Tuple.of(2, sizes(1, 9)),
                Tuple.of(3, Shapes.columns()),
                Tuple.of(2, sizes(1, 40)),
                Tuple.of(1, sizes(60, 140)));
        Arbitrary<Integer> one = Arbitraries.just(1);
        Arbitrary<Integer> multiplier = Arbitraries.frequencyOf(Tuple.of(2, one), Tuple.of(1, sizes(2, 3)));
        return Arbitraries.frequencyOf(
                Tuple.of(6, Combinators.combine(one, some, some).as(Channels::new)),
                Tuple.of(3, Combinators.combine(some, one, multiplier).as(Channels::new)),
                Tuple.of(
                        2,
                        Combinators.combine(sizes(2, 4), sizes(1, 20), sizes(1, 20))
                                .as(Channels::new)));
    }

    private static Arbitrary<Images> images() {
        Arbitrary<Integer> batch = Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(1)), Tuple.of(1, sizes(2, 3)));
        Arbitrary<Integer> few = sizes(1, 14);
        Arbitrary<Integer> many = sizes(9, 45);
        Arbitrary<Integer> one = Arbitraries.just(1);
        return Combinators.combine(
                        batch,
                        Arbitraries.frequencyOf(
                                Tuple.of(3, pairs(few, few)),
                                Tuple.of(4, pairs(many, many)),
                                Tuple.of(1, pairs(one, sizes(1, 300))),
                                Tuple.of(1, pairs(sizes(1, 300), one))))
                .as(Images::new);
    }

    private static Arbitrary<Kernel> kernels() {
        Arbitrary<Pair> sizes = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(new Pair(1, 1))),
                Tuple.of(5, Arbitraries.just(new Pair(3, 3))),
                Tuple.of(2, Arbitraries.just(new Pair(5, 5))),
                Tuple.of(2, sizes(2, 7).map(size -> new Pair(size, size))),
                Tuple.of(2, pairs(sizes(1, 7), sizes(1, 7))),
                Tuple.of(3, Arbitraries.of(2, 3, 5, 7, 9).map(width -> new Pair(1, width))),
                Tuple.of(3, Arbitraries.of(2, 3, 5, 7, 9).map(height -> new Pair(height, 1))),
                Tuple.of(1, sizes(8, 33).map(size -> new Pair(size, size))),
                Tuple.of(1, pairs(sizes(4, 33), sizes(4, 33))));
        return sizes.flatMap(size -> Combinators.combine(steps(), paddings(size))
                .as((steps, padding) -> new Kernel(size, steps[0], steps[1], padding)));
    }

    /** Stride and dilation; most often both are 1. */
    private static Arbitrary<Pair[]> steps() {
        Arbitrary<Pair> one = Arbitraries.just(new Pair(1, 1));
        Arbitrary<Pair> two = Arbitraries.just(new Pair(2, 2));
        Arbitrary<Pair> any = pairs(sizes(1, 3), sizes(1, 3));
        return Arbitraries.frequencyOf(
                Tuple.of(6, one.map(stride -> new Pair[] {stride, stride})),
                Tuple.of(1, two.map(stride -> new Pair[] {stride, new Pair(1, 1)})),
                Tuple.of(1, any.map(stride -> new Pair[] {stride, new Pair(1, 1)})),
                Tuple.of(1, any.map(dilation -> new Pair[] {new Pair(1, 1), dilation})),
                Tuple.of(1, Combinators.combine(any, any).as((stride, dilation) -> new Pair[] {stride, dilation})));
    }

    /** None; as much as keeps the size; any, more than the kernel too. */
    private static Arbitrary<Padding> paddings(Pair kernel) {
        Arbitrary<Integer> vertical = sizes(0, kernel.rows + 1);
        Arbitrary<Integer> horizontal = sizes(0, kernel.columns + 1);
        int top = (kernel.rows - 1) / 2;
        int left = (kernel.columns - 1) / 2;
        Padding same = new Padding(top, left, kernel.rows - 1 - top, kernel.columns - 1 - left);
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(new Padding(0, 0, 0, 0))),
                Tuple.of(4, Arbitraries.just(same)),
                Tuple.of(
                        2,
                        Combinators.combine(vertical, horizontal, vertical, horizontal)
                                .as(Padding::new)));
    }

    private static Arbitrary<Pair> pairs(Arbitrary<Integer> rows, Arbitrary<Integer> columns) {
        return Combinators.combine(rows, columns).as(Pair::new);
    }

    private static ConvShape shape(Channels channels, Kernel kernel, Images images, long most) {
        ConvSizes sizes = new ConvSizes();
        sizes.batch = images.batch;
        sizes.height = images.size.rows;
        sizes.width = images.size.columns;
        sizes.groups = channels.groups;
        sizes.groupIn = channels.in;
        sizes.groupOut = channels.out;
        sizes.kernelHeight = kernel.size.rows;
        sizes.kernelWidth = kernel.size.columns;
        sizes.strideHeight = kernel.stride.rows;
        sizes.strideWidth = kernel.stride.columns;
        sizes.dilationHeight = kernel.dilation.rows;
        sizes.dilationWidth = kernel.dilation.columns;
        sizes.top = kernel.padding.top;
        sizes.left = kernel.padding.left;
        sizes.bottom = kernel.padding.bottom;
        sizes.right = kernel.padding.right;
        return sizes.shape(most);
    }
}
