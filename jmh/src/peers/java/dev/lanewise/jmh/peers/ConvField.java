package dev.lanewise.jmh.peers;

import dev.lanewise.jmh.measure.Task;
import java.util.ArrayList;
import java.util.List;

/** Those who compute one convolution in a contest. Each is prepared, run once and checked before anything is timed. */
final class ConvField implements AutoCloseable {

    private final List<ConvPeer> peers = new ArrayList<>();
    private final NativeConvolution convolution;

    ConvField(NativeConvolution convolution, List<? extends ConvPeer> candidates) throws Throwable {
        this.convolution = convolution;
        for (ConvPeer peer : candidates) {
            peer.prepare(convolution);
            peers.add(peer);
            convolution.poison();
            peer.run();
            convolution.requireCorrect(peer.name(), peer.result(), peer.layout());
        }
    }

    /** Of each, in the order given. */
    List<Task> tasks() {
        return peers.stream()
                .map(peer -> new Task(peer.name(), (double) convolution.shape().flop(), peer::run))
                .toList();
    }

    @Override
    public void close() {
        peers.forEach(ConvPeer::close);
    }
}
