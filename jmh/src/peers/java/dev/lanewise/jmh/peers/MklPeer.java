package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.peers.Cblas.NO_TRANS;
import static dev.lanewise.jmh.peers.Cblas.ROW_MAJOR;
import static dev.lanewise.jmh.peers.Cblas.TRANS;
import static dev.lanewise.jmh.peers.NativeFunction.FLOAT;
import static dev.lanewise.jmh.peers.NativeFunction.INT;
import static dev.lanewise.jmh.peers.NativeFunction.LONG;
import static dev.lanewise.jmh.peers.NativeFunction.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.mkl.global.mkl_rt;

/** Intel MKL. */
final class MklPeer extends NativePeer {

    enum Call {
        SGEMM("mkl"),
        /** B packed ahead. */
        PACKED_B("mkl-packB"),
        /** A matrix-vector call, where the product is one. */
        SGEMV("mkl-sgemv");

        private final String peer;

        Call(String peer) {
            this.peer = peer;
        }
    }

    private static final int PACKED = 151;
    private static final int B_MATRIX = 162;
    private static final int ALIGNMENT = 64;

    private static final SymbolLookup MKL = NativeFunction.library(mkl_rt.class, "mkl_rt");
    private static final MethodHandle SGEMM = NativeFunction.withoutResult(MKL, "cblas_sgemm", Cblas.sgemm());
    private static final MethodHandle SGEMV = NativeFunction.withoutResult(MKL, "cblas_sgemv", Cblas.sgemv());
    private static final MethodHandle PACK_SIZE =
            NativeFunction.withResult(MKL, "cblas_sgemm_pack_get_size", LONG, INT, INT, INT, INT);
    private static final MethodHandle PACK = NativeFunction.withoutResult(
            MKL, "cblas_sgemm_pack", INT, INT, INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER);
    private static final MethodHandle COMPUTE = NativeFunction.withoutResult(
            MKL, "cblas_sgemm_compute", INT, INT, INT, INT, INT, INT, POINTER, INT, POINTER, INT, FLOAT, POINTER, INT);

    private final Call call;
    private final int threads;
    private final Arena arena = Arena.ofShared();
    private MemorySegment packed;

    MklPeer(Call call, int threads) {
        super(call.peer);
        this.call = call;
        this.threads = threads;
    }

    @Override
    public boolean supports(NativeProduct product) {
        return switch (call) {
            case SGEMM, PACKED_B -> true;
            case SGEMV -> product.isMatrixVector();
        };
    }

    @Override
    public void prepare(NativeProduct product) throws Throwable {
        super.prepare(product);
        mkl_rt.MKL_Set_Dynamic(0);
        mkl_rt.MKL_Set_Num_Threads(threads);
        if (call == Call.PACKED_B) {
            packed = arena.allocate((long) PACK_SIZE.invokeExact(B_MATRIX, m, n, k), ALIGNMENT);
            PACK.invokeExact(ROW_MAJOR, B_MATRIX, NO_TRANS, m, n, k, 1f, b, n, packed);
        }
    }

    @Override
    public void run() throws Throwable {
        switch (call) {
            case SGEMM -> SGEMM.invokeExact(ROW_MAJOR, NO_TRANS, NO_TRANS, m, n, k, 1f, a, k, b, n, 0f, c, n);
            case PACKED_B -> COMPUTE.invokeExact(ROW_MAJOR, NO_TRANS, PACKED, m, n, k, a, k, packed, n, 0f, c, n);
            case SGEMV -> {
                if (n == 1) {
                    SGEMV.invokeExact(ROW_MAJOR, NO_TRANS, m, k, 1f, a, k, b, 1, 0f, c, 1);
                } else {
                    SGEMV.invokeExact(ROW_MAJOR, TRANS, k, n, 1f, b, n, a, 1, 0f, c, 1);
                }
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
