package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.ConvTranspose2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.ConvTransposePlan;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.ActivationKind;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.ConvCase.Content;
import dev.lanewise.properties.support.ConvShapes;
import dev.lanewise.properties.support.ConvTransposeCase;
import dev.lanewise.properties.support.ConvTransposeCases;
import dev.lanewise.properties.support.ConvTransposeRun;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.properties.support.Width;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code ConvTranspose2d} against the reference, against {@code Conv2d}, and against itself in other circumstances. */
@AddLifecycleHook(ScaledTries.class)
class ConvTranspose2dProperties {
    /** Worth three threads. */
    private static final long SPLITTABLE = Width.scaled(7 << 19, 5 << 18);

    @Property
    void isWithinItsBound(
            @ForAll(supplier = ConvTransposeCases.class) ConvTransposeCase conv,
            @ForAll Accuracy accuracy,
            @ForAll EngineKind kind) {
        ConvTransposeRun run = new ConvTransposeRun(conv);
        run.prepareIfItFits(kind.engine(), builder -> builder.accuracy(accuracy))
                .ifPresent(prepared -> run.check(prepared, run.run(prepared)));
    }

    /** ⟨conv(a), b⟩ = ⟨a, convTranspose(b)⟩ with one kernel: exactly, on integers. */
    @Property
    void isTheTransposeOfTheConvolution(@ForAll("convolutions") ConvShape conv, @ForAll Layout layout) {
        ConvTransposeShape shape = ConvTransposeShape.builder(
                        conv.outChannels(), conv.inChannels(), conv.kernelHeight(), conv.kernelWidth())
                .input(conv.batch(), conv.outHeight(), conv.outWidth())
                .stride(conv.strideHeight(), conv.strideWidth())
                .padding(conv.padTop(), conv.padLeft(), conv.padBottom(), conv.padRight())
                .outputPadding(
                        left(
                                conv.inHeight() + conv.padTop() + conv.padBottom(),
                                conv.dilationHeight() * (conv.kernelHeight() - 1) + 1,
                                conv.strideHeight()),
                        left(
                                conv.inWidth() + conv.padLeft() + conv.padRight(),
                                conv.dilationWidth() * (conv.kernelWidth() - 1) + 1,
                                conv.strideWidth()))
                .dilation(conv.dilationHeight(), conv.dilationWidth())
                .groups(conv.groups())
                .build();
        Content integers = new Content(Recipe.SMALL_INTEGERS, Recipe.SMALL_INTEGERS, 5);
        ConvTransposeRun run = new ConvTransposeRun(new ConvTransposeCase(shape, layout, layout, integers, 0));
        Engine engine = EngineKind.DEFAULT.engine();
        float[] b = run.x().dense();
        float[] back = run.run(run.prepare(engine, builder -> builder.accuracy(Accuracy.DIRECT)))
                .dense();
        float[] a = new float[conv.inputElements()];
        for (int i = 0; i < a.length; i++) {
            a[i] = i % 7 - 3;
        }
        float[] there = new float[b.length];
        Operand w = new ConvTransposeCase(shape, layout, layout, integers, 0).w();
        Conv2d forward = engine.conv2d(conv)
                .layout(layout)
                .weights(w.array(), w.offset())
                .accuracy(Accuracy.DIRECT)
                .prepare();
        forward.run(a, there);
        assertEquals(dot(there, b), dot(a, back), shape::toString);
    }

    /** Columns that a stride does not reach. */
    private static int left(int padded, int reach, int stride) {
        return (padded - reach) % stride;
    }

    private static double dot(float[] first, float[] second) {
        assertEquals(first.length, second.length);
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += (double) first[i] * second[i];
        }
        return sum;
    }

    /** Bias and activation, rounding for rounding, gaps of the stride included. */
    @Property
    void epilogueIsTheScalarOneToTheBit(
            @ForAll(supplier = ConvTransposeCases.class) ConvTransposeCase conv,
            @ForAll boolean bias,
            @ForAll ActivationKind activation,
            @ForAll("kinds") EngineKind kind) {
        ConvTransposeRun run = new ConvTransposeRun(conv);
        float[] expected =
                run.run(run.prepare(kind.engine(), builder -> builder)).dense();
        float[] perChannel = conv.bias();
        float[] given = perChannel.clone();
        ConvTranspose2d prepared = run.prepare(kind.engine(), builder -> {
            builder.activation(activation.activation());
            return bias ? builder.bias(given) : builder;
        });
        Bits.assertSame(perChannel, given, "bias");
        Arrays.fill(given, Float.NaN);
        for (int at = 0; at < expected.length; at++) {
            float value = bias ? expected[at] + perChannel[conv.channel(at)] : expected[at];
            expected[at] = activation.activation().apply(value);
        }
        Bits.assertSame(expected, run.run(prepared).dense(), prepared.plan());
    }

    @Property
    void segmentsGiveTheBitsOfArrays(
            @ForAll(supplier = ConvTransposeCases.class) ConvTransposeCase conv,
            @ForAll Storage storageW,
            @ForAll Storage storageX,
            @ForAll Storage storageY) {
        ConvTransposeRun run = new ConvTransposeRun(conv);
        Engine engine = EngineKind.DEFAULT.engine();
        Operand expected = run.run(run.prepare(engine, builder -> builder));
        Operand w = conv.w();
        Operand x = run.x();
        Operand y = conv.y();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment weights = storageW.readOnlyCopyOf(w.array(), arena);
            ConvTranspose2d prepared = run.prepare(engine, builder -> builder.weights(weights, w.offset()));
            MemorySegment output = storageY.copyOf(y.array(), arena);
            prepared.run(storageX.readOnlyCopyOf(x.array(), arena), x.offset(), output, y.offset());
            y.readBack(output);
            y.checkGuards();
            Bits.assertSame(expected, y, prepared.plan());
        }
    }

    /** As long as more threads do not make another algorithm the fastest. */
    @Property
    void bitsOfOneThread(@ForAll("splittable") ConvTransposeCase conv) {
        ConvTransposeRun run = new ConvTransposeRun(conv);
        assertSameBits(run, EngineKind.DEFAULT, EngineKind.TWO_THREADS);
        assertSameBits(run, EngineKind.SMALL_CACHES, EngineKind.THREE_THREADS_SMALL_CACHES);
    }

    private static void assertSameBits(ConvTransposeRun run, EngineKind one, EngineKind many) {
        ConvTranspose2d expected = run.prepare(one.engine(), builder -> builder.accuracy(Accuracy.DIRECT));
        ConvTranspose2d actual = run.prepare(many.engine(), builder -> builder.accuracy(Accuracy.DIRECT));
        Operand first = run.run(expected);
        Operand second = run.run(actual);
        if (ConvTransposeRun.algorithms(expected).equals(ConvTransposeRun.algorithms(actual))) {
            Bits.assertSame(first, second, actual.plan());
        } else {
            run.check(actual, second);
        }
    }

    /** Within any limit, or refused; what ran before changes no bit. */
    @Property
    void keepsTheLimitOfTheWorkspace(
            @ForAll(supplier = ConvTransposeCases.class) ConvTransposeCase conv,
            @ForAll @LongRange(max = 1 << 20) long limit,
            @ForAll @IntRange(min = 1, max = 2) int threads) {
        ConvTransposeRun run = new ConvTransposeRun(conv);
        try (Engine engine =
                Engine.builder().workspaceLimit(limit).threads(threads).build()) {
            Optional<ConvTranspose2d> fits = run.prepareIfItFits(engine, builder -> builder);
            if (fits.isPresent()) {
                ConvTransposePlan plan = fits.get().plan();
                assertTrue(plan.workspaceBytes() <= limit, plan::toString);
                Operand first = run.run(fits.get());
                run.check(fits.get(), first);
                Bits.assertSame(first, run.run(fits.get()), plan);
                assertEquals(0, engine.workspaceInUse(), "bytes in use afterwards");
            }
        }
    }

    /** A stride of 1 needs no workspace. */
    @Property
    void strideOfOneNeedsNoWorkspace(@ForAll(supplier = ConvTransposeCases.class) ConvTransposeCase conv) {
        ConvTransposeRun run = new ConvTransposeRun(conv);
        Engine engine = EngineKind.NO_WORKSPACE.engine();
        boolean whole = run.prepare(EngineKind.DEFAULT.engine(), builder -> builder)
                .plan()
                .isDirect();
        assertEquals(whole, run.prepareIfItFits(engine, builder -> builder).isPresent());
    }

    @Provide
    Arbitrary<ConvShape> convolutions() {
        return ConvShapes.all();
    }

    @Provide
    Arbitrary<ConvTransposeCase> splittable() {
        return ConvTransposeCases.cases(ConvShapes.large(SPLITTABLE), 2);
    }

    /** Engines without a limit of the workspace. */
    @Provide
    Arbitrary<EngineKind> kinds() {
        return Arbitraries.of(EngineKind.class).filter(kind -> kind.engine().workspaceLimit() == Long.MAX_VALUE);
    }
}
