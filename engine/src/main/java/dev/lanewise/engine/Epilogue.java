package dev.lanewise.engine;

import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.EpilogueSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is done to a product as it is written: {@code C = activation(scale·product + bias + residual)}. It costs a few per
 * cent of the product instead of passes over C of their own.
 *
 * <p>Order and rounding, for element (i, j), from the left: {@code fma(scale, product, biasPerColumn[j])}, rounded once; plus
 * {@code biasPerRow[i]}; plus {@code residual[i][j]}; then the activation. A term that is not set is not added, so that not even the
 * sign of a zero changes. NaN and infinities in any operand go the way of IEEE arithmetic.
 *
 * <p>Biases are copied when they are set. The residual is not: it is read while a product runs, and must not be written
 * meanwhile, nor share elements with C. To add to what C holds, use the product's {@code beta}; that is scaled along with it.
 *
 * <p>Epilogues are immutable and can be shared by operators and threads.
 */
public final class Epilogue {
    private static final Epilogue NONE = builder().build();

    private final EpilogueSpec spec;
    private final float scale;
    private final float[] biasPerColumn;
    private final float[] biasPerRow;
    private final float[] residual;
    private final int residualOffset;
    private final int residualLd;
    private final Activation activation;

    private Epilogue(Builder builder) {
        scale = builder.scale;
        biasPerColumn = builder.biasPerColumn;
        biasPerRow = builder.biasPerRow;
        residual = builder.residual;
        residualOffset = builder.residualOffset;
        residualLd = builder.residualLd;
        activation = builder.activation;
        spec = new EpilogueSpec(
                scale,
                biasPerColumn,
                biasPerRow,
                residual,
                residualOffset,
                residualLd,
                activation.kind(),
                activation.first(),
                activation.second());
    }

    /**
     * The epilogue that leaves the product as it is.
     *
     * @return always the same
     */
    public static Epilogue none() {
        return NONE;
    }

    /**
     * Starts an epilogue from one that does nothing.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    EpilogueSpec spec() {
        return spec;
    }

    /**
     * Checks the epilogue against the m×n matrix that it is to be applied to.
     *
     * @throws IllegalArgumentException if an array is too short or the residual's leading dimension is below n
     */
    void validate(int m, int n) {
        if (biasPerColumn != null) {
            require(biasPerColumn.length >= n, "biasPerColumn.length", biasPerColumn.length, "at least n, " + n);
        }
        if (biasPerRow != null) {
            require(biasPerRow.length >= m, "biasPerRow.length", biasPerRow.length, "at least m, " + m);
        }
        if (residual != null) {
            require(residualLd >= n, "residual's ld", residualLd, "at least n, " + n);
            if (m > 0 && n > 0) {
                long end = residualOffset + (m - 1L) * residualLd + n;
                require(residual.length >= end, "residual.length", residual.length, "at least " + end);
            }
        }
    }

    /**
     * Checks that the residual shares no element with C, for arguments that {@link #validate} has passed. Blocks of
     * columns of one matrix may serve as residual and as C.
     *
     * @throws IllegalArgumentException if they overlap
     */
    void checkTarget(float[] c, int cOffset, int m, int n, int ldc) {
        if (residual != null) {
            Checks.disjoint(residual, residualOffset, m, n, residualLd, "residual", "c", c, cOffset, m, n, ldc);
        }
    }

    /** The same for C in a segment, which may be over the residual's array. */
    void checkTarget(MemorySegment c, long cOffset, int m, int n, int ldc) {
        if (residual != null && !c.isNative()) {
            MemorySegment all = MemorySegment.ofArray(residual);
            Checks.disjoint(all, residualOffset, m, n, residualLd, "residual", "c", c, cOffset, m, n, ldc);
        }
    }

    /**
     * What this epilogue does, in the order in which it does it.
     *
     * @return for example {@code scale 0.5, bias per column, RELU}, or {@code none}
     */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (scale != 1) {
            parts.add("scale " + scale);
        }
        if (biasPerColumn != null) {
            parts.add("bias per column");
        }
        if (biasPerRow != null) {
            parts.add("bias per row");
        }
        if (residual != null) {
            parts.add("residual");
        }
        if (activation.kind() != ActivationKind.NONE) {
            parts.add(activation.toString());
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    private static void require(boolean condition, String name, long value, String must) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + must);
        }
    }

    /** Collects an epilogue's parts. Whatever is not set is left out. */
    public static final class Builder {
        private float scale = 1;
        private float[] biasPerColumn;
        private float[] biasPerRow;
        private float[] residual;
        private int residualOffset;
        private int residualLd;
        private Activation activation = Activation.NONE;

        private Builder() {}

        /**
         * Multiplies the product, not the bias.
         *
         * @param scale the factor
         * @return this builder
         * @throws IllegalArgumentException if {@code scale} is NaN or infinite
         */
        public Builder scale(float scale) {
            if (!Float.isFinite(scale)) {
                throw new IllegalArgumentException("scale is " + scale + "; it must be finite");
            }
            this.scale = scale;
            return this;
        }

        /**
         * Adds a value to every column of C.
         *
         * @param bias at least as many values as C has columns; copied
         * @return this builder
         * @throws NullPointerException if {@code bias} is null
         */
        public Builder biasPerColumn(float[] bias) {
            biasPerColumn = Objects.requireNonNull(bias, "biasPerColumn").clone();
            return this;
        }

        /**
         * Adds a value to every row of C.
         *
         * @param bias at least as many values as C has rows; copied
         * @return this builder
         * @throws NullPointerException if {@code bias} is null
         */
        public Builder biasPerRow(float[] bias) {
            biasPerRow = Objects.requireNonNull(bias, "biasPerRow").clone();
            return this;
        }

        /**
         * Adds a matrix of C's shape, row-major. It is referenced, not copied.
         *
         * @param residual array that holds the matrix
         * @param offset its first element
         * @param ld elements from one row to the next, at least the columns of C
         * @return this builder
         * @throws NullPointerException if {@code residual} is null
         * @throws IllegalArgumentException if {@code offset} or {@code ld} is negative
         */
        public Builder residual(float[] residual, int offset, int ld) {
            Objects.requireNonNull(residual, "residual");
            require(offset >= 0, "residual's offset", offset, "at least 0");
            require(ld >= 0, "residual's ld", ld, "at least 0");
            this.residual = residual;
            residualOffset = offset;
            residualLd = ld;
            return this;
        }

        /**
         * Applies a function last.
         *
         * @param activation the function
         * @return this builder
         * @throws NullPointerException if {@code activation} is null
         */
        public Builder activation(Activation activation) {
            this.activation = Objects.requireNonNull(activation, "activation");
            return this;
        }

        /**
         * Makes the epilogue. It is checked against a product's shape when that product is prepared.
         *
         * @return an epilogue of the parts set so far
         */
        public Epilogue build() {
            return new Epilogue(this);
        }
    }
}
