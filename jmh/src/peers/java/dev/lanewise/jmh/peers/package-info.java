/**
 * The figures: this engine and what a JVM user would otherwise pick, interleaved in one run.
 *
 * <p>Adapters implement {@link dev.lanewise.jmh.peers.Peer}, each product is described by {@link dev.lanewise.jmh.peers.NativeProduct}. May import
 * the peers' libraries, the engine and the reference.
 */
package dev.lanewise.jmh.peers;
