package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedConv2d;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.ConvShapes;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.Int8Case;
import dev.lanewise.properties.support.QuantizedConvCase;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.reference.ReferenceQuantization;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code QuantizedConv2d}: exact whatever the algorithm, the layouts, the types and the range of the data. */
@AddLifecycleHook(ScaledTries.class)
class QuantizedConv2dProperties {
    private static final int GUARD = 5;
    private static final List<ConvAlgorithm> EXACT = List.of(
            ConvAlgorithm.POINTWISE,
            ConvAlgorithm.IM2COL,
            ConvAlgorithm.IMPLICIT_GEMM,
            ConvAlgorithm.DEPTHWISE,
            ConvAlgorithm.WINOGRAD_4_POINTS);

    /** Every algorithm that applies gives the sums of the reference, and so does the planner's choice. */
    @Property
    void sumsAreExact(@ForAll("convolutions") QuantizedConvCase conv, @ForAll("engines") EngineKind kind) {
        int[] expected = conv.sums();
        check(conv, builder(conv, kind).toInts().prepare(), expected);
        for (ConvAlgorithm algorithm : EXACT) {
            QuantizedConv2d forced;
            try {
                forced = builder(conv, kind).toInts().algorithm(algorithm).prepare();
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains(algorithm.name()), e.getMessage());
                continue;
            }
            assertEquals(algorithm, forced.plan().algorithm());
            assertEquals(0, forced.plan().errorBound());
            check(conv, forced, expected);
        }
    }

    private static void check(QuantizedConvCase conv, QuantizedConv2d prepared, int[] expected) {
        byte[] x = conv.xBytes(GUARD);
        byte[] before = x.clone();
        int[] y = new int[expected.length + 2 * GUARD];
        Arrays.fill(y, 0x5a5a5a5a);
        prepared.run(x, GUARD, y, GUARD);
        assertArrayEquals(before, x, "x was written");
        assertArrayEquals(
                expected,
                Arrays.copyOfRange(y, GUARD, GUARD + expected.length),
                prepared.plan().toString());
        for (int i = 0; i < GUARD; i++) {
            assertEquals(0x5a5a5a5a, y[i], "before y");
            assertEquals(0x5a5a5a5a, y[y.length - 1 - i], "behind y");
        }
    }

    @Property
    void bytesAreRequantised(
            @ForAll("convolutions") QuantizedConvCase conv,
            @ForAll QuantizedType type,
            @ForAll boolean relu,
            @ForAll boolean fixedPoint,
            @ForAll("engines") EngineKind kind) {
        int[] sums = conv.sums();
        int zero = type.min() + Math.floorMod(conv.seed(), 256);
        float scale = 0.013f * conv.shape().depth();
        Quantization output = Quantization.perTensor(type, Math.max(0.02f, scale), zero);
        QuantizedConv2d.Builder builder =
                builder(conv, kind).toBytes(output).activation(relu ? Activation.RELU : Activation.NONE);
        QuantizedConv2d prepared = (fixedPoint ? builder.fixedPoint() : builder).prepare();
        byte[] y = new byte[sums.length + 2 * GUARD];
        prepared.run(conv.xBytes(0), 0, y, GUARD);
        for (int i = 0; i < sums.length; i++) {
            float factor = conv.input().scale(0) * conv.weights().scale(conv.channel(i)) / output.scale(0);
            int low = relu ? Math.max(type.min(), zero) : type.min();
            int expected = fixedPoint
                    ? ReferenceQuantization.requantizeFixedPoint(sums[i], factor, zero, low, type.max())
                    : ReferenceQuantization.requantize(sums[i], factor, zero, low, type.max());
            assertEquals((byte) expected, y[GUARD + i], "element " + i);
        }
        for (int i = 0; i < GUARD; i++) {
            assertEquals(0, y[i] | y[y.length - 1 - i], "around y");
        }
    }

    /** 3×3 kernels with channels enough for vectors, which have a kernel of their own. */
    @Property
    void bytesOfDepthwiseAreRequantised(
            @ForAll("depthwise") QuantizedConvCase conv,
            @ForAll QuantizedType type,
            @ForAll boolean relu,
            @ForAll("engines") EngineKind kind) {
        bytesAreRequantised(conv, type, relu, false, kind);
    }

    @Property
    void floatsAreScaled(
            @ForAll("convolutions") QuantizedConvCase conv, @ForAll boolean relu, @ForAll("engines") EngineKind kind) {
        int[] sums = conv.sums();
        float[] bias = new float[conv.shape().outChannels()];
        for (int o = 0; o < bias.length; o++) {
            bias[o] = o * 0.25f - 1;
        }
        float[] y = new float[sums.length];
        builder(conv, kind)
                .bias(bias)
                .activation(relu ? Activation.RELU : Activation.NONE)
                .prepare()
                .run(conv.xBytes(0), 0, y, 0);
        for (int i = 0; i < sums.length; i++) {
            float factor = conv.input().scale(0) * conv.weights().scale(conv.channel(i));
            float value = (float) sums[i] * factor + bias[conv.channel(i)];
            assertEquals(relu ? Math.max(value, 0) : value, y[i], "element " + i);
        }
    }

    /** F(4×4, 3×3) is off by no more than its plan says. */
    @Property(tries = 40)
    void relaxedStaysWithinItsBound(
            @ForAll @IntRange(min = 1, max = 70) int channels,
            @ForAll @IntRange(min = 1, max = 30) int outputs,
            @ForAll @IntRange(min = 5, max = 20) int size,
            @ForAll Layout layout,
            @ForAll int seed) {
        ConvShape shape = ConvShape.builder(channels, outputs, 3, 3)
                .input(1, size, size)
                .padding(1, 1, 1, 1)
                .build();
        QuantizedConvCase conv = new QuantizedConvCase(
                shape, layout, layout, QuantizedType.U8, QuantizedType.S8, false, Int8Case.Content.FULL_RANGE, seed);
        QuantizedConv2d relaxed = builder(conv, EngineKind.DEFAULT)
                .toInts()
                .accuracy(Accuracy.RELAXED)
                .algorithm(ConvAlgorithm.WINOGRAD_6_POINTS)
                .prepare();
        int[] expected = conv.sums();
        int[] y = new int[expected.length];
        relaxed.run(conv.xBytes(0), 0, y, 0);
        for (int i = 0; i < y.length; i++) {
            int error = Math.abs(y[i] - expected[i]);
            assertTrue(
                    error <= relaxed.plan().errorBound(),
                    error + " of " + relaxed.plan().errorBound());
        }
    }

    /** Channels that are alike add up, to sums as large as Winograd's certificate allows, which random ones never reach. */
    @Property
    void alikeChannelsAddUp(
            @ForAll @IntRange(min = 1, max = 400) int channels,
            @ForAll @IntRange(min = 3, max = 9) int size,
            @ForAll QuantizedType typeX,
            @ForAll QuantizedType typeW,
            @ForAll Int8Case.Content content,
            @ForAll int seed) {
        ConvShape.Builder one = ConvShape.builder(1, 3, 3, 3);
        ConvShape.Builder many = ConvShape.builder(channels, 3, 3, 3);
        QuantizedConvCase single = new QuantizedConvCase(
                one.input(1, size, size).build(), Layout.NHWC, Layout.NHWC, typeX, typeW, false, content, seed);
        int[] expected = single.sums();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = channels * (expected[i] - single.bias()[single.channel(i)]);
        }
        int[] y = new int[expected.length];
        EngineKind.DEFAULT
                .engine()
                .quantizedConv2d(many.input(1, size, size).build())
                .input(single.input())
                .weights(single.weights(), repeated(single.wBytes(0), 9, channels), 0)
                .toInts()
                .algorithm(ConvAlgorithm.WINOGRAD_4_POINTS)
                .prepare()
                .run(repeated(single.xBytes(0), 1, channels), 0, y, 0);
        assertArrayEquals(expected, y);
    }

    /** Each run of bytes so many times. */
    private static byte[] repeated(byte[] bytes, int run, int times) {
        byte[] repeated = new byte[bytes.length * times];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = bytes[i / (run * times) * run + i % run];
        }
        return repeated;
    }

    /** Weights as networks have them are certified as a whole; weights at the ends of the range are cut. */
    @Example
    void certificateCutsChannelsOnlyWhereItMust() {
        ConvShape shape = ConvShape.builder(256, 64, 3, 3)
                .input(1, 14, 14)
                .padding(1, 1, 1, 1)
                .build();
        SplittableRandom random = new SplittableRandom(1);
        byte[] usual = new byte[shape.weightElements()];
        byte[] largest = new byte[shape.weightElements()];
        Arrays.fill(largest, (byte) -128);
        for (int i = 0; i < usual.length; i++) {
            usual[i] = (byte) Math.clamp(Math.round(30 * random.nextGaussian()), -127, 127);
        }
        assertEquals(1, pieces(shape, usual));
        assertTrue(pieces(shape, largest) > 1);
    }

    private static int pieces(ConvShape shape, byte[] w) {
        return EngineKind.DEFAULT
                .engine()
                .quantizedConv2d(shape)
                .input(Quantization.perTensor(QuantizedType.U8, 0.02f, 128))
                .weights(Quantization.perTensor(QuantizedType.S8, 0.01f, 0), w, 0)
                .algorithm(ConvAlgorithm.WINOGRAD_4_POINTS)
                .prepare()
                .plan()
                .pieces();
    }

    private static QuantizedConv2d.Builder builder(QuantizedConvCase conv, EngineKind kind) {
        return kind.engine()
                .quantizedConv2d(conv.shape())
                .layouts(conv.in(), conv.out())
                .input(conv.input())
                .weights(conv.weights(), conv.wBytes(2), 2)
                .bias(conv.bias());
    }

    @Provide
    Arbitrary<EngineKind> engines() {
        return Arbitraries.of(
                EngineKind.DEFAULT,
                EngineKind.SMALL_CACHES,
                EngineKind.TWO_THREADS,
                EngineKind.THREE_THREADS_SMALL_CACHES,
                EngineKind.EXECUTOR);
    }

    @Provide
    Arbitrary<QuantizedConvCase> convolutions() {
        Arbitrary<Layout> layout = Arbitraries.of(Layout.class);
        Arbitrary<QuantizedType> type = Arbitraries.of(QuantizedType.class);
        return Combinators.combine(
                        ConvShapes.all(),
                        layout,
                        layout,
                        type,
                        type,
                        Arbitraries.of(true, false),
                        Arbitraries.of(Int8Case.Content.class),
                        Arbitraries.integers())
                .as(QuantizedConvCase::new)
                .withoutEdgeCases();
    }

    @Provide
    Arbitrary<QuantizedConvCase> depthwise() {
        Arbitrary<Layout> layout = Arbitraries.of(Layout.class);
        Arbitrary<QuantizedType> type = Arbitraries.of(QuantizedType.class);
        Arbitrary<ConvShape> shapes = Combinators.combine(
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(3, 12),
                        Arbitraries.integers().between(3, 12),
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 15))
                .as((channels, height, width, batch, stride, pads) -> ConvShape.builder(channels, channels, 3, 3)
                        .input(batch, height, width)
                        .groups(channels)
                        .stride(stride, Math.min(stride, 2))
                        .padding(pads & 1, pads >> 1 & 1, pads >> 2 & 1, pads >> 3 & 1)
                        .build());
        return Combinators.combine(
                        shapes,
                        layout,
                        type,
                        type,
                        Arbitraries.of(true, false),
                        Arbitraries.of(Int8Case.Content.class),
                        Arbitraries.integers())
                .as((shape, both, x, w, perChannel, content, seed) ->
                        new QuantizedConvCase(shape, both, both, x, w, perChannel, content, seed))
                .withoutEdgeCases();
    }
}
