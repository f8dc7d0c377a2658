package dev.lanewise.engine;

import java.io.IOException;

/** A file holds no packed matrix, a damaged one, or one for another machine. The message says which. */
public final class PackedMatrixFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    PackedMatrixFormatException(String message) {
        super(message);
    }
}
