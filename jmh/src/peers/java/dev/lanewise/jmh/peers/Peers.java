package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All ways of computing a product that the figures know. */
final class Peers {

    private Peers() {}

    /** The native libraries' variants; which is fastest differs from shape to shape and from machine to machine. */
    static List<Peer> natives(int threads) {
        List<Peer> peers = new ArrayList<>();
        for (MklPeer.Call call : MklPeer.Call.values()) {
            peers.add(new MklPeer(call, threads));
        }
        for (OpenBlasPeer.Call call : OpenBlasPeer.Call.values()) {
            peers.add(new OpenBlasPeer(call, threads));
        }
        peers.add(new OneDnnGemmPeer());
        peers.add(new OneDnnMatmulPeer(false));
        peers.add(new OneDnnMatmulPeer(true));
        peers.add(new OnnxRuntimePeer(true, threads));
        peers.add(new OnnxRuntimePeer(false, threads));
        return peers;
    }

    /** The ways of this engine. */
    static List<Peer> lanewise(Engine engine) {
        return Arrays.stream(LanewisePeer.Call.values())
                .<Peer>map(call -> new LanewisePeer(call, engine))
                .toList();
    }

    /** Which of this engine's ways meets a native on equal terms: the prepacked one where that one is prepacked. */
    static String counterpart(String peer) {
        boolean prepacked = peer.endsWith("-packB") || peer.equals("ort");
        return (prepacked ? LanewisePeer.Call.PACKED_B : LanewisePeer.Call.SGEMM).peer();
    }

    /** Other pure Java libraries. */
    static List<Peer> java(int threads) {
        List<Peer> peers = new ArrayList<>();
        if (threads == 1) {
            peers.add(new NetlibPeer());
        }
        peers.add(new EjmlPeer(threads));
        return peers;
    }
}
