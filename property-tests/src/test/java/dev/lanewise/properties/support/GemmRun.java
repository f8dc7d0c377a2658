package dev.lanewise.properties.support;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.reference.ReferenceGemm;
import dev.lanewise.reference.ReferenceProduct;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The operands of a case, what they must give, and the check of what they gave. */
public final class GemmRun {
    private final GemmCase gemm;
    private final Operand a;
    private final Operand b;
    private final Operand c;

    public GemmRun(GemmCase gemm) {
        this.gemm = gemm;
        a = gemm.a();
        b = gemm.b();
        c = gemm.c();
    }

    public Operand a() {
        return a;
    }

    public Operand b() {
        return b;
    }

    public Operand c() {
        return c;
    }

    /** Runs {@code sgemm} on arrays. */
    public GemmRun onArrays(Engine engine) {
        engine.sgemm(
                gemm.transA(),
                gemm.transB(),
                gemm.m(),
                gemm.n(),
                gemm.k(),
                gemm.alpha(),
                a.array(),
                a.offset(),
                a.ld(),
                b.array(),
                b.offset(),
                b.ld(),
                gemm.beta(),
                c.array(),
                c.offset(),
                c.ld());
        return this;
    }

    /** Runs {@code sgemm} on segments; where inputs are read-only, writing one throws. */
    public GemmRun onSegments(Engine engine, Storage storageA, Storage storageB, Storage storageC, boolean readOnly) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = storageC.copyOf(c.array(), arena);
            MemorySegment left = storageA.copyOf(a.array(), arena);
            MemorySegment right = storageB.copyOf(b.array(), arena);
            engine.sgemm(
                    gemm.transA(),
                    gemm.transB(),
                    gemm.m(),
                    gemm.n(),
                    gemm.k(),
                    gemm.alpha(),
                    readOnly ? left.asReadOnly() : left,
                    a.offset(),
                    a.ld(),
                    readOnly ? right.asReadOnly() : right,
                    b.offset(),
                    b.ld(),
                    gemm.beta(),
                    target,
                    c.offset(),
                    c.ld());
            a.readBack(left);
            b.readBack(right);
            c.readBack(target);
        }
        return this;
    }

    /** What C must be. */
    public ReferenceProduct expected() {
        Operand before = c.fresh();
        return ReferenceGemm.multiply(
                gemm.transA() == Transpose.YES,
                gemm.transB() == Transpose.YES,
                gemm.m(),
                gemm.n(),
                gemm.k(),
                gemm.alpha(),
                a.array(),
                a.offset(),
                a.ld(),
                b.array(),
                b.offset(),
                b.ld(),
                gemm.beta(),
                before.array(),
                before.offset(),
                before.ld());
    }

    /** Checks C against the reference, and that nothing else was written. */
    public GemmRun check() {
        checkUntouched();
        Bounds.check(c, expected(), gemm, largest());
        return this;
    }

    /** Checks C where its sums are blocks of kc. */
    public void check(int kc) {
        checkUntouched();
        Bounds.check(c, expected(), gemm, largest(), Bounds.ofSum(gemm.m(), gemm.n(), gemm.k(), kc));
    }

    /** Checks that nothing but C was written. */
    public void checkUntouched() {
        a.checkUnchanged();
        b.checkUnchanged();
        c.checkGuards();
    }

    /** The largest finite factor of a product. */
    public double largest() {
        return Math.max(a.largest(), b.largest());
    }
}
