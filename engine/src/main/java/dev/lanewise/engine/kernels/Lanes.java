package dev.lanewise.engine.kernels;

import dev.lanewise.engine.machine.Machine;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one width of vector that this JVM computes with. C2 needs species to be constants, and where vectors of one type have two
 * shapes it may allocate them.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = of(float.class);

    static final VectorSpecies<Integer> INTS = of(int.class);

    /** As wide as a vector of floats: four bytes to a lane. */
    static final VectorSpecies<Byte> BYTES = of(byte.class);

    private Lanes() {}

    private static <E> VectorSpecies<E> of(Class<E> type) {
        return VectorSpecies.of(type, VectorShape.forBitSize(Machine.host().lanes() * Float.SIZE));
    }
}
