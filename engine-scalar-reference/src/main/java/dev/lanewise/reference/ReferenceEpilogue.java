package dev.lanewise.reference;

import java.util.function.DoubleUnaryOperator;

/** What is done to a product as it is written: {@code activation(scale·product + biasPerColumn + biasPerRow + residual)}. */
public final class ReferenceEpilogue {
    private final float scale;
    private final float[] biasPerColumn;
    private final float[] biasPerRow;
    private final float[] residual;
    private final int residualOffset;
    private final int residualLd;
    private final DoubleUnaryOperator activation;

    /**
     * An epilogue of these parts.
     *
     * @param scale factor of the product
     * @param biasPerColumn one value per column, or null for none
     * @param biasPerRow one value per row, or null for none
     * @param residual a matrix of the product's shape, row-major, or null for none
     * @param residualOffset index of the residual's first element
     * @param residualLd elements from one row of the residual to the next
     * @param activation applied last
     */
    public ReferenceEpilogue(
            float scale,
            float[] biasPerColumn,
            float[] biasPerRow,
            float[] residual,
            int residualOffset,
            int residualLd,
            DoubleUnaryOperator activation) {
        this.scale = scale;
        this.biasPerColumn = biasPerColumn;
        this.biasPerRow = biasPerRow;
        this.residual = residual;
        this.residualOffset = residualOffset;
        this.residualLd = residualLd;
        this.activation = activation;
    }

    /**
     * Everything before the activation.
     *
     * @param m rows of the product
     * @param n columns of the product
     * @param product a dense m×n product
     * @return the sums, and the same over absolute values
     */
    public ReferenceProduct linearPart(int m, int n, ReferenceProduct product) {
        ReferenceProduct sums = new ReferenceProduct(m * n);
        double[] values = sums.values();
        double[] magnitudes = sums.magnitudes();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = i * n + j;
                values[at] = scale * product.values()[at];
                magnitudes[at] = Math.abs(scale) * product.magnitudes()[at];
                if (biasPerColumn != null) {
                    values[at] += biasPerColumn[j];
                    magnitudes[at] += Math.abs(biasPerColumn[j]);
                }
                if (biasPerRow != null) {
                    values[at] += biasPerRow[i];
                    magnitudes[at] += Math.abs(biasPerRow[i]);
                }
                if (residual != null) {
                    float old = residual[residualOffset + i * residualLd + j];
                    values[at] += old;
                    magnitudes[at] += Math.abs(old);
                }
            }
        }
        return sums;
    }

    /**
     * The whole epilogue.
     *
     * @param m rows of the product
     * @param n columns of the product
     * @param product a dense m×n product
     * @return the values after the activation, dense m×n
     */
    public double[] apply(int m, int n, ReferenceProduct product) {
        double[] values = linearPart(m, n, product).values();
        for (int at = 0; at < values.length; at++) {
            values[at] = activation.applyAsDouble(values[at]);
        }
        return values;
    }
}
