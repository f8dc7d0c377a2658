package dev.lanewise.inference.tensor;

/** A model that cannot be read or run; the message names the node, tensor or position. */
public class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message. */
    public ModelException(String message) {
        super(inOneLine(message));
    }

    /** With a message and what led to it. */
    public ModelException(String message, Throwable cause) {
        super(inOneLine(message), cause);
    }

    /** Names come from the model; they shall not write lines of their own into a log. */
    private static String inOneLine(String message) {
        return message == null ? null : message.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    }
}
