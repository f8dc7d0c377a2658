package dev.lanewise.jmh.peers;

import java.lang.foreign.ValueLayout;

/** One way of computing a product of 8-bit numbers, as a user of the JVM would call it. Not thread-safe. */
interface Int8Peer extends AutoCloseable {

    /** The name in tables, as in {@code mkl-packB}. */
    String name();

    /** Does whatever happens once for constant weights: packs B, builds the session. Called once, before the first run. */
    void prepare(Int8Product product) throws Throwable;

    /** One product. This is what is timed. */
    void run() throws Throwable;

    /** Gives the last result, dense. Natives write into {@link Int8Product#nativeC}. */
    default int[] result(Int8Product product) {
        return product.nativeC().toArray(ValueLayout.JAVA_INT);
    }

    @Override
    default void close() {}
}
