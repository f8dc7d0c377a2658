package dev.lanewise.properties;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.GemmRun;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Width;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** What two products have to do with each other, without a reference. */
@AddLifecycleHook(ScaledTries.class)
class MetamorphicProperties {
    private static final int LARGEST_IDENTITY = Width.scaled(160, 24);

    @Property
    void timesIdentityIsItself(
            @ForAll(supplier = GemmCases.class) GemmCase any,
            @ForAll("finite") Recipe recipe,
            @ForAll EngineKind kind) {
        int k = 1 + Math.min(any.k(), LARGEST_IDENTITY);
        GemmCase gemm = any.plain().withShape(any.m(), k, k).withRecipes(recipe, recipe);
        Operand a = gemm.withTransposes(Transpose.NO, Transpose.NO).a();
        Operand c = gemm.c();
        float[] identity = identity(k);
        kind.engine()
                .sgemm(
                        Transpose.NO,
                        gemm.transB(),
                        gemm.m(),
                        k,
                        k,
                        1,
                        a.array(),
                        a.offset(),
                        a.ld(),
                        identity,
                        0,
                        k,
                        0,
                        c.array(),
                        c.offset(),
                        c.ld());
        Bits.assertSame(unsigned(a), c.dense(), "A·I");
    }

    @Property
    void identityTimesIsItself(
            @ForAll(supplier = GemmCases.class) GemmCase any,
            @ForAll("finite") Recipe recipe,
            @ForAll EngineKind kind) {
        int k = 1 + Math.min(any.k(), LARGEST_IDENTITY);
        GemmCase gemm = any.plain().withShape(k, any.n(), k).withRecipes(recipe, recipe);
        Operand b = gemm.withTransposes(Transpose.NO, Transpose.NO).b();
        Operand c = gemm.c();
        float[] identity = identity(k);
        kind.engine()
                .sgemm(
                        gemm.transA(),
                        Transpose.NO,
                        k,
                        gemm.n(),
                        k,
                        1,
                        identity,
                        0,
                        k,
                        b.array(),
                        b.offset(),
                        b.ld(),
                        0,
                        c.array(),
                        c.offset(),
                        c.ld());
        Bits.assertSame(unsigned(b), c.dense(), "I·B");
    }

    /** (PA)·B = P·(A·B), P turning the rows round. */
    @Property
    void rowsPermute(
            @ForAll(supplier = GemmCases.class) GemmCase any,
            @ForAll @IntRange(max = 99) int turn,
            @ForAll EngineKind kind) {
        GemmCase gemm = any.plain().withTransposes(Transpose.NO, any.transB());
        GemmRun run = new GemmRun(gemm).onArrays(kind.engine());
        GemmRun turned = new GemmRun(gemm);
        int m = gemm.m();
        for (int row = 0; row < m; row++) {
            turned.a().setRow(row, run.a().row((row + turn) % m));
        }
        turned.onArrays(kind.engine());
        for (int row = 0; row < m; row++) {
            Bits.assertSame(run.c().row((row + turn) % m), turned.c().row(row), "row " + row + " moved by " + turn);
        }
    }

    /** Scaling by a power of two only moves exponents. */
    @Property
    void powersOfTwoFactorOut(
            @ForAll(supplier = GemmCases.class) GemmCase any,
            @ForAll @IntRange(min = -20, max = 20) int exponent,
            @ForAll EngineKind kind) {
        GemmCase gemm =
                any.plain().withTransposes(Transpose.NO, any.transB()).withRecipes(Recipe.UNIFORM, Recipe.UNIFORM);
        float power = Math.scalb(1f, exponent);
        float[] expected = new GemmRun(gemm).onArrays(kind.engine()).c().dense();
        for (int at = 0; at < expected.length; at++) {
            expected[at] *= power;
        }
        GemmRun scaledA = new GemmRun(gemm);
        for (int row = 0; row < gemm.m(); row++) {
            float[] values = scaledA.a().row(row);
            for (int at = 0; at < values.length; at++) {
                values[at] *= power;
            }
            scaledA.a().setRow(row, values);
        }
        Bits.assertSame(expected, scaledA.onArrays(kind.engine()).c().dense(), "A scaled by " + power);
        GemmRun scaledAlpha = new GemmRun(gemm.withFactors(power, 0)).onArrays(kind.engine());
        Bits.assertSame(expected, scaledAlpha.c().dense(), "alpha " + power);
    }

    @Property
    void offsetsAndLeadingDimensionsChangeNoBit(
            @ForAll(supplier = GemmCases.class) GemmCase gemm, @ForAll EngineKind kind) {
        GemmRun placed = new GemmRun(gemm).onArrays(kind.engine());
        GemmRun dense = new GemmRun(gemm.dense()).onArrays(kind.engine());
        Bits.assertSame(dense.c(), placed.c(), "layout");
    }

    /** C = A₁·B₁ and then C += A₂·B₂ is C = A·B within the bound. */
    @Property
    void sumsMaySplit(
            @ForAll(supplier = GemmCases.class) GemmCase any,
            @ForAll @IntRange(max = 100) int percent,
            @ForAll EngineKind kind) {
        GemmCase gemm = any.plain().withTransposes(Transpose.NO, Transpose.NO);
        GemmRun run = new GemmRun(gemm);
        int split = gemm.k() * percent / 100;
        Engine engine = kind.engine();
        part(engine, gemm, run, 0, split, 0);
        part(engine, gemm, run, split, gemm.k() - split, 1);
        run.check();
    }

    private static void part(Engine engine, GemmCase gemm, GemmRun run, int from, int length, float beta) {
        Operand a = run.a();
        Operand b = run.b();
        Operand c = run.c();
        engine.sgemm(
                Transpose.NO,
                Transpose.NO,
                gemm.m(),
                gemm.n(),
                length,
                1,
                a.array(),
                start(a, from),
                a.ld(),
                b.array(),
                start(b, from * b.ld()),
                b.ld(),
                beta,
                c.array(),
                c.offset(),
                c.ld());
    }

    /** A part of no elements may not start behind its array. */
    private static int start(Operand operand, int distance) {
        return Math.min(operand.offset() + distance, operand.array().length);
    }

    @Provide
    Arbitrary<Recipe> finite() {
        return Arbitraries.of(Recipe.class).filter(recipe -> recipe != Recipe.NON_FINITE);
    }

    /** The elements with zeros as a sum that starts at zero leaves them. */
    private static float[] unsigned(Operand operand) {
        float[] dense = operand.dense();
        for (int at = 0; at < dense.length; at++) {
            dense[at] += 0f;
        }
        return dense;
    }

    private static float[] identity(int size) {
        float[] identity = new float[size * size];
        for (int i = 0; i < size; i++) {
            identity[i * size + i] = 1;
        }
        return identity;
    }
}
