package dev.lanewise.reference;

/** A dense row-major product in double, with what its rounding errors are measured by. */
public final class ReferenceProduct {
    private final double[] values;
    private final double[] magnitudes;

    ReferenceProduct(int size) {
        values = new double[size];
        magnitudes = new double[size];
    }

    /**
     * The product itself.
     *
     * @return its elements, row by row
     */
    public double[] values() {
        return values;
    }

    /**
     * The same sums over absolute values, {@code |alpha|·|A|·|B| + |beta|·|C|}.
     *
     * @return one for each element
     */
    public double[] magnitudes() {
        return magnitudes;
    }
}
