package dev.lanewise.jmh.peers;

import dev.lanewise.jmh.measure.Task;
import java.util.ArrayList;
import java.util.List;

/** Those who compute one product in a contest. Each is prepared, run once and checked before anything is timed. */
final class Field implements AutoCloseable {

    private final List<Peer> peers = new ArrayList<>();
    private final NativeProduct product;

    Field(NativeProduct product, List<Peer> candidates) throws Throwable {
        this.product = product;
        for (Peer peer : candidates) {
            if (peer.supports(product)) {
                peer.prepare(product);
                peers.add(peer);
                product.poison();
                peer.run();
                product.requireCorrect(peer.name(), peer.result());
            }
        }
    }

    List<Task> tasks() {
        return peers.stream().map(this::task).toList();
    }

    Task task(String name) {
        return peers.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .map(this::task)
                .orElseThrow(() -> new IllegalArgumentException("no peer " + name));
    }

    private Task task(Peer peer) {
        return new Task(peer.name(), product.flops(), peer::run);
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
    }
}
