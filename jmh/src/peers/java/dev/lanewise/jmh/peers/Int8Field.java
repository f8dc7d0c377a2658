package dev.lanewise.jmh.peers;

import dev.lanewise.jmh.measure.Task;
import java.util.ArrayList;
import java.util.List;

/** Those who compute one product of 8-bit numbers in a contest. Each is prepared, run once and checked before anything is timed. */
final class Int8Field implements AutoCloseable {

    private final List<Int8Peer> peers = new ArrayList<>();
    private final Int8Product product;

    Int8Field(Int8Product product, List<? extends Int8Peer> candidates) throws Throwable {
        this.product = product;
        for (Int8Peer peer : candidates) {
            peer.prepare(product);
            peers.add(peer);
            product.poison();
            peer.run();
            product.requireCorrect(peer.name(), peer.result(product));
        }
    }

    /** All native libraries' variants. */
    static List<Int8Peer> natives() {
        return List.of(
                new MklInt8Peer(false),
                new MklInt8Peer(true),
                new OneDnnInt8GemmPeer(),
                new OneDnnInt8MatmulPeer(false),
                new OneDnnInt8MatmulPeer(true),
                new OnnxRuntimeInt8Peer(true),
                new OnnxRuntimeInt8Peer(false));
    }

    /** Of each, in the order given. */
    List<Task> tasks() {
        return peers.stream()
                .map(peer -> new Task(peer.name(), product.operations(), peer::run))
                .toList();
    }

    @Override
    public void close() {
        peers.forEach(Int8Peer::close);
    }
}
