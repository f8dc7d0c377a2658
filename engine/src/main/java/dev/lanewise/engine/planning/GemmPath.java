package dev.lanewise.engine.planning;

/** What a product is computed by. */
public enum GemmPath {
    /** Nothing to multiply: C is scaled, and the epilogue applied. */
    SCALE,
    /** One row of C: a matrix-vector product with op(B), which is read once. */
    ROW,
    /** One column of C: a matrix-vector product with op(A), which is read once. */
    COLUMN,
    /** Packed panels and the five loops. */
    PACKED
}
