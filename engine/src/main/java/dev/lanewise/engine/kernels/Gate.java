package dev.lanewise.engine.kernels;

import dev.lanewise.engine.machine.Machine;
import java.lang.System.Logger.Level;

/**
 * Decides once per JVM between vector and scalar kernels. Where vectors are not to be had, though nobody asked for scalars, it
 * says so in one line that names the remedy.
 */
final class Gate {
    /** Whether this JVM computes with vector kernels. */
    static final boolean VECTORS = decide();

    private Gate() {}

    private static boolean decide() {
        Machine.hostAdvice()
                .ifPresent(advice -> System.getLogger("dev.lanewise.engine").log(Level.WARNING, advice));
        return !Machine.host().isScalar();
    }
}
