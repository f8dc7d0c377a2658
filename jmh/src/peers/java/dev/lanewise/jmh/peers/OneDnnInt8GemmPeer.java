package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.peers.NativeFunction.BYTE;
import static dev.lanewise.jmh.peers.NativeFunction.FLOAT;
import static dev.lanewise.jmh.peers.NativeFunction.INT;
import static dev.lanewise.jmh.peers.NativeFunction.LONG;
import static dev.lanewise.jmh.peers.NativeFunction.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.dnnl.global.dnnl;

/** oneDNN's {@code dnnl_gemm_u8s8s32}. */
final class OneDnnInt8GemmPeer implements Int8Peer {

    private static final byte NO_TRANS = 'N';
    private static final byte FIX_OFFSET = 'F';
    private static final byte NO_ZERO_POINT = 0;
    private static final SymbolLookup ONEDNN = NativeFunction.library(dnnl.class, "dnnl");
    /** {@code (transA, transB, offsetC, m, n, k, alpha, a, lda, ao, b, ldb, bo, beta, c, ldc, co)}. */
    private static final MethodHandle GEMM = NativeFunction.withResult(
            ONEDNN,
            "dnnl_gemm_u8s8s32",
            INT,
            BYTE,
            BYTE,
            BYTE,
            LONG,
            LONG,
            LONG,
            FLOAT,
            POINTER,
            LONG,
            BYTE,
            POINTER,
            LONG,
            BYTE,
            FLOAT,
            POINTER,
            LONG,
            POINTER);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment offset = arena.allocate(Integer.BYTES, Integer.BYTES);
    private Int8Product product;

    @Override
    public String name() {
        return "onednn-gemm";
    }

    @Override
    public void prepare(Int8Product product) {
        this.product = product;
    }

    @Override
    public void run() throws Throwable {
        long n = product.n();
        long k = product.k();
        int status = (int) GEMM.invokeExact(
                NO_TRANS,
                NO_TRANS,
                FIX_OFFSET,
                (long) product.m(),
                n,
                k,
                1f,
                product.nativeA(),
                k,
                NO_ZERO_POINT,
                product.nativeB(),
                n,
                NO_ZERO_POINT,
                0f,
                product.nativeC(),
                n,
                offset);
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("dnnl_gemm_u8s8s32 returned status " + status);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
