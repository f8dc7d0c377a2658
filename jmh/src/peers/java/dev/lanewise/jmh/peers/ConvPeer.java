package dev.lanewise.jmh.peers;

import dev.lanewise.engine.planning.Layout;

/** One way of computing a convolution, as a user of the JVM would call it. Not thread-safe. */
interface ConvPeer extends AutoCloseable {

    /** The name in tables, as in {@code onednn-auto}. */
    String name();

    /** Does whatever happens once for constant weights: transforms them, builds the session. Called once, before the first run. */
    void prepare(NativeConvolution convolution) throws Throwable;

    /** One convolution. This is what is timed. */
    void run() throws Throwable;

    /** Gives the last result. */
    float[] result();

    /** Order of the dimensions of the result. */
    Layout layout();

    @Override
    default void close() {}
}
