package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.peers.Cblas.NO_TRANS;
import static dev.lanewise.jmh.peers.Cblas.ROW_MAJOR;
import static dev.lanewise.jmh.peers.Cblas.TRANS;
import static dev.lanewise.jmh.peers.NativeFunction.INT;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS. */
final class OpenBlasPeer extends NativePeer {

    enum Call {
        SGEMM("openblas"),
        /** A matrix-vector call, where the product is one. */
        SGEMV("openblas-sgemv");

        private final String peer;

        Call(String peer) {
            this.peer = peer;
        }
    }

    private static final SymbolLookup OPENBLAS = NativeFunction.library(openblas_nolapack.class, "openblas_nolapack");
    private static final MethodHandle SGEMM = NativeFunction.withoutResult(OPENBLAS, "cblas_sgemm", Cblas.sgemm());
    private static final MethodHandle SGEMV = NativeFunction.withoutResult(OPENBLAS, "cblas_sgemv", Cblas.sgemv());
    private static final MethodHandle SET_THREADS =
            NativeFunction.withoutResult(OPENBLAS, "openblas_set_num_threads", INT);

    private final Call call;
    private final int threads;

    OpenBlasPeer(Call call, int threads) {
        super(call.peer);
        this.call = call;
        this.threads = threads;
    }

    @Override
    public boolean supports(NativeProduct product) {
        return switch (call) {
            case SGEMM -> true;
            case SGEMV -> product.isMatrixVector();
        };
    }

    @Override
    public void prepare(NativeProduct product) throws Throwable {
        super.prepare(product);
        SET_THREADS.invokeExact(threads);
    }

    @Override
    public void run() throws Throwable {
        switch (call) {
            case SGEMM -> SGEMM.invokeExact(ROW_MAJOR, NO_TRANS, NO_TRANS, m, n, k, 1f, a, k, b, n, 0f, c, n);
            case SGEMV -> {
                if (n == 1) {
                    SGEMV.invokeExact(ROW_MAJOR, NO_TRANS, m, k, 1f, a, k, b, 1, 0f, c, 1);
                } else {
                    SGEMV.invokeExact(ROW_MAJOR, TRANS, k, n, 1f, b, n, a, 1, 0f, c, 1);
                }
            }
        }
    }
}
