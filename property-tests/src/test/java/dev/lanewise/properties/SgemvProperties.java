package dev.lanewise.properties;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.Bounds;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.GemvCase;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceGemv;
import dev.lanewise.reference.ReferenceProduct;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Engine.sgemv} on arrays and segments. */
@AddLifecycleHook(ScaledTries.class)
class SgemvProperties {
    @Property
    void withinBoundOfReference(@ForAll(supplier = GemvCase.Cases.class) GemvCase gemv, @ForAll EngineKind kind) {
        Operand a = gemv.a();
        Operand x = gemv.x();
        Operand y = gemv.y();
        run(kind.engine(), gemv, a, x, y);
        check(gemv, a, x, y);
    }

    @Property
    void segmentsWithinBoundOfReference(
            @ForAll(supplier = GemvCase.Cases.class) GemvCase gemv,
            @ForAll Storage storageA,
            @ForAll Storage storageX,
            @ForAll Storage storageY,
            @ForAll boolean readOnlyInputs,
            @ForAll EngineKind kind) {
        Operand a = gemv.a();
        Operand x = gemv.x();
        Operand y = gemv.y();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment matrix = storageA.copyOf(a.array(), arena);
            MemorySegment vector = storageX.copyOf(x.array(), arena);
            MemorySegment target = storageY.copyOf(y.array(), arena);
            kind.engine()
                    .sgemv(
                            gemv.trans(),
                            gemv.form().rows(),
                            gemv.form().cols(),
                            gemv.factors().alpha(),
                            readOnlyInputs ? matrix.asReadOnly() : matrix,
                            a.offset(),
                            a.ld(),
                            readOnlyInputs ? vector.asReadOnly() : vector,
                            x.offset(),
                            x.ld(),
                            gemv.factors().beta(),
                            target,
                            y.offset(),
                            y.ld());
            a.readBack(matrix);
            x.readBack(vector);
            y.readBack(target);
        }
        check(gemv, a, x, y);
    }

    /** Also where the vectors are longer than what is gathered at a time. */
    @Property
    void incrementsAndLeadingDimensionsChangeNoBit(
            @ForAll(supplier = GemvCase.Cases.class) GemvCase gemv, @ForAll EngineKind kind) {
        Operand placed = gemv.y();
        Operand dense = gemv.dense().y();
        run(kind.engine(), gemv, gemv.a(), gemv.x(), placed);
        run(kind.engine(), gemv.dense(), gemv.dense().a(), gemv.dense().x(), dense);
        Bits.assertSame(dense, placed, "layout");
    }

    @Property
    void threadsChangeNoBit(@ForAll(supplier = GemvCase.Cases.class) GemvCase gemv) {
        Operand a = gemv.a();
        Operand x = gemv.x();
        Operand y = gemv.y();
        Operand split = gemv.y();
        run(EngineKind.DEFAULT.engine(), gemv, a, x, y);
        run(EngineKind.TWO_THREADS.engine(), gemv, a, x, split);
        Bits.assertSame(y, split, "two threads");
    }

    private static void run(Engine engine, GemvCase gemv, Operand a, Operand x, Operand y) {
        engine.sgemv(
                gemv.trans(),
                gemv.form().rows(),
                gemv.form().cols(),
                gemv.factors().alpha(),
                a.array(),
                a.offset(),
                a.ld(),
                x.array(),
                x.offset(),
                x.ld(),
                gemv.factors().beta(),
                y.array(),
                y.offset(),
                y.ld());
    }

    private static void check(GemvCase gemv, Operand a, Operand x, Operand y) {
        a.checkUnchanged();
        x.checkUnchanged();
        y.checkGuards();
        Operand before = y.fresh();
        ReferenceProduct expected = ReferenceGemv.multiply(
                gemv.trans() == Transpose.YES,
                gemv.form().rows(),
                gemv.form().cols(),
                gemv.factors().alpha(),
                a.array(),
                a.offset(),
                a.ld(),
                x.array(),
                x.offset(),
                x.ld(),
                gemv.factors().beta(),
                before.array(),
                before.offset(),
                before.ld());
        Bounds.check(y, expected, gemv.asGemm(), Math.max(a.largest(), x.largest()));
    }
}
