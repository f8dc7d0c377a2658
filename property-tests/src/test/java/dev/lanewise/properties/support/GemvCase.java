package dev.lanewise.properties.support;

import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.GemmCase.Content;
import dev.lanewise.properties.support.GemmCase.Factors;
import dev.lanewise.properties.support.Recipe.Role;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One call of a matrix-vector product, without its data. A vector with an increment is a matrix of one column whose
 * leading dimension is the increment.
 */
public record GemvCase(Transpose trans, Form form, Factors factors, Content content) {

    /** A is rows×cols as stored; elements between its rows, from one element of x and of y to the next. */
    public record Form(int rows, int cols, int padA, int incX, int incY) {}

    /** Elements of y. */
    public int length() {
        return trans == Transpose.YES ? form.cols : form.rows;
    }

    /** Products summed for one of them. */
    public int terms() {
        return trans == Transpose.YES ? form.rows : form.cols;
    }

    public Operand a() {
        boolean transposed = trans == Transpose.YES;
        return Operand.of(
                "A", content.a(), Role.LEFT, content.seed(), transposed, length(), terms(), form.padA, form.padA % 4);
    }

    public Operand x() {
        return Operand.of(
                "x", content.b(), Role.RIGHT, content.seed(), false, terms(), 1, form.incX - 1, form.incX % 3);
    }

    public Operand y() {
        return factors.beta() == 0
                ? Operand.unread("y", length(), 1, form.incY - 1, form.incY % 3)
                : Operand.of(
                        "y", content.c(), Role.ADDED, content.seed(), false, length(), 1, form.incY - 1, form.incY % 3);
    }

    /** This call with dense operands. */
    public GemvCase dense() {
        return new GemvCase(trans, new Form(form.rows, form.cols, 0, 1, 1), factors, content);
    }

    /** The matrix product that this is. */
    public GemmCase asGemm() {
        return new GemmCase(
                trans,
                Transpose.NO,
                new GemmCase.Shape(length(), 1, terms()),
                factors,
                new GemmCase.Layout(form.padA, form.incX - 1, form.incY - 1, 0, 0, 0),
                content);
    }

    /** Calls of a matrix-vector product. */
    public static final class Cases implements ArbitrarySupplier<GemvCase> {
        private static final int LARGEST = Width.scaled(1500, 150);
        private static final int LONGEST = Width.scaled(9000, 5000);

        @Override
        public Arbitrary<GemvCase> get() {
            Arbitrary<Integer> size = Arbitraries.frequencyOf(
                    Tuple.of(3, Shapes.sizes(0, 64)),
                    Tuple.of(2, Shapes.columns()),
                    Tuple.of(1, Shapes.sizes(0, LARGEST)),
                    Tuple.of(1, Arbitraries.of(0, 1, 127, 255, 256, 257, 383, 385)));
            Arbitrary<Integer> increment =
                    Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(1)), Tuple.of(1, Shapes.sizes(1, 7)));
            Arbitrary<Form> form = Arbitraries.frequencyOf(
                    Tuple.of(6, forms(size, size, increment)),
                    Tuple.of(1, forms(Shapes.sizes(1, 5), Shapes.sizes(1000, LONGEST), increment)),
                    Tuple.of(1, forms(Shapes.sizes(1000, LONGEST), Shapes.sizes(1, 5), increment)));
            return Combinators.combine(Arbitraries.of(Transpose.class), form, GemmCases.factors(), GemmCases.contents())
                    .as(GemvCase::new)
                    .withoutEdgeCases();
        }

        private static Arbitrary<Form> forms(
                Arbitrary<Integer> rows, Arbitrary<Integer> cols, Arbitrary<Integer> increment) {
            return Combinators.combine(rows, cols, Shapes.sizes(0, 9), increment, increment)
                    .as(Form::new);
        }
    }
}
