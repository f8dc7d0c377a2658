package dev.lanewise.jmh.peers;

import dev.ludovic.netlib.blas.JavaBLAS;

/** netlib's {@code VectorBLAS}: Vector API, one thread. Column-major, so it is asked for {@code Cᵀ = Bᵀ·Aᵀ}. */
final class NetlibPeer implements Peer {

    private static final JavaBLAS BLAS = JavaBLAS.getInstance();

    private NativeProduct product;

    @Override
    public String name() {
        return "netlib-vectorblas";
    }

    @Override
    public void prepare(NativeProduct product) {
        if (!BLAS.getClass().getSimpleName().equals("VectorBLAS")) {
            throw new IllegalStateException("netlib chose " + BLAS.getClass() + ", not its VectorBLAS");
        }
        this.product = product;
    }

    @Override
    public void run() {
        int m = product.m();
        int n = product.n();
        int k = product.k();
        if (n == 1) {
            BLAS.sgemv("T", k, m, 1, product.a(), k, product.b(), 1, 0, product.c(), 1);
        } else if (m == 1) {
            BLAS.sgemv("N", n, k, 1, product.b(), n, product.a(), 1, 0, product.c(), 1);
        } else {
            BLAS.sgemm("N", "N", n, m, k, 1, product.b(), n, product.a(), k, 0, product.c(), n);
        }
    }

    @Override
    public float[] result() {
        return product.c();
    }
}
