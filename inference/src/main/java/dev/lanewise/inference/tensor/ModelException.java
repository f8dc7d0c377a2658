package dev.lanewise.inference.tensor;

/** A model that cannot be read or run; the message names the node, tensor or position. */
public class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message. */
    public ModelException(String message) {
        super(message);
    }

    /** With a message and what led to it. */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
