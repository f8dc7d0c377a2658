package dev.lanewise.engine;

import dev.lanewise.engine.kernels.Int8Columns;
import dev.lanewise.engine.packing.Int8Matrix;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A constant matrix of 8-bit numbers, packed for products: one byte for each, columns padded to strips of four vectors. Zero points
 * are not part of it. Immutable, shareable between operators, engines and threads.
 */
public final class QuantizedMatrix {
    private final Int8Matrix matrix;
    private final QuantizedType type;

    private QuantizedMatrix(Int8Matrix matrix, QuantizedType type) {
        this.matrix = matrix;
        this.type = type;
    }

    static QuantizedMatrix pack(
            Engine engine, QuantizedType type, boolean transposed, int k, int n, Int8Matrix.Source source) {
        engine.usage.enter();
        try {
            return new QuantizedMatrix(Int8Matrix.pack(source, transposed, k, n, flip(type)), type);
        } finally {
            engine.usage.exit();
        }
    }

    /**
     * Rows of the matrix.
     *
     * @return k
     */
    public int rows() {
        return matrix.k();
    }

    /**
     * Columns of the matrix.
     *
     * @return n
     */
    public int cols() {
        return matrix.n();
    }

    /**
     * The type of its elements.
     *
     * @return U8 or S8
     */
    public QuantizedType type() {
        return type;
    }

    /**
     * Memory that it takes.
     *
     * @return bytes, padding and sums of columns included
     */
    public long bytes() {
        return matrix.bytes().length + (long) Integer.BYTES * matrix.columnSums().length;
    }

    Int8Matrix matrix() {
        return matrix;
    }

    /** What columns add to a product, with a zero point for each and a bias, or null. */
    Int8Columns columns(IntUnaryOperator zeroPoint, int[] bias) {
        int[] sums = matrix.columnSums();
        int[] terms = new int[sums.length];
        int[] zeroPoints = new int[sums.length];
        for (int j = 0; j < cols(); j++) {
            zeroPoints[j] = zeroPoint.applyAsInt(j) + flip(type);
            terms[j] = sums[j] - rows() * zeroPoints[j];
        }
        int[] added = bias == null ? new int[sums.length] : Arrays.copyOf(bias, sums.length);
        return Int8Columns.of(added, terms, zeroPoints, rows());
    }

    /** What makes the bytes of a type unsigned as they are packed. */
    static int flip(QuantizedType type) {
        return type.isUnsigned() ? 0 : 0x80;
    }
}
