package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.peers.NativeFunction.BYTE;
import static dev.lanewise.jmh.peers.NativeFunction.FLOAT;
import static dev.lanewise.jmh.peers.NativeFunction.INT;
import static dev.lanewise.jmh.peers.NativeFunction.LONG;
import static dev.lanewise.jmh.peers.NativeFunction.POINTER;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.dnnl.global.dnnl;

/** oneDNN's {@code dnnl_sgemm}. Its threads are OpenMP's, set by {@code OMP_NUM_THREADS}. */
final class OneDnnGemmPeer extends NativePeer {

    private static final byte NO_TRANS = 'N';
    private static final SymbolLookup ONEDNN = NativeFunction.library(dnnl.class, "dnnl");
    private static final MethodHandle SGEMM = NativeFunction.withResult(
            ONEDNN,
            "dnnl_sgemm",
            INT,
            BYTE,
            BYTE,
            LONG,
            LONG,
            LONG,
            FLOAT,
            POINTER,
            LONG,
            POINTER,
            LONG,
            FLOAT,
            POINTER,
            LONG);

    OneDnnGemmPeer() {
        super("onednn-gemm");
    }

    @Override
    public void run() throws Throwable {
        int status = (int) SGEMM.invokeExact(
                NO_TRANS, NO_TRANS, (long) m, (long) n, (long) k, 1f, a, (long) k, b, (long) n, 0f, c, (long) n);
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("dnnl_sgemm returned status " + status);
        }
    }
}
