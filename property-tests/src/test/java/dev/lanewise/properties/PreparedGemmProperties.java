package dev.lanewise.properties;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Epilogue;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.engine.planning.LoopOrder;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.EpilogueCase;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.GemmRun;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Gemm}: prepared once, run often, with an epilogue, with and without prepacked weights. */
@AddLifecycleHook(ScaledTries.class)
class PreparedGemmProperties {
    @Property
    void withinBoundOfReference(
            @ForAll(supplier = GemmCases.class) GemmCase gemm,
            @ForAll(supplier = EpilogueCase.Cases.class) EpilogueCase epilogue,
            @ForAll boolean prepacked,
            @ForAll EngineKind kind) {
        GemmRun run = new GemmRun(gemm);
        EpilogueCase.Operands extras = epilogue.operands(gemm);
        Gemm prepared = prepare(kind.engine(), run, gemm, extras.build(), prepacked);
        run(prepared, run, run.c(), prepacked);
        run.checkUntouched();
        extras.check(run.c(), run.expected(), gemm, run.largest());

        Operand again = gemm.c();
        run(prepared, run, again, prepacked);
        Bits.assertSame(run.c(), again, "second run");
    }

    /** The epilogue rounds in the order that it states. */
    @Property
    void epilogueIsTheScalarOneToTheBit(
            @ForAll(supplier = GemmCases.class) GemmCase gemm,
            @ForAll(supplier = EpilogueCase.Cases.class) EpilogueCase epilogue,
            @ForAll boolean prepacked,
            @ForAll EngineKind kind) {
        GemmRun run = new GemmRun(gemm);
        EpilogueCase.Operands extras = epilogue.operands(gemm);
        Operand product = gemm.c();
        run(prepare(kind.engine(), run, gemm, Epilogue.none(), prepacked), run, product, prepacked);
        run(prepare(kind.engine(), run, gemm, extras.build(), prepacked), run, run.c(), prepacked);
        Bits.assertSame(extras.applyTo(product), run.c().dense(), "fused epilogue");
    }

    @Property
    void segmentsWithinBoundOfReference(
            @ForAll(supplier = GemmCases.class) GemmCase gemm,
            @ForAll(supplier = EpilogueCase.Cases.class) EpilogueCase epilogue,
            @ForAll boolean prepacked,
            @ForAll Storage storageA,
            @ForAll Storage storageB,
            @ForAll Storage storageC,
            @ForAll EngineKind kind) {
        GemmRun run = new GemmRun(gemm);
        EpilogueCase.Operands extras = epilogue.operands(gemm);
        Gemm prepared = prepare(kind.engine(), run, gemm, extras.build(), prepacked);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = storageA.copyOf(run.a().array(), arena);
            MemorySegment b = storageB.copyOf(run.b().array(), arena);
            MemorySegment c = storageC.copyOf(run.c().array(), arena);
            if (prepacked) {
                prepared.run(a, run.a().offset(), c, run.c().offset());
            } else {
                prepared.run(
                        a, run.a().offset(), b, run.b().offset(), c, run.c().offset());
            }
            run.a().readBack(a);
            run.b().readBack(b);
            run.c().readBack(c);
        }
        run.checkUntouched();
        extras.check(run.c(), run.expected(), gemm, run.largest());
    }

    /** B packed from an array, from a segment, and from its transpose, is the same B. */
    @Property
    void packingForgetsWhereItCameFrom(
            @ForAll(supplier = GemmCases.class) GemmCase gemm, @ForAll Storage storage, @ForAll EngineKind kind) {
        Engine engine = kind.engine();
        Operand a = gemm.a();
        Operand b = gemm.b();
        Operand turned = gemm.transposedB().b();
        Operand fromArray = gemm.plain().c();
        Operand fromSegment = gemm.plain().c();
        Operand fromTurned = gemm.plain().c();
        multiply(
                engine,
                gemm,
                a,
                engine.pack(gemm.transB(), gemm.k(), gemm.n(), b.array(), b.offset(), b.ld()),
                fromArray);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = storage.readOnlyCopyOf(b.array(), arena);
            multiply(
                    engine,
                    gemm,
                    a,
                    engine.pack(gemm.transB(), gemm.k(), gemm.n(), segment, b.offset(), b.ld()),
                    fromSegment);
        }
        multiply(
                engine,
                gemm,
                a,
                engine.pack(
                        gemm.transposedB().transB(), gemm.k(), gemm.n(), turned.array(), turned.offset(), turned.ld()),
                fromTurned);
        b.checkUnchanged();
        Bits.assertSame(fromArray, fromSegment, "packed from a segment");
        Bits.assertSame(fromArray, fromTurned, "packed from the transpose");
    }

    /** Under one path and kc; AUTO may choose a path without blocks, and little workspace a smaller kc. */
    @Property
    void everyLoopOrderGivesTheSameBits(
            @ForAll(supplier = GemmCases.class) GemmCase gemm, @ForAll boolean prepacked, @ForAll EngineKind kind) {
        Map<String, Operand> byBlocks = new HashMap<>();
        for (LoopOrder order : LoopOrder.values()) {
            GemmRun forced = new GemmRun(gemm);
            Gemm prepared = builder(kind.engine(), forced, gemm, prepacked)
                    .loopOrder(order)
                    .prepare();
            run(prepared, forced, forced.c(), prepacked);
            forced.check();
            String blocks =
                    prepared.plan().path() + " with kc " + prepared.plan().kc();
            Operand first = byBlocks.putIfAbsent(blocks, forced.c());
            if (first != null) {
                Bits.assertSame(first, forced.c(), order + ", " + blocks);
            }
        }
    }

    private static void multiply(Engine engine, GemmCase gemm, Operand a, PackedMatrix b, Operand c) {
        engine.gemm(gemm.m(), gemm.n(), gemm.k())
                .transposeA(gemm.transA())
                .leadingDimensions(a.ld(), Math.max(1, gemm.n()), c.ld())
                .weights(b)
                .prepare()
                .run(a.array(), a.offset(), c.array(), c.offset());
    }

    private static Gemm prepare(Engine engine, GemmRun run, GemmCase gemm, Epilogue epilogue, boolean prepacked) {
        return builder(engine, run, gemm, prepacked).epilogue(epilogue).prepare();
    }

    private static Gemm.Builder builder(Engine engine, GemmRun run, GemmCase gemm, boolean prepacked) {
        Operand b = run.b();
        Gemm.Builder builder = engine.gemm(gemm.m(), gemm.n(), gemm.k())
                .transposeA(gemm.transA())
                .alpha(gemm.alpha())
                .beta(gemm.beta());
        return prepacked
                ? builder.leadingDimensions(
                                run.a().ld(), Math.max(1, gemm.n()), run.c().ld())
                        .weights(engine.pack(gemm.transB(), gemm.k(), gemm.n(), b.array(), b.offset(), b.ld()))
                : builder.leadingDimensions(run.a().ld(), b.ld(), run.c().ld()).transposeB(gemm.transB());
    }

    private static void run(Gemm prepared, GemmRun run, Operand c, boolean prepacked) {
        if (prepacked) {
            prepared.run(run.a().array(), run.a().offset(), c.array(), c.offset());
        } else {
            prepared.run(
                    run.a().array(), run.a().offset(), run.b().array(), run.b().offset(), c.array(), c.offset());
        }
    }
}
