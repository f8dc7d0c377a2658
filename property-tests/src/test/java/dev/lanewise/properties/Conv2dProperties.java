package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.ActivationKind;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.ConvCase;
import dev.lanewise.properties.support.ConvCase.Content;
import dev.lanewise.properties.support.ConvCases;
import dev.lanewise.properties.support.ConvExample;
import dev.lanewise.properties.support.ConvRun;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.NetworkLayer;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.properties.support.Width;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Conv2d}: every algorithm that applies, forced, against the reference; so all of them agree with each other. */
@AddLifecycleHook(ScaledTries.class)
class Conv2dProperties {
    /** Multiplications that the layers of networks are cut down to. */
    private static final long OF_LAYERS =
            Width.scaled(Integer.getInteger("jqwik.tries.default", 0) > 300 ? 1 << 24 : 3 << 18, 1 << 14);

    @Property
    void everyAlgorithmIsWithinItsBound(@ForAll(supplier = ConvCases.class) ConvCase conv, @ForAll EngineKind kind) {
        checkEveryAlgorithm(conv, kind);
    }

    /** As many cases as 300 tries go through one by one. */
    @Property
    void layersOfNetworks(@ForAll("layers") NetworkLayer layer, @ForAll Layout in, @ForAll Layout out) {
        checkEveryAlgorithm(
                new ConvCase(layer.shape(), in, out, new Content(Recipe.UNIFORM, Recipe.UNIFORM, 1), 0),
                EngineKind.DEFAULT);
    }

    /** Direct sums of NaN and infinities are those of IEEE arithmetic, and spread to nobody else. */
    @Property
    void directSumsPropagateNonFiniteValues(@ForAll(supplier = ConvCases.class) ConvCase any) {
        ConvCase conv = any.withRecipes(Recipe.NON_FINITE, Recipe.SMALL_INTEGERS);
        ConvRun run = new ConvRun(conv);
        for (ConvAlgorithm algorithm : run.algorithms()) {
            if (algorithm.compareTo(ConvAlgorithm.DEPTHWISE) <= 0) {
                run.check(algorithm, run.run(run.prepare(EngineKind.DEFAULT.engine(), algorithm)));
            }
        }
    }

    /** Bias, residual and activation, rounding for rounding, whatever the algorithm. */
    @Property
    void epilogueIsTheScalarOneToTheBit(
            @ForAll(supplier = ConvCases.class) ConvCase conv,
            @ForAll @IntRange(max = 99) int number,
            @ForAll boolean bias,
            @ForAll boolean residual,
            @ForAll ActivationKind activation,
            @ForAll("kinds") EngineKind kind) {
        ConvRun run = new ConvRun(conv);
        ConvAlgorithm algorithm = run.algorithm(number);
        Operand plain = run.run(run.prepare(kind.engine(), algorithm));
        Operand added = conv.residual();
        float[] perChannel = conv.bias();
        float[] given = perChannel.clone();
        Conv2d prepared = run.prepare(kind.engine(), builder -> {
            builder.algorithm(algorithm).activation(activation.activation());
            if (residual) {
                builder.residual();
            }
            return bias ? builder.bias(given) : builder;
        });
        Bits.assertSame(perChannel, given, "bias");
        Arrays.fill(given, Float.NaN);
        Operand actual = residual ? run.run(prepared, added) : run.run(prepared);
        float[] expected = plain.dense();
        int pixels = conv.shape().outPixels();
        int channels = conv.shape().outChannels();
        for (int at = 0; at < expected.length; at++) {
            int channel = conv.out() == Layout.NHWC ? at % channels : at / pixels % channels;
            float value = bias ? expected[at] + perChannel[channel] : expected[at];
            value = residual ? value + added.get(0, at) : value;
            expected[at] = activation.activation().apply(value);
        }
        Bits.assertSame(expected, actual.dense(), prepared.plan());
    }

    @Property
    void segmentsGiveTheBitsOfArrays(
            @ForAll(supplier = ConvCases.class) ConvCase conv,
            @ForAll @IntRange(max = 99) int number,
            @ForAll boolean residual,
            @ForAll Storage storageOfInputs,
            @ForAll Storage storageOfOutput) {
        ConvRun run = new ConvRun(conv);
        ConvAlgorithm algorithm = run.algorithm(number);
        Operand r = conv.residual();
        Operand w = conv.w();
        Operand x = run.x();
        Operand y = conv.y();
        Conv2d onArrays = run.prepare(EngineKind.DEFAULT.engine(), builder -> {
            builder.algorithm(algorithm);
            return residual ? builder.residual() : builder;
        });
        Operand expected = residual ? run.run(onArrays, r) : run.run(onArrays);
        Conv2d onSegments;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment weights = storageOfInputs.readOnlyCopyOf(w.array(), arena);
            onSegments = run.prepare(EngineKind.DEFAULT.engine(), builder -> {
                builder.algorithm(algorithm).weights(weights, w.offset());
                return residual ? builder.residual() : builder;
            });
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = storageOfInputs.readOnlyCopyOf(x.array(), arena);
            MemorySegment output = storageOfOutput.copyOf(y.array(), arena);
            if (residual) {
                MemorySegment added = storageOfInputs.readOnlyCopyOf(r.array(), arena);
                onSegments.run(input, x.offset(), added, r.offset(), output, y.offset());
            } else {
                onSegments.run(input, x.offset(), output, y.offset());
            }
            y.readBack(output);
        }
        y.checkGuards();
        Bits.assertSame(expected, y, onSegments.plan());
    }

    /** Factors of powers of two change no bit of the significands, in transforms neither. */
    @Property
    void powersOfTwoFactorOut(
            @ForAll(supplier = ConvCases.class) ConvCase any,
            @ForAll @IntRange(max = 99) int number,
            @ForAll @IntRange(min = -20, max = 20) int exponent) {
        ConvCase conv = any.withRecipes(Recipe.UNIFORM, Recipe.UNIFORM);
        ConvRun run = new ConvRun(conv);
        Conv2d prepared = run.prepare(EngineKind.DEFAULT.engine(), run.algorithm(number));
        float[] expected = run.run(prepared).dense();
        float[] x = run.x().dense();
        float[] y = new float[expected.length];
        scale(x, exponent);
        prepared.run(x, y);
        scale(expected, exponent);
        Bits.assertSame(expected, y, prepared.plan());
    }

    /** Where an array begins changes no bit; neither does what ran before. */
    @Property
    void offsetsChangeNoBit(
            @ForAll(supplier = ConvCases.class) ConvCase conv,
            @ForAll @IntRange(max = 99) int number,
            @ForAll @IntRange(max = 17) int shift,
            @ForAll("kinds") EngineKind kind) {
        ConvRun run = new ConvRun(conv);
        ConvRun shifted = new ConvRun(conv.withShift(shift));
        ConvAlgorithm algorithm = run.algorithm(number);
        Conv2d prepared = run.prepare(kind.engine(), algorithm);
        Operand expected = run.run(prepared);
        Bits.assertSame(expected, shifted.run(shifted.prepare(kind.engine(), algorithm)), "shifted");
        Bits.assertSame(expected, run.run(prepared), "again");
    }

    /** What an image gives does not depend on those that run with it. */
    @Property
    void batchIsTheLoop(
            @ForAll(supplier = ConvCases.class) ConvCase any,
            @ForAll @IntRange(max = 99) int number,
            @ForAll @IntRange(min = 2, max = 5) int batch,
            @ForAll("kinds") EngineKind kind) {
        ConvCase conv = any.withBatch(batch);
        ConvRun all = new ConvRun(conv);
        ConvRun one = new ConvRun(any.withBatch(1));
        ConvAlgorithm algorithm = all.algorithm(number);
        float[] expected = all.run(all.prepare(kind.engine(), algorithm)).dense();
        float[] actual = new float[expected.length];
        Conv2d prepared = one.prepare(kind.engine(), algorithm);
        float[] x = all.x().dense();
        for (int image = 0; image < batch; image++) {
            prepared.run(x, image * (x.length / batch), actual, image * (actual.length / batch));
        }
        Bits.assertSame(expected, actual, prepared.plan());
    }

    /** What the planner chooses is possible, and the fastest of what accuracy and workspace allow. */
    @Property
    void planIsTheFastestThatIsAllowed(
            @ForAll(supplier = ConvCases.class) ConvCase conv,
            @ForAll Accuracy accuracy,
            @ForAll("kinds") EngineKind kind) {
        ConvRun run = new ConvRun(conv);
        Conv2d prepared = run.prepare(kind.engine(), builder -> builder.accuracy(accuracy));
        ConvPlan plan = prepared.plan();
        assertTrue(plan.algorithm().accuracy().compareTo(accuracy) <= 0, plan::toString);
        for (ConvCandidate candidate : plan.candidates()) {
            boolean allowed = candidate.algorithm().accuracy().compareTo(accuracy) <= 0;
            assertEquals(allowed && candidate.blocks() != null, candidate.isPossible(), plan::toString);
            assertTrue(
                    !(candidate.isPossible()
                            && candidate.nanos() < plan.choice().nanos()),
                    plan::toString);
            assertTrue(candidate.blocks() == null || (candidate.nanos() > 0 && candidate.error() > 0), plan::toString);
            assertTrue(plan.toString().contains(candidate.toString()), plan::toString);
        }
        run.check(plan.algorithm(), run.run(prepared));
        assertEquals(
                plan,
                run.prepare(kind.engine(), builder -> builder.accuracy(accuracy))
                        .plan());
    }

    /** What no refusal may take away. */
    @Property
    void everyAlgorithmServesItsExample(
            @ForAll ConvAlgorithm algorithm, @ForAll Layout in, @ForAll Layout out, @ForAll boolean integers) {
        ConvShape shape = ConvExample.shape(algorithm, Width.LANES + 1, 9, 15);
        Recipe recipe = integers ? Recipe.SMALL_INTEGERS : Recipe.UNIFORM;
        ConvRun run = new ConvRun(new ConvCase(shape, in, out, new Content(recipe, recipe, 1), 0));
        run.check(algorithm, run.run(run.prepare(EngineKind.DEFAULT.engine(), algorithm)));
    }

    private static void checkEveryAlgorithm(ConvCase conv, EngineKind kind) {
        ConvRun run = new ConvRun(conv).checkRefusals();
        for (ConvAlgorithm algorithm : run.algorithms()) {
            run.prepareIfItFits(kind.engine(), algorithm).ifPresent(prepared -> {
                run.check(algorithm, run.run(prepared));
            });
        }
    }

    private static void scale(float[] values, int exponent) {
        for (int at = 0; at < values.length; at++) {
            values[at] = Math.scalb(values[at], exponent);
        }
    }

    @Provide
    Arbitrary<NetworkLayer> layers() {
        return Arbitraries.of(NetworkLayer.all(OF_LAYERS));
    }

    /** Engines without a limit of the workspace. */
    @Provide
    Arbitrary<EngineKind> kinds() {
        return Arbitraries.of(EngineKind.class).filter(kind -> kind.engine().workspaceLimit() == Long.MAX_VALUE);
    }
}
