package dev.lanewise.properties;

import dev.lanewise.engine.Engine;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.Recipe.Role;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Shapes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Batches of products: a batch is the loop over its products, to the last bit. */
@AddLifecycleHook(ScaledTries.class)
class BatchedProperties {
    /** Which operands lie behind each other and which serve the whole batch. */
    record Sharing(boolean sameA, boolean sameB, int gapA, int gapB, int gapC) {}

    @Property
    void stridedBatchIsTheLoop(
            @ForAll("small") GemmCase gemm,
            @ForAll @IntRange(max = 5) int batch,
            @ForAll("sharings") Sharing sharing,
            @ForAll EngineKind kind) {
        Engine engine = kind.engine();
        Operand a = stacked(gemm.content().a(), gemm, Role.LEFT, gemm.a(), sharing.sameA() ? 1 : batch, sharing.gapA());
        Operand b =
                stacked(gemm.content().b(), gemm, Role.RIGHT, gemm.b(), sharing.sameB() ? 1 : batch, sharing.gapB());
        Operand c = gemm.beta() == 0
                ? Operand.unread(
                        "C",
                        batch * (gemm.m() + sharing.gapC()),
                        gemm.n(),
                        gemm.layout().padC(),
                        0)
                : stacked(gemm.content().c(), gemm, Role.ADDED, gemm.c(), batch, sharing.gapC());
        int strideA = sharing.sameA() ? 0 : stride(gemm.a(), sharing.gapA());
        int strideB = sharing.sameB() ? 0 : stride(gemm.b(), sharing.gapB());
        int strideC = stride(gemm.c(), sharing.gapC());
        Operand looped = c.fresh();
        for (int i = 0; i < batch; i++) {
            engine.sgemm(
                    gemm.transA(),
                    gemm.transB(),
                    gemm.m(),
                    gemm.n(),
                    gemm.k(),
                    gemm.alpha(),
                    a.array(),
                    a.offset() + i * strideA,
                    a.ld(),
                    b.array(),
                    b.offset() + i * strideB,
                    b.ld(),
                    gemm.beta(),
                    looped.array(),
                    looped.offset() + i * strideC,
                    looped.ld());
        }
        engine.sgemmStridedBatched(
                gemm.transA(),
                gemm.transB(),
                gemm.m(),
                gemm.n(),
                gemm.k(),
                gemm.alpha(),
                a.array(),
                a.offset(),
                a.ld(),
                strideA,
                b.array(),
                b.offset(),
                b.ld(),
                strideB,
                gemm.beta(),
                c.array(),
                c.offset(),
                c.ld(),
                strideC,
                batch);
        Bits.assertSame(looped.array(), c.array(), "batch against loop");
        a.checkUnchanged();
        b.checkUnchanged();
    }

    @Property
    void pointerBatchIsTheLoop(
            @ForAll("small") GemmCase gemm, @ForAll @IntRange(max = 5) int batch, @ForAll EngineKind kind) {
        Engine engine = kind.engine();
        float[][] a = new float[batch][];
        float[][] b = new float[batch][];
        float[][] c = new float[batch][];
        float[][] looped = new float[batch][];
        Operand left = gemm.a();
        Operand right = gemm.b();
        Operand target = gemm.c();
        for (int i = 0; i < batch; i++) {
            a[i] = another(gemm.content().a(), Role.LEFT, i, left);
            b[i] = i % 2 == 1 ? b[i - 1] : another(gemm.content().b(), Role.RIGHT, i, right);
            c[i] = gemm.beta() == 0
                    ? Operand.unread("C", target.rows(), target.ld(), 0, 0).dense()
                    : another(gemm.content().c(), Role.ADDED, i, target);
            looped[i] = c[i].clone();
            engine.sgemm(
                    gemm.transA(),
                    gemm.transB(),
                    gemm.m(),
                    gemm.n(),
                    gemm.k(),
                    gemm.alpha(),
                    a[i],
                    0,
                    left.ld(),
                    b[i],
                    0,
                    right.ld(),
                    gemm.beta(),
                    looped[i],
                    0,
                    target.ld());
        }
        engine.sgemmBatched(
                gemm.transA(),
                gemm.transB(),
                gemm.m(),
                gemm.n(),
                gemm.k(),
                gemm.alpha(),
                a,
                left.ld(),
                b,
                right.ld(),
                gemm.beta(),
                c,
                target.ld());
        for (int i = 0; i < batch; i++) {
            Bits.assertSame(looped[i], c[i], "product " + i + " of the batch against the loop");
        }
    }

    @Provide
    Arbitrary<GemmCase> small() {
        Arbitrary<Integer> sizes = Shapes.sizes(0, 40);
        return GemmCases.cases(Combinators.combine(sizes, sizes, sizes).as(GemmCase.Shape::new));
    }

    @Provide
    Arbitrary<Sharing> sharings() {
        Arbitrary<Boolean> same = Arbitraries.of(false, true);
        Arbitrary<Integer> gap = Shapes.sizes(0, 3);
        return Combinators.combine(same, same, gap, gap, gap).as(Sharing::new);
    }

    /** So many matrices like one, a gap of rows between them. */
    private static Operand stacked(Recipe recipe, GemmCase gemm, Role role, Operand one, int times, int gap) {
        int rows = times * (one.rows() + gap);
        int seed = gemm.content().seed();
        return Operand.of("stack", recipe, role, seed, false, rows, one.cols(), one.ld() - one.cols(), 0);
    }

    private static int stride(Operand one, int gap) {
        return (one.rows() + gap) * one.ld();
    }

    /** A whole array with the rows of another matrix at its start, as long as such a matrix needs. */
    private static float[] another(Recipe recipe, Role role, int seed, Operand like) {
        return Operand.of("batch", recipe, role, seed, false, like.rows(), like.ld(), 0, 0)
                .dense();
    }
}
