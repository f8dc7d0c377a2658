package dev.lanewise.jmh.peers;

/** One way of computing {@code C = A·B}, as a user of the JVM would call it. Not thread-safe. */
interface Peer extends AutoCloseable {

    /** The name in tables, as in {@code mkl-packB}. */
    String name();

    /** Whether this way exists for the shape: a matrix-vector call needs a vector, a block format its sizes. */
    default boolean supports(NativeProduct product) {
        return true;
    }

    /** Does whatever happens once for constant weights: packs B, builds the session. Called once, before the first run. */
    void prepare(NativeProduct product) throws Throwable;

    /** One product. This is what is timed. */
    void run() throws Throwable;

    /** Gives the last result, dense. Most natives write into {@link NativeProduct#nativeC}. */
    float[] result();

    @Override
    default void close() {}
}
