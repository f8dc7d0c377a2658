package dev.lanewise.properties.support;

import dev.lanewise.engine.Epilogue;
import dev.lanewise.properties.support.Recipe.Role;
import dev.lanewise.reference.ReferenceEpilogue;
import dev.lanewise.reference.ReferenceProduct;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/** An epilogue, without its data. */
public record EpilogueCase(
        boolean columnBias, boolean rowBias, boolean residual, float scale, ActivationKind activation, int pad) {

    /** The operands of an epilogue of an m×n product. */
    public final class Operands {
        private final Operand columns;
        private final Operand rows;
        private final Operand residuals;

        private Operands(GemmCase gemm) {
            Recipe recipe = gemm.content().c();
            int seed = gemm.content().seed();
            columns = Operand.of("column bias", recipe, Role.ADDED, seed + 1, false, 1, gemm.n(), 0, 0);
            rows = Operand.of("row bias", recipe, Role.ADDED, seed + 2, false, 1, gemm.m(), 0, 0);
            residuals = Operand.of("residual", recipe, Role.ADDED, seed + 3, false, gemm.m(), gemm.n(), pad, pad);
        }

        /** The engine's epilogue. */
        public Epilogue build() {
            Epilogue.Builder builder = Epilogue.builder().scale(scale).activation(activation.activation());
            if (columnBias) {
                builder.biasPerColumn(columns.dense());
            }
            if (rowBias) {
                builder.biasPerRow(rows.dense());
            }
            if (residual) {
                builder.residual(residuals.array(), residuals.offset(), residuals.ld());
            }
            return builder.build();
        }

        /** What the epilogue makes of a product: rounding for rounding what its Javadoc says. */
        public float[] applyTo(Operand product) {
            float[] values = product.dense();
            for (int row = 0; row < product.rows(); row++) {
                for (int col = 0; col < product.cols(); col++) {
                    int at = row * product.cols() + col;
                    float value = values[at];
                    if (columnBias) {
                        value = Math.fma(scale, value, columns.get(0, col));
                    } else if (scale != 1) {
                        value *= scale;
                    }
                    if (rowBias) {
                        value += rows.get(0, row);
                    }
                    if (residual) {
                        value += residuals.get(row, col);
                    }
                    values[at] = activation.activation().apply(value);
                }
            }
            return values;
        }

        /** The bias of the columns. */
        public float[] columnBias() {
            return columns.dense();
        }

        private ReferenceEpilogue reference() {
            return new ReferenceEpilogue(
                    scale,
                    columnBias ? columns.dense() : null,
                    rowBias ? rows.dense() : null,
                    residual ? residuals.array() : null,
                    residuals.offset(),
                    residuals.ld(),
                    activation.reference());
        }

        /** Checks what an epilogue made of a product. */
        public void check(Operand actual, ReferenceProduct product, GemmCase gemm, double largestFactor) {
            residuals.checkUnchanged();
            ReferenceProduct sums = reference().linearPart(gemm.m(), gemm.n(), product);
            double[] expected = reference().apply(gemm.m(), gemm.n(), product);
            boolean exact = gemm.exact()
                    && activation.exact()
                    && gemm.content().a() == Recipe.SMALL_INTEGERS
                    && gemm.content().c() == Recipe.SMALL_INTEGERS
                    && Math.rint(scale) == scale;
            for (int row = 0; row < gemm.m(); row++) {
                for (int col = 0; col < gemm.n(); col++) {
                    int at = row * gemm.n() + col;
                    double error = exact || !Double.isFinite(sums.values()[at])
                            ? 0
                            : Bounds.ofEpilogue(
                                    gemm, sums.magnitudes()[at], largestFactor * Math.max(1, Math.abs(scale)));
                    Bounds.checkElement(actual, row, col, expected[at], activation.bound(sums.values()[at], error));
                }
            }
        }
    }

    /** The operands for a product. */
    public Operands operands(GemmCase gemm) {
        return new Operands(gemm);
    }

    /** Epilogues of every kind, alone and combined. */
    public static final class Cases implements ArbitrarySupplier<EpilogueCase> {
        @Override
        public Arbitrary<EpilogueCase> get() {
            Arbitrary<Boolean> flag = Arbitraries.of(false, true);
            return Combinators.combine(
                            flag,
                            flag,
                            flag,
                            Arbitraries.of(1f, 2f, -0.3f),
                            Arbitraries.of(ActivationKind.class),
                            Shapes.sizes(0, 5))
                    .as(EpilogueCase::new)
                    .withoutEdgeCases();
        }
    }
}
