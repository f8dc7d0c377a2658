package dev.lanewise.jmh.peers;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.ArrayList;
import java.util.List;

/** The natives' ways of computing a convolution. Which is fastest differs from layer to layer and from machine to machine. */
final class ConvPeers {

    private ConvPeers() {}

    /** Whatever the layout: data may lie as the library likes it best, before and after. */
    static List<ConvPeer> ownLayout(int threads) {
        List<ConvPeer> peers = new ArrayList<>(plain(threads));
        peers.add(new OneDnnConvPeer(OneDnnConvPeer.Form.AUTO));
        peers.add(new OneDnnConvPeer(OneDnnConvPeer.Form.DIRECT));
        peers.add(new OneDnnConvPeer(OneDnnConvPeer.Form.NHWC));
        return peers;
    }

    /** From plain NCHW to plain NCHW, reorders included. */
    static List<ConvPeer> plain(int threads) {
        return List.of(
                new OneDnnConvPeer(OneDnnConvPeer.Form.AUTO_REORDER),
                new OneDnnConvPeer(OneDnnConvPeer.Form.DIRECT_REORDER),
                new OneDnnConvPeer(OneDnnConvPeer.Form.NCHW),
                new OnnxRuntimeConvPeer(OptLevel.ALL_OPT, threads),
                new OnnxRuntimeConvPeer(OptLevel.EXTENDED_OPT, threads));
    }
}
