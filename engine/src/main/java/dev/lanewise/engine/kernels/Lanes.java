package dev.lanewise.engine.kernels;

import dev.lanewise.engine.machine.Machine;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The one width of vector that this JVM computes with. C2 needs species to be constants. */
final class Lanes {
    static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Machine.host().lanes() * Float.SIZE));

    private Lanes() {}
}
