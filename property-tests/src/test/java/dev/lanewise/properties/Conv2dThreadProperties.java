package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlanner;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.ConvCase;
import dev.lanewise.properties.support.ConvCases;
import dev.lanewise.properties.support.ConvRun;
import dev.lanewise.properties.support.ConvShapes;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Width;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Convolutions: however the units are split over threads, the bits are those of one thread. */
@AddLifecycleHook(ScaledTries.class)
class Conv2dThreadProperties {
    /** Worth three threads. */
    private static final long SPLITTABLE = Width.scaled(7 << 19, 5 << 18);

    /** An engine of one thread, and one of more whose blocks are the same. */
    enum Pair {
        OWN_POOL(EngineKind.DEFAULT, EngineKind.TWO_THREADS),
        EXECUTOR(EngineKind.DEFAULT, EngineKind.EXECUTOR),
        THREE_THREADS(EngineKind.SMALL_CACHES, EngineKind.THREE_THREADS_SMALL_CACHES);

        private final EngineKind one;
        private final EngineKind many;

        Pair(EngineKind one, EngineKind many) {
            this.one = one;
            this.many = many;
        }
    }

    @Property(tries = 100)
    void bitsOfOneThread(
            @ForAll("splittable") ConvCase conv, @ForAll @IntRange(max = 99) int number, @ForAll Pair engines) {
        ConvRun run = new ConvRun(conv);
        ConvAlgorithm algorithm = run.algorithm(number);
        Conv2d one = run.prepare(engines.one.engine(), algorithm);
        Conv2d many = run.prepare(engines.many.engine(), algorithm);
        Bits.assertSame(run.run(one), run.run(many), many.plan());
    }

    /** Few pixels are shared by channels: a thread takes blocks of many and of few in turn. */
    @Example
    void blocksOfManyAndOfFewChannels() {
        ConvShape shape = ConvShape.builder(15, 15, 11, 11)
                .input(2, 1, 60)
                .padding(5, 5, 5, 5)
                .build();
        ConvCase.Content content = new ConvCase.Content(Recipe.UNIFORM, Recipe.UNIFORM, 1);
        ConvRun run = new ConvRun(new ConvCase(shape, Layout.NCHW, Layout.NCHW, content, 0));
        Conv2d one = run.prepare(EngineKind.DEFAULT.engine(), ConvAlgorithm.IMPLICIT_GEMM);
        Conv2d many = run.prepare(EngineKind.TWO_THREADS.engine(), ConvAlgorithm.IMPLICIT_GEMM);
        Bits.assertSame(run.run(one), run.run(many), many.plan());
    }

    /** Where one thread finds room for its blocks, so do more: fewer of them, or smaller blocks, but the same sums. */
    @Property
    void underALimit(
            @ForAll("splittable") ConvCase conv,
            @ForAll @IntRange(max = 99) int number,
            @ForAll @LongRange(max = 1 << 21) long limit,
            @ForAll @IntRange(min = 2, max = 3) int threads) {
        ConvRun run = new ConvRun(conv);
        ConvAlgorithm algorithm = run.algorithm(number);
        try (Engine one = Engine.builder().workspaceLimit(limit).build();
                Engine many =
                        Engine.builder().workspaceLimit(limit).threads(threads).build()) {
            Optional<Conv2d> expected = run.prepareIfItFits(one, algorithm);
            Optional<Conv2d> actual = run.prepareIfItFits(many, algorithm);
            assertEquals(expected.isPresent(), actual.isPresent(), "possible on one thread, on more");
            if (expected.isPresent()) {
                assertTrue(
                        actual.get().plan().choice().parts() <= threads,
                        () -> "" + actual.get().plan());
                Bits.assertSame(
                        run.run(expected.get()),
                        run.run(actual.get()),
                        actual.get().plan());
            }
        }
    }

    /** More threads need more memory, or smaller blocks; neither decides what is possible. */
    @Property
    void roomForOneThreadDecides(
            @ForAll("splittable") ConvCase conv, @ForAll @IntRange(min = 1, max = 100) int percent) {
        ConvProblem problem = new ConvProblem(conv.shape(), conv.in(), conv.out());
        ConvPlanner one = new ConvPlanner(Machine.host(), 1);
        for (int threads = 2; threads <= 3; threads++) {
            ConvPlanner many = new ConvPlanner(Machine.host(), threads);
            for (ConvAlgorithm algorithm : ConvAlgorithm.values()) {
                long unlimited =
                        many.candidate(problem, algorithm, Long.MAX_VALUE).workspaceBytes();
                for (long limit : new long[] {unlimited, unlimited * percent / 100}) {
                    ConvCandidate actual = many.candidate(problem, algorithm, limit);
                    boolean expected = one.candidate(problem, algorithm, limit).isPossible();
                    assertEquals(expected, actual.isPossible(), actual::toString);
                    assertTrue(!expected || actual.workspaceBytes() <= limit, actual::toString);
                }
            }
        }
    }

    @Provide
    Arbitrary<ConvCase> splittable() {
        return ConvCases.cases(ConvShapes.large(SPLITTABLE));
    }
}
