package dev.lanewise.properties.support;

import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.Recipe.Role;

/** One call of a matrix product, without its data: those come from recipes and a seed. */
public record GemmCase(
        Transpose transA, Transpose transB, Shape shape, Factors factors, Layout layout, Content content) {

    /** C is m×n, the sums have k terms. */
    public record Shape(int m, int n, int k) {}

    /** {@code C = alpha·A·B + beta·C}. */
    public record Factors(float alpha, float beta) {}

    /** Elements between rows, and before the first. */
    public record Layout(int padA, int padB, int padC, int shiftA, int shiftB, int shiftC) {}

    /** What the operands are made of. */
    public record Content(Recipe a, Recipe b, Recipe c, int seed) {}

    public int m() {
        return shape.m;
    }

    public int n() {
        return shape.n;
    }

    public int k() {
        return shape.k;
    }

    public float alpha() {
        return factors.alpha;
    }

    public float beta() {
        return factors.beta;
    }

    /** This case with C = A·B. */
    public GemmCase plain() {
        return withFactors(1, 0);
    }

    public GemmCase withFactors(float alpha, float beta) {
        return new GemmCase(transA, transB, shape, new Factors(alpha, beta), layout, content);
    }

    public GemmCase withShape(int m, int n, int k) {
        return new GemmCase(transA, transB, new Shape(m, n, k), factors, layout, content);
    }

    public GemmCase withRecipes(Recipe a, Recipe b) {
        return new GemmCase(transA, transB, shape, factors, layout, new Content(a, b, content.c, content.seed));
    }

    /** This case with the same op(B), stored the other way. */
    public GemmCase transposedB() {
        Transpose other = transB == Transpose.YES ? Transpose.NO : Transpose.YES;
        return new GemmCase(transA, other, shape, factors, layout, content);
    }

    /** This case with other transposes. */
    public GemmCase withTransposes(Transpose a, Transpose b) {
        return new GemmCase(a, b, shape, factors, layout, content);
    }

    /** This case with every operand dense. */
    public GemmCase dense() {
        return new GemmCase(transA, transB, shape, factors, new Layout(0, 0, 0, 0, 0, 0), content);
    }

    public Operand a() {
        return Operand.of(
                "A", content.a, Role.LEFT, content.seed, transA == Transpose.YES, m(), k(), layout.padA, layout.shiftA);
    }

    public Operand b() {
        return Operand.of(
                "B",
                content.b,
                Role.RIGHT,
                content.seed,
                transB == Transpose.YES,
                k(),
                n(),
                layout.padB,
                layout.shiftB);
    }

    /** C as it is before the run: NaN where it must not be read. */
    public Operand c() {
        return beta() == 0
                ? Operand.unread("C", m(), n(), layout.padC, layout.shiftC)
                : Operand.of("C", content.c, Role.ADDED, content.seed, false, m(), n(), layout.padC, layout.shiftC);
    }

    /** Whether every intermediate value is exact in fp32, so that the result is the same to the last bit in any order. */
    public boolean exact() {
        boolean unscaled = Math.abs(alpha()) == 1 && beta() == 0;
        boolean integers = (content.a == Recipe.SMALL_INTEGERS || content.a == Recipe.ONE_HOT)
                && (content.b == Recipe.SMALL_INTEGERS || content.b == Recipe.ONE_HOT);
        return Recipe.exactProduct(content.a, content.b)
                && (unscaled || (integers && (beta() == 0 || content.c == Recipe.SMALL_INTEGERS)));
    }

    /** Whether the statistical bound applies. */
    public boolean uniform() {
        return content.a == Recipe.UNIFORM
                && content.b == Recipe.UNIFORM
                && (beta() == 0 || content.c == Recipe.UNIFORM || content.c == Recipe.SMALL_INTEGERS);
    }
}
