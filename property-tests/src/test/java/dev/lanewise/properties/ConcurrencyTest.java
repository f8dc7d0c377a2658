package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.ConvCase;
import dev.lanewise.properties.support.ConvExample;
import dev.lanewise.properties.support.ConvRun;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCase.Content;
import dev.lanewise.properties.support.GemmCase.Factors;
import dev.lanewise.properties.support.GemmCase.Layout;
import dev.lanewise.properties.support.GemmCase.Shape;
import dev.lanewise.properties.support.GemmRun;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.Width;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One engine, many threads. */
@Timeout(120)
class ConcurrencyTest {
    private static final int CALLERS = 8;
    private static final int RUNS = Width.scaled(30, 4);
    private static final int SIZE = Width.scaled(90, 50);

    /** More than one thread's work. */
    private static final int SPLIT_SIZE = 160;

    /** More than the threads' own scratch holds packed. */
    private static final int PACKED_SIZE = 100;

    @ParameterizedTest
    @EnumSource
    void runsOfManyThreadsGiveTheirOwnBits(EngineKind kind) throws InterruptedException, ExecutionException {
        Engine engine = kind.engine();
        fromManyThreads(caller -> {
            GemmCase gemm = product(caller, SIZE);
            Operand expected = new GemmRun(gemm).onArrays(engine).check().c();
            for (int run = 0; run < RUNS; run++) {
                Bits.assertSame(expected, new GemmRun(gemm).onArrays(engine).c(), "caller " + caller);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void onePreparedProductServesManyThreads(EngineKind kind) throws InterruptedException, ExecutionException {
        Engine engine = kind.engine();
        GemmCase gemm = product(0, SIZE);
        GemmRun data = new GemmRun(gemm);
        Operand b = data.b();
        Gemm prepared = engine.gemm(gemm.m(), gemm.n(), gemm.k())
                .leadingDimensions(data.a().ld(), gemm.n(), data.c().ld())
                .weights(engine.pack(Transpose.NO, gemm.k(), gemm.n(), b.array(), b.offset(), b.ld()))
                .prepare();
        prepared.run(
                data.a().array(), data.a().offset(), data.c().array(), data.c().offset());
        data.check();
        fromManyThreads(caller -> {
            for (int run = 0; run < RUNS; run++) {
                Operand c = gemm.c();
                prepared.run(data.a().array(), data.a().offset(), c.array(), c.offset());
                Bits.assertSame(data.c(), c, "caller " + caller);
            }
        });
    }

    /** With workspace for one run of it, the others wait. */
    @ParameterizedTest
    @EnumSource
    void onePreparedConvolutionServesManyThreads(ConvAlgorithm algorithm)
            throws InterruptedException, ExecutionException {
        ConvRun data = new ConvRun(new ConvCase(
                ConvExample.shape(algorithm, Width.scaled(40, 17), 20, 20),
                dev.lanewise.engine.planning.Layout.NHWC,
                dev.lanewise.engine.planning.Layout.NCHW,
                new ConvCase.Content(Recipe.UNIFORM, Recipe.UNIFORM, 1),
                0));
        long enough = data.prepare(EngineKind.TWO_THREADS.engine(), algorithm)
                .plan()
                .choice()
                .workspaceBytes();
        try (Engine engine = Engine.builder().threads(2).workspaceLimit(enough).build()) {
            Conv2d prepared = data.prepare(engine, algorithm);
            Operand expected = data.run(prepared);
            data.check(algorithm, expected);
            fromManyThreads(caller -> {
                for (int run = 0; run < RUNS; run++) {
                    Bits.assertSame(expected, data.run(prepared), "caller " + caller);
                    assertTrue(engine.workspaceInUse() <= enough, "more workspace in use than allowed");
                }
            });
        }
    }

    /** With workspace for one run, the others wait for it. */
    @Test
    void runsWaitForWorkspace() throws InterruptedException, ExecutionException {
        long enough = 0;
        for (int caller = 0; caller < CALLERS; caller++) {
            enough = Math.max(enough, workspaceOf(product(caller, PACKED_SIZE)));
        }
        assertTrue(enough > 0, "the products need no workspace");
        runUnderLimit(enough);
    }

    private static void runUnderLimit(long enough) throws InterruptedException, ExecutionException {
        try (Engine engine = Engine.builder().workspaceLimit(enough).build()) {
            AtomicBoolean exceeded = new AtomicBoolean();
            AtomicBoolean done = new AtomicBoolean();
            Thread watcher = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    if (engine.workspaceInUse() > enough) {
                        exceeded.set(true);
                    }
                    Thread.onSpinWait();
                }
            });
            fromManyThreads(caller -> {
                for (int run = 0; run < RUNS; run++) {
                    new GemmRun(product(caller, PACKED_SIZE)).onArrays(engine).check();
                }
            });
            done.set(true);
            watcher.join();
            assertTrue(!exceeded.get(), "more workspace in use than allowed");
        }
    }

    /** What helpers do not do the caller does, and who comes late finds nothing to do. */
    @Test
    void executorMayRefuseOrBeLate() {
        GemmCase gemm = product(0, SPLIT_SIZE);
        Operand expected =
                new GemmRun(gemm).onArrays(EngineKind.DEFAULT.engine()).c();
        List<Runnable> late = new ArrayList<>();
        List<Executor> executors = List.of(Runnable::run, late::add, ConcurrencyTest::refuse);
        for (Executor executor : executors) {
            try (Engine engine = Engine.builder().executor(executor, 3).build()) {
                Bits.assertSame(expected, new GemmRun(gemm).onArrays(engine).c(), "executor");
                GemmRun next = new GemmRun(gemm).onArrays(engine);
                late.forEach(Runnable::run);
                Bits.assertSame(expected, next.c(), "executor, second run");
            }
        }
        assertTrue(!late.isEmpty(), "no helper was asked for");
    }

    @Test
    void interruptsDoNotDisturbARun() {
        GemmCase gemm = product(0, SPLIT_SIZE);
        Operand expected =
                new GemmRun(gemm).onArrays(EngineKind.DEFAULT.engine()).c();
        Thread.currentThread().interrupt();
        Operand actual =
                new GemmRun(gemm).onArrays(EngineKind.TWO_THREADS.engine()).c();
        assertTrue(Thread.interrupted(), "the interrupt was swallowed");
        Bits.assertSame(expected, actual, "interrupted");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFAULT", "TWO_THREADS"})
    void closeWaitsForRunsUnderWay(EngineKind kind) throws InterruptedException, ExecutionException {
        int size = Width.scaled(900, 64);
        float[] ones = new float[size * size];
        Arrays.fill(ones, 1);
        float[] c = new float[size * size];
        Engine engine =
                Engine.builder().threads(kind == EngineKind.DEFAULT ? 1 : 2).build();
        CountDownLatch started = new CountDownLatch(1);
        try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
            Future<?> run = caller.submit(() -> {
                started.countDown();
                engine.sgemm(
                        Transpose.NO, Transpose.NO, size, size, size, 1, ones, 0, size, ones, 0, size, 0, c, 0, size);
            });
            started.await();
            while (engine.workspaceInUse() == 0 && !run.isDone()) {
                Thread.onSpinWait();
            }
            engine.close();
            float[] atClose = c.clone();
            for (int at = 0; at < atClose.length; at++) {
                assertEquals(size, atClose[at], "an element of C when close() returned");
            }
            run.get();
        }
        assertThrows(
                IllegalStateException.class,
                () -> engine.sgemm(Transpose.NO, Transpose.NO, 1, 1, 1, 1, ones, 0, 1, ones, 0, 1, 0, c, 0, 1));
    }

    private static void refuse(Runnable task) {
        throw new RejectedExecutionException("refused: " + task);
    }

    /** Work of one of many callers. */
    @FunctionalInterface
    private interface Caller {
        void call(int number);
    }

    private static void fromManyThreads(Caller work) throws InterruptedException, ExecutionException {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            CountDownLatch together = new CountDownLatch(CALLERS);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                all.add(callers.submit(() -> {
                    together.countDown();
                    together.await();
                    work.call(number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static GemmCase product(int seed, int size) {
        return new GemmCase(
                Transpose.NO,
                seed % 2 == 0 ? Transpose.NO : Transpose.YES,
                new Shape(size + seed, size - seed, size),
                new Factors(1, 0),
                new Layout(0, 0, 0, 0, 0, 0),
                new Content(Recipe.UNIFORM, Recipe.UNIFORM, Recipe.UNIFORM, seed));
    }

    private static long workspaceOf(GemmCase gemm) {
        return EngineKind.DEFAULT
                .engine()
                .gemm(gemm.m(), gemm.n(), gemm.k())
                .transposeB(gemm.transB())
                .prepare()
                .plan()
                .workspaceBytes();
    }
}
