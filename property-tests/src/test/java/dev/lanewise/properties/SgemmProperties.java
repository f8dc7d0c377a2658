package dev.lanewise.properties;

import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.GemmRun;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Shapes;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceIntegerGemm;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Engine.sgemm} on arrays and segments. */
@AddLifecycleHook(ScaledTries.class)
class SgemmProperties {
    @Property
    void withinBoundOfReference(@ForAll(supplier = GemmCases.class) GemmCase gemm, @ForAll EngineKind kind) {
        new GemmRun(gemm).onArrays(kind.engine()).check();
    }

    /** Where sums are blocked they round kc times inside of a block and once per block, which drifting sums show. */
    @Property
    void longSumsAreBlocked(@ForAll("deep") GemmCase any, @ForAll boolean drift, @ForAll EngineKind kind) {
        GemmCase gemm = drift ? any.plain().withRecipes(Recipe.DRIFT, Recipe.DRIFT) : any;
        GemmRun run = new GemmRun(gemm).onArrays(kind.engine());
        int kc = kind.engine()
                .gemm(gemm.m(), gemm.n(), gemm.k())
                .transposeA(gemm.transA())
                .transposeB(gemm.transB())
                .prepare()
                .plan()
                .kc();
        run.check(kc);
    }

    @Property
    void bitEqualToExactIntegers(@ForAll(supplier = GemmCases.class) GemmCase any, @ForAll EngineKind kind) {
        GemmCase gemm =
                any.withRecipes(Recipe.SMALL_INTEGERS, Recipe.SMALL_INTEGERS).withFactors(1, 0);
        GemmRun run = new GemmRun(gemm).onArrays(kind.engine());
        long[] expected = ReferenceIntegerGemm.multiply(
                gemm.transA() == Transpose.YES,
                gemm.transB() == Transpose.YES,
                gemm.m(),
                gemm.n(),
                gemm.k(),
                integers(run.a()),
                integers(run.b()));
        float[] floats = new float[expected.length];
        for (int at = 0; at < floats.length; at++) {
            floats[at] = expected[at];
        }
        Bits.assertSame(floats, run.c().dense(), "exact product");
    }

    @Property
    void segmentsWithinBoundOfReference(
            @ForAll(supplier = GemmCases.class) GemmCase gemm,
            @ForAll Storage a,
            @ForAll Storage b,
            @ForAll Storage c,
            @ForAll boolean readOnlyInputs,
            @ForAll EngineKind kind) {
        new GemmRun(gemm).onSegments(kind.engine(), a, b, c, readOnlyInputs).check();
    }

    @Provide
    Arbitrary<GemmCase> deep() {
        return GemmCases.cases(Shapes.deep());
    }

    private static int[] integers(Operand operand) {
        float[] dense = operand.dense();
        int[] integers = new int[dense.length];
        for (int at = 0; at < dense.length; at++) {
            integers[at] = (int) dense[at];
        }
        return integers;
    }
}
