package dev.lanewise.engine;

/** Whether a stored matrix is used as it is or transposed. */
public enum Transpose {
    /** op(X) = X. */
    NO,
    /** op(X) = Xᵀ. */
    YES;

    boolean isTransposed() {
        return this == YES;
    }
}
