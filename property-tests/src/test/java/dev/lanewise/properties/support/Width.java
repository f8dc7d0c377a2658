package dev.lanewise.properties.support;

import dev.lanewise.engine.machine.Machine;
import jdk.incubator.vector.FloatVector;

/** The width of the vectors of this JVM, and how much work it can be given. */
public final class Width {
    /** fp32 numbers in a vector of the engine. */
    public static final int LANES = Machine.host().lanes();

    /** Whether vectors wider than the machine's are forced: right, but a hundred times slower. */
    public static final boolean EMULATED = LANES > FloatVector.SPECIES_PREFERRED.length();

    private Width() {}

    /** The first number; where vectors are emulated, the second. */
    public static int scaled(int number, int emulated) {
        return EMULATED ? emulated : number;
    }
}
