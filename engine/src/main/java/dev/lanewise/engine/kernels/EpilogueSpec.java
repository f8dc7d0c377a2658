package dev.lanewise.engine.kernels;

import java.util.Arrays;

/**
 * An epilogue as kernels see it: {@code activation(fma(scale, c, biasPerColumn) + biasPerRow + residual)}, from the left,
 * every sum rounded. A term that is absent changes no bit: kernels add −0 for it, which leaves every number as it is, +0
 * and −0 included.
 *
 * <p>The arrays are referenced, not copied. Immutable but for the residual.
 */
public final class EpilogueSpec {
    /** A vector of −0, as wide as the widest. */
    private static final float[] NOTHING = new float[16];

    static {
        Arrays.fill(NOTHING, -0f);
    }

    /** Leaves C as it is. */
    public static final EpilogueSpec IDENTITY = new EpilogueSpec(1, null, null, null, 0, 0, ActivationKind.NONE, 0, 0);

    final float scale;
    /** The bias per column, or −0s. */
    final float[] columnTerms;
    /** 1, or 0 where there is no bias per column. */
    final int columnStep;
    /** The bias per row, or −0s. */
    final float[] rowTerms;
    /** 1, or 0 where there is no bias per row. */
    final int rowStep;
    /** Null where there is none. */
    float[] residual;

    int residualOffset;
    final int residualLd;
    final ActivationKind kind;
    final float first;
    final float second;
    /** Whether there is a scale or a bias. */
    final boolean linear;

    private final EpilogueSpec withoutBias;
    private volatile float[] biasVectors;

    /**
     * An epilogue of these parts. Nothing is checked.
     *
     * @param scale factor of C
     * @param biasPerColumn a term for each column, or null
     * @param biasPerRow a term for each row, or null
     * @param residual a row-major matrix that is added, or null
     * @param residualOffset its first element
     * @param residualLd elements from one row of the residual to the next
     * @param kind the function applied last
     * @param first the function's first parameter: the lower limit or the slope
     * @param second the function's second parameter: the upper limit
     */
    public EpilogueSpec(
            float scale,
            float[] biasPerColumn,
            float[] biasPerRow,
            float[] residual,
            int residualOffset,
            int residualLd,
            ActivationKind kind,
            float first,
            float second) {
        this.scale = scale;
        this.columnTerms = biasPerColumn == null ? NOTHING : biasPerColumn;
        this.columnStep = biasPerColumn == null ? 0 : 1;
        this.rowTerms = biasPerRow == null ? NOTHING : biasPerRow;
        this.rowStep = biasPerRow == null ? 0 : 1;
        this.residual = residual;
        this.residualOffset = residualOffset;
        this.residualLd = residualLd;
        this.kind = kind;
        this.first = first;
        this.second = second;
        this.linear = scale != 1 || biasPerColumn != null || biasPerRow != null;
        boolean oneBias = biasPerColumn == null ^ biasPerRow == null;
        this.withoutBias = scale == 1 && oneBias
                ? new EpilogueSpec(1, null, null, residual, residualOffset, residualLd, kind, first, second)
                : null;
    }

    /**
     * Chooses another residual. Only for a spec that one caller has to himself.
     *
     * @param array holds a matrix of the leading dimension given before, or null for none
     * @param offset its first element
     */
    public void bindResidual(float[] array, int offset) {
        residual = array;
        residualOffset = offset;
        if (withoutBias != null) {
            withoutBias.bindResidual(array, offset);
        }
    }

    /**
     * What is left of this epilogue where {@link #bias()} has been added before.
     *
     * @return this if there is no such bias
     */
    public EpilogueSpec withoutBias() {
        return withoutBias == null ? this : withoutBias;
    }

    /**
     * The bias, for kernels that add it before anything else.
     *
     * @return null unless there is exactly one, and no scale; not to be changed
     */
    public float[] bias() {
        return withoutBias == null ? null : columnStep == 1 ? columnTerms : rowTerms;
    }

    /**
     * {@link #bias()} as a matrix to be read in vectors: element (i, j) is at {@code i·biasRow() + j·biasColumn()}. A bias per row
     * is repeated for as many vectors as the widest tile has.
     *
     * @return its elements
     */
    public float[] biasVectors() {
        if (columnStep == 1) {
            return columnTerms;
        }
        float[] vectors = biasVectors;
        if (vectors == null) {
            vectors = new float[rowTerms.length * biasRow()];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = rowTerms[i / biasRow()];
            }
            biasVectors = vectors;
        }
        return vectors;
    }

    /**
     * From one row of {@link #biasVectors()} to the next.
     *
     * @return elements
     */
    public int biasRow() {
        return rowStep * Kernels.MOST_VECTORS * Kernels.active().lanes();
    }

    /**
     * From one column of {@link #biasVectors()} to the next.
     *
     * @return elements
     */
    public int biasColumn() {
        return columnStep;
    }

    /**
     * Whether there is nothing to do.
     *
     * @return true for a scale of 1 alone
     */
    public boolean isIdentity() {
        return !linear && residual == null && kind == ActivationKind.NONE;
    }

    /** Everything before the activation, for one element of C. */
    float beforeActivation(float c, int row, int col) {
        float sum = Math.fma(scale, c, columnTerms[col * columnStep]) + rowTerms[row * rowStep];
        return residual == null ? sum : sum + residual[residualOffset + row * residualLd + col];
    }
}
