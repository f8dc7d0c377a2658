package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.peers.Cblas.NO_TRANS;
import static dev.lanewise.jmh.peers.Cblas.ROW_MAJOR;
import static dev.lanewise.jmh.peers.NativeFunction.BYTE;
import static dev.lanewise.jmh.peers.NativeFunction.FLOAT;
import static dev.lanewise.jmh.peers.NativeFunction.INT;
import static dev.lanewise.jmh.peers.NativeFunction.LONG;
import static dev.lanewise.jmh.peers.NativeFunction.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.mkl.global.mkl_rt;

/** Intel MKL's {@code cblas_gemm_s8u8s32}, whose A is unsigned and B signed in row-major order; B plain or packed ahead. */
final class MklInt8Peer implements Int8Peer {

    private static final int FIX_OFFSET = 173;
    private static final int PACKED = 151;
    private static final int B_MATRIX = 162;
    private static final int ALIGNMENT = 64;
    private static final byte NO_ZERO_POINT = 0;

    private static final SymbolLookup MKL = NativeFunction.library(mkl_rt.class, "mkl_rt");
    private static final MethodHandle GEMM = product("cblas_gemm_s8u8s32");
    private static final MethodHandle COMPUTE = product("cblas_gemm_s8u8s32_compute");
    private static final MethodHandle PACK_SIZE =
            NativeFunction.withResult(MKL, "cblas_gemm_s8u8s32_pack_get_size", LONG, INT, INT, INT, INT);
    private static final MethodHandle PACK = NativeFunction.withoutResult(
            MKL, "cblas_gemm_s8u8s32_pack", INT, INT, INT, INT, INT, INT, POINTER, INT, POINTER);

    private final boolean packed;
    private final Arena arena = Arena.ofShared();
    private Int8Product product;
    private MemorySegment b;
    private MemorySegment offset;

    MklInt8Peer(boolean packed) {
        this.packed = packed;
    }

    /** {@code (layout, transA, transB, offsetC, m, n, k, alpha, a, lda, ao, b, ldb, bo, beta, c, ldc, co)}. */
    private static MethodHandle product(String symbol) {
        return NativeFunction.withoutResult(
                MKL, symbol, INT, INT, INT, INT, INT, INT, INT, FLOAT, POINTER, INT, BYTE, POINTER, INT, BYTE, FLOAT,
                POINTER, INT, POINTER);
    }

    @Override
    public String name() {
        return packed ? "mkl-packB" : "mkl";
    }

    @Override
    public void prepare(Int8Product product) throws Throwable {
        this.product = product;
        int m = product.m();
        int n = product.n();
        int k = product.k();
        mkl_rt.MKL_Set_Dynamic(0);
        mkl_rt.MKL_Set_Num_Threads(1);
        offset = arena.allocate(Integer.BYTES, ALIGNMENT);
        b = product.nativeB();
        if (packed) {
            b = arena.allocate((long) PACK_SIZE.invokeExact(B_MATRIX, m, n, k), ALIGNMENT);
            PACK.invokeExact(ROW_MAJOR, B_MATRIX, NO_TRANS, m, n, k, product.nativeB(), n, b);
        }
    }

    @Override
    public void run() throws Throwable {
        int n = product.n();
        int k = product.k();
        int kind = packed ? PACKED : NO_TRANS;
        MethodHandle function = packed ? COMPUTE : GEMM;
        function.invokeExact(
                ROW_MAJOR,
                NO_TRANS,
                kind,
                FIX_OFFSET,
                product.m(),
                n,
                k,
                1f,
                product.nativeA(),
                k,
                NO_ZERO_POINT,
                b,
                n,
                NO_ZERO_POINT,
                0f,
                product.nativeC(),
                n,
                offset);
    }

    @Override
    public void close() {
        arena.close();
    }
}
