package dev.lanewise.engine.machine;

import java.io.IOException;

/** Says that a file is not a machine profile, or a damaged one. */
public final class MachineProfileFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message which file, and what is wrong with it
     */
    public MachineProfileFormatException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message which file, and what is wrong with it
     * @param cause what showed it
     */
    public MachineProfileFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
