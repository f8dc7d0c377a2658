package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.properties.support.ConvCase;
import dev.lanewise.properties.support.ConvCases;
import dev.lanewise.properties.support.ConvRun;
import dev.lanewise.properties.support.ScaledTries;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Convolutions keep within any limit of the workspace, or are refused with both numbers. */
@AddLifecycleHook(ScaledTries.class)
class Conv2dWorkspaceProperties {
    @Property
    void limitOfTheEngine(
            @ForAll(supplier = ConvCases.class) ConvCase conv,
            @ForAll("limits") long limit,
            @ForAll @IntRange(min = 1, max = 2) int threads) {
        ConvRun run = new ConvRun(conv);
        try (Engine engine =
                Engine.builder().workspaceLimit(limit).threads(threads).build()) {
            for (ConvAlgorithm algorithm : run.algorithms()) {
                Optional<Conv2d> prepared = run.prepareIfItFits(engine, algorithm);
                if (prepared.isPresent()) {
                    checkRun(run, prepared.get(), engine, limit);
                }
            }
        }
    }

    /** The convolution's own limit, which the refusal states beside the bytes that would do. */
    @Property
    void limitOfTheConvolution(
            @ForAll(supplier = ConvCases.class) ConvCase conv,
            @ForAll("limits") long limit,
            @ForAll @IntRange(max = 99) int number) {
        ConvRun run = new ConvRun(conv);
        ConvAlgorithm algorithm = run.algorithm(number);
        try (Engine engine = Engine.builder().build()) {
            long needed;
            try {
                Conv2d prepared = run.prepare(
                        engine, builder -> builder.algorithm(algorithm).workspaceLimit(limit));
                checkRun(run, prepared, engine, limit);
                return;
            } catch (IllegalArgumentException e) {
                String[] parts = e.getMessage().split("needs | bytes of workspace, the limit is " + limit, 3);
                assertEquals(3, parts.length, e.getMessage());
                needed = Long.parseLong(parts[1]);
            }
            assertTrue(needed > limit, () -> needed + " bytes within " + limit);
            Conv2d enough =
                    run.prepare(engine, builder -> builder.algorithm(algorithm).workspaceLimit(needed));
            checkRun(run, enough, engine, needed);
        }
    }

    /** The planner takes what fits, whatever is faster. */
    @Property
    void choiceKeepsTheLimit(@ForAll(supplier = ConvCases.class) ConvCase conv, @ForAll("limits") long limit) {
        ConvRun run = new ConvRun(conv);
        try (Engine engine = Engine.builder().workspaceLimit(limit).build()) {
            Conv2d prepared;
            try {
                prepared = run.prepare(engine, builder -> builder);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("workspaceLimit is " + limit + " bytes; it must"), e.getMessage());
                return;
            }
            checkRun(run, prepared, engine, limit);
        }
    }

    @Provide
    Arbitrary<Long> limits() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(0L)),
                Tuple.of(1, Arbitraries.of(1L, 4L, 63L)),
                Tuple.of(3, Arbitraries.longs().between(0, 1 << 14)),
                Tuple.of(3, Arbitraries.longs().between(0, 1 << 20)));
    }

    private static void checkRun(ConvRun run, Conv2d prepared, Engine engine, long limit) {
        ConvPlan plan = prepared.plan();
        assertTrue(plan.choice().workspaceBytes() <= limit, plan::toString);
        long most = watched(engine, () -> run.check(plan.algorithm(), run.run(prepared)));
        assertTrue(most <= limit, () -> most + " bytes of workspace in use: " + plan);
        assertEquals(0, engine.workspaceInUse(), "bytes in use afterwards");
    }

    /** The most workspace that another thread sees in use. */
    private static long watched(Engine engine, Runnable work) {
        AtomicLong most = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        Thread watcher = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                most.accumulateAndGet(engine.workspaceInUse(), Math::max);
                Thread.onSpinWait();
            }
        });
        try {
            work.run();
        } finally {
            done.set(true);
        }
        try {
            watcher.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return most.get();
    }
}
