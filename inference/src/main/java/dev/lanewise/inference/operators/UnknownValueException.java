package dev.lanewise.inference.operators;

/** Thrown while a node is planned: its shapes depend on the elements of a value, which a run computes first. */
public final class UnknownValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String value;

    UnknownValueException(String value) {
        super("a shape depends on the elements of '" + value + "'", null, false, false);
        this.value = value;
    }

    /** The value's name. */
    public String value() {
        return value;
    }
}
