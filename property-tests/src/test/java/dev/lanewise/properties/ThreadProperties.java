package dev.lanewise.properties;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.EpilogueCase;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.GemmRun;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Shapes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** However work is split over threads, the bits are those of one thread. */
@AddLifecycleHook(ScaledTries.class)
class ThreadProperties {
    @Property
    void sgemm(@ForAll("splittable") GemmCase gemm) {
        assertSameBits(gemm, EngineKind.DEFAULT, EngineKind.TWO_THREADS);
        assertSameBits(gemm, EngineKind.DEFAULT, EngineKind.EXECUTOR);
        assertSameBits(gemm, EngineKind.SMALL_CACHES, EngineKind.THREE_THREADS_SMALL_CACHES);
    }

    @Property
    void preparedWithEpilogue(
            @ForAll("splittable") GemmCase gemm,
            @ForAll(supplier = EpilogueCase.Cases.class) EpilogueCase epilogue,
            @ForAll boolean prepacked) {
        Operand one = prepared(gemm, epilogue, prepacked, EngineKind.DEFAULT);
        Bits.assertSame(one, prepared(gemm, epilogue, prepacked, EngineKind.TWO_THREADS), "two threads");
        Bits.assertSame(one, prepared(gemm, epilogue, prepacked, EngineKind.EXECUTOR), "executor");
        Operand small = prepared(gemm, epilogue, prepacked, EngineKind.SMALL_CACHES);
        Bits.assertSame(
                small, prepared(gemm, epilogue, prepacked, EngineKind.THREE_THREADS_SMALL_CACHES), "three threads");
    }

    /** A limit that fewer threads would keep is kept by fewer threads, not by other blocks. */
    @Property
    void underALimit(
            @ForAll("splittable") GemmCase gemm,
            @ForAll @LongRange(max = 1 << 20) long limit,
            @ForAll @IntRange(min = 2, max = 3) int threads) {
        try (Engine one = Engine.builder().workspaceLimit(limit).build();
                Engine many =
                        Engine.builder().workspaceLimit(limit).threads(threads).build()) {
            Operand expected = new GemmRun(gemm).onArrays(one).c();
            Operand actual = new GemmRun(gemm).onArrays(many).c();
            Bits.assertSame(expected, actual, threads + " threads");
        }
    }

    @Provide
    Arbitrary<GemmCase> splittable() {
        return GemmCases.cases(Arbitraries.oneOf(Shapes.splittable(), Shapes.all()));
    }

    private static void assertSameBits(GemmCase gemm, EngineKind one, EngineKind many) {
        Operand expected = new GemmRun(gemm).onArrays(one.engine()).c();
        Operand actual = new GemmRun(gemm).onArrays(many.engine()).c();
        Bits.assertSame(expected, actual, many);
    }

    private static Operand prepared(GemmCase gemm, EpilogueCase epilogue, boolean prepacked, EngineKind kind) {
        GemmRun run = new GemmRun(gemm);
        Operand b = run.b();
        Gemm.Builder builder = kind.engine()
                .gemm(gemm.m(), gemm.n(), gemm.k())
                .transposeA(gemm.transA())
                .alpha(gemm.alpha())
                .beta(gemm.beta())
                .leadingDimensions(
                        run.a().ld(),
                        prepacked ? Math.max(1, gemm.n()) : b.ld(),
                        run.c().ld())
                .epilogue(epilogue.operands(gemm).build());
        if (prepacked) {
            builder.weights(kind.engine().pack(gemm.transB(), gemm.k(), gemm.n(), b.array(), b.offset(), b.ld()))
                    .prepare()
                    .run(
                            run.a().array(),
                            run.a().offset(),
                            run.c().array(),
                            run.c().offset());
        } else {
            builder.transposeB(gemm.transB())
                    .prepare()
                    .run(
                            run.a().array(),
                            run.a().offset(),
                            b.array(),
                            b.offset(),
                            run.c().array(),
                            run.c().offset());
        }
        run.checkUntouched();
        return run.c();
    }
}
